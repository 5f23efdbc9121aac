"""Verbs of the group ``report``: write a report, look at it, compare two runs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import console
from bench.cli.asking import Costs, Json, Out, Price, Run, price_of, refuse, run_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.scoring.tables.costs.tables import Costs as CostsTable
    from bench.scoring.tables.run_differences import RunDifference


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("report")(report)
    app.command("view")(view)
    app.command("compare")(compare)


def report(
    run: Run = "latest",
    out: Out = None,
    to: Annotated[Path | None, typer.Option(help="Folder to write to (report in the run's folder).")] = None,
    all_pages: Annotated[
        bool, typer.Option("--all-pages", help="A page for every page dump, not only the worst 200 and all failures.")
    ] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="Print instead: boards as md, csv, json or latex; as CSV complements, or adapters by corpora (across).",
        ),
    ] = "",
    figures: Annotated[Path | None, typer.Option(help="Write each figure as SVG and PNG to this folder instead.")] = None,
    svg_only: Annotated[bool, typer.Option("--svg-only", help="With --figures: no PNG.")] = False,
    costs: Costs = False,
    price: Price = None,
) -> None:
    """Write the report of a run: index.html and a page for each of its worst page dumps."""
    from bench import config
    from bench.engine import loss_table
    from bench.engine.costs import run_costs

    elsewhere, chosen = format_ or figures, config.load()
    in_vain = costs and elsewhere and format_ not in {"md", "csv", "json"}
    refuse({"--svg-only": svg_only and not figures, "--to": to and elsewhere, "--all-pages": all_pages and elsewhere, "--costs": in_vain},
           "boilerbench report --help")  # fmt: skip
    paid = price_of(chosen.run, price, costs=costs)
    folder = run_of(run, out, chosen)
    spent = () if paid is None else run_costs.of_run(folder, paid)
    if figures or not format_:
        loss_table.ensure(folder, console.say)
    if elsewhere:
        _elsewhere(folder.path, format_, figures, spent, png=not svg_only)
        return
    from bench.report.build import build

    typer.echo(build(folder.path, to, all_pages=all_pages, costs=spent))


def _elsewhere(folder: Path, format_: str, figures: Path | None, costs: Sequence[CostsTable], *, png: bool) -> None:
    """Print boards in another format, or write figures as files."""
    from bench.report import formats
    from bench.report.figures import export
    from bench.report.scopes import scopes, with_combinations, with_costs
    from bench.store import frames

    run = frames.read_all(folder)
    run_scopes = scopes(run)
    if format_:
        typer.echo(formats.export(format_, with_costs(with_combinations(run, run_scopes), costs)), nl=False)
    if figures:
        for path in export.write(run_scopes, figures, png=png):
            typer.echo(path)


def view(
    run: Run = "latest",
    out: Out = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on loopback (a free one).")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Serve a run's report on loopback and open it in the browser; Ctrl-C stops."""
    import webbrowser

    from bench.engine import loss_table
    from bench.report.build import build, is_whole
    from bench.report.serving import address, server
    from bench.store import losses_file

    folder = run_of(run, out)
    index = folder.path / "report" / "index.html"
    if losses_file.read(folder) is None or not is_whole(folder.path):
        loss_table.ensure(folder, console.say)
        index = build(folder.path)
    with server(index.parent, port) as running:
        typer.echo(address(running))
        console.say("Ctrl-C stops.")
        if not no_open:
            webbrowser.open(address(running))
        try:
            running.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            console.say("stopped")


def compare(
    before: Annotated[str, typer.Argument(help="The earlier run.")],
    after: Annotated[str, typer.Argument(help="The later run.")] = "latest",
    out: Out = None,
    to: Annotated[Path | None, typer.Option(help="Folder for compare.html (the later run's report).")] = None,
    as_json: Json = False,
) -> None:
    """Say what moved between two runs, page by page: as a table here and as compare.html."""
    from bench.report import comparison

    old, new = run_of(before, out).path, run_of(after, out).path
    path, made = comparison.write(old, new, to or new / "report")
    if as_json:
        console.as_json(comparison.as_document(made))
        return
    for line in (*map(str, made.changes), *made.notes):
        typer.echo(console.clean(line))
    for difference in made.differences:
        _show(difference)
    typer.echo(path)


def _show(difference: RunDifference) -> None:
    """Print a comparison as a table, and the pages that broke or were fixed."""
    from bench.report import comparison, movements
    from bench.report.scopes import title

    where = f"{difference.protocol} on {title(difference.corpus, difference.track)}: {movements.pages_compared(difference)}"
    console.table(comparison.columns(difference), comparison.lines(difference), title=where)
    for word, names in (("before", difference.only_before), ("after", difference.only_after)):
        if names:
            typer.echo(f"  only {word}: {console.clean(', '.join(names))}")
    for move in difference.moves:
        for item in move.metrics[1:]:
            if item.moved and item.metric not in comparison.BESIDE:
                change = f"{item.before:.3f} -> {item.after:.3f}"
                typer.echo(f"  {console.clean(move.adapter)} {item.metric}: {change}")
    for move in difference.moves:
        for word, pages in (("broke", move.broke), ("fixed", move.mended)):
            for page in pages[:5]:
                typer.echo(
                    f"  {console.clean(move.adapter)} {word} {console.clean(page.page[1], 60)}: "
                    f"{page.before:.3f} -> {page.after:.3f} ({page.is_now})"
                )
    typer.echo(console.clean(movements.verdict(difference)))
