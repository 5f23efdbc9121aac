"""The verb that holds estimates without gold against gold that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import console
from bench.cli.asking import Json, Out, Run, run_of

if TYPE_CHECKING:
    from bench.scoring.tables.powering.validation import Match, Validation


def attach(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("validate")(validate)


def validate(
    run: Run = "latest",
    protocol: Annotated[str, typer.Option(help="Protocol whose F1 is estimated.")] = "aligned",
    draws: Annotated[int, typer.Option(min=1, help="Random samples of pages with gold, for each size.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
    out: Out = None,
    *,
    as_json: Json = False,
) -> None:
    """Say how well estimates without gold, and powered intervals, match the gold of a run's corpora."""
    from dataclasses import asdict, replace

    from bench.engine import agreement
    from bench.scoring.tables.powering.validation import validations
    from bench.store import frames
    from bench.store.combinations import families_of

    folder = run_of(run, out)
    held = frames.read(folder, [protocol], extractions=frames.BOARD_EXTRACTIONS)
    results = replace(held.results(protocol), agreement=agreement.ensure(folder).to_pandas())
    made = validations(results, families_of(held.manifest), draws=draws, seed=seed)
    if as_json:
        console.as_json({"run": str(folder.path), "draws": draws, "seed": seed, "validations": [asdict(one) for one in made]})
        return
    for one in made:
        _show(one)
    console.say(f"run: {folder.path}")


def _show(one: Validation) -> None:
    """Print how well estimates matched gold on one corpus."""
    title = f"{one.corpus}: F1 of {one.protocol}, {len(one.adapters)} extractors of {one.families} families, gold hidden"
    lines = [[each.adapter, f"{each.gold:.3f}", f"{each.estimated:.3f}", f"{each.estimated - each.gold:+.3f}"] for each in one.adapters]
    console.table(["adapter", "F1", "est. F1", "error"], lines, title=title)
    console.table(["pages", "n", "Spearman", "mean absolute error", "mean error"], [_line(each) for each in (one.match, *one.types)])
    if one.intervals:
        intervals = [[each.n, f"{each.held:.3f}", f"{each.held_alone:.3f}", f"{each.width:.2f}"] for each in one.intervals]
        title = f"95 % intervals of differences, gold shown on n pages, {one.intervals[0].draws} draws"
        console.table(
            ["pages with gold", "powered intervals hold", "intervals by gold alone hold", "width, against gold alone"],
            intervals,
            title=title,
        )


def _line(match: Match) -> list[object]:
    return [match.type or "all", match.pages, f"{match.spearman:.3f}", f"{match.error:.3f}", f"{match.bias:+.3f}"]
