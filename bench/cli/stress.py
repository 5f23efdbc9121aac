"""The verb ``stress``: how far extractors fall on pages changed in ways that leave their content alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli import asking, console
from bench.cli.asking import Deadline, Fresh, Json, Limit, Memory, Only, Out, Pages, Resamples, Several, Workers, listed, wishes

if TYPE_CHECKING:
    from bench.stress.stressing import StressPlan


def attach(app: typer.Typer) -> None:
    """Add the verb to the app."""
    app.command("stress")(stress)


def stress(
    spec: Annotated[
        str, typer.Argument(metavar="[CORPUS]", help="Any corpus with gold, as of corpus list, or a folder or archive.")
    ] = "embedded",
    adapters: Annotated[Several, typer.Option(help="Names, groups (core, all, floors), name@version, module:function; commas.")] = None,
    changes: Annotated[Several, typer.Option(help="Changes by name (default: all; --list names them); commas.")] = None,
    doses: Annotated[Several, typer.Option(help="Doses from 0 to 1 (0.25, 0.5, 1), beside the pages as they are; commas.")] = None,
    protocol: Annotated[str, typer.Option(help="Protocol whose headline figure is held against the dose.")] = "aligned",
    only: Only = None,
    limit: Limit = None,
    pages: Pages = None,
    deadline: Deadline = None,
    memory: Memory = None,
    workers: Workers = None,
    out: Out = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the changes and of the resampling (0).")] = None,
    resamples: Resamples = None,
    fresh: Fresh = False,
    format_: Annotated[str, typer.Option("--format", help="Print the board as md (Markdown) instead.")] = "",
    list_: Annotated[bool, typer.Option("--list", help="List the changes and stop.")] = False,
    as_json: Json = False,
) -> None:
    """Run extractors on pages changed in ways that leave their content alone: figures against the dose.

    Each change is made at random by the seed, and a higher dose holds all that a lower one does; gold stays as it is, and pages that would
    lose a line of it are left out and counted. Runs lie below stress in the folder of all runs; what is known is reused.
    """
    from bench import config
    from bench.cli.printed import stress_boards
    from bench.corpus.readers.assembly import chosen_pages
    from bench.engine.progress import display
    from bench.stress.stressing import stress as start

    asking.refuse({"--json": as_json and format_, f"--format {format_}": format_ not in {"", "md"}}, "boilerbench stress --help")
    if list_:
        stress_boards.show_changes(as_json=as_json)
        return
    chosen = config.load()
    wish = wishes(chosen, adapters=adapters, deadline=deadline, memory=memory, workers=workers, seed=seed, resamples=resamples)
    plan = _plan(wish.get("adapters", ["core"]), changes, doses, protocol, int(wish.get("seed", 0)))
    corpus = chosen_pages(asking.corpus_of(spec, chosen, pages), only or (), limit)
    folder, board = start(
        corpus, plan, out=asking.reports(out, chosen), options=asking.run_options(wish, chosen, fresh=fresh),
        progress=display(quiet=console.level == "quiet"), own=chosen.adapters, made=console.counter(len(corpus.pages), "pages changed"),
    )  # fmt: skip
    from bench.report import stress_page

    page = stress_page.write(board, folder)
    if as_json:
        console.as_json({"run": str(folder.path), "report": str(page), **stress_boards.as_data(board)})
    elif format_:
        print(stress_page.markdown(board), end="")  # noqa: T201 - the result
    else:
        stress_boards.show(board)
        console.say(f"run: {folder.path}")
        print(f"report: {page}", flush=True)  # noqa: T201 - the result


def _plan(adapters: list[str], changes: Several, doses: Several, protocol: str, seed: int) -> StressPlan:
    """Return what is asked for; raises BoilerbenchError for doses that are no numbers."""
    from bench.errors import BoilerbenchError
    from bench.stress.stressing import DOSES, StressPlan

    try:
        levels = [float(dose) for dose in listed(doses or [])] or DOSES
    except ValueError as problem:
        what = f"--doses {','.join(doses or [])}: {problem}"
        raise BoilerbenchError(what, "numbers from 0 to 1", "--doses 0.25,0.5,1") from problem
    names = listed(changes or [])
    return StressPlan(adapters=listed(adapters), changes=names, doses=levels, protocol=protocol, seed=seed)
