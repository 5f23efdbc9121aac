"""What is printed as a run ends, as data, so that a run of which nothing has changed prints the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from bench.cli.console import Part
    from bench.engine.failures import NeverWorked
    from bench.scoring.tables.costs.tables import Costs
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Board
    from bench.store.run_folder import RunFolder


def of_run(
    folder: RunFolder,
    scored: Sequence[Board],
    estimated: Sequence[EstimatedBoard],
    broken: Sequence[NeverWorked],
    spent: Sequence[Costs] = (),
) -> dict[str, Any]:
    """Return all that is said of a run: ``data`` for programs, ``parts`` for people, and warnings."""
    from bench import escaping
    from bench.cli import ending
    from bench.cli.printed import across, boards, costs, estimates, pairs
    from bench.store.reference import joined

    stored = joined.notes(folder)
    against = pairs.beside(scored, folder.manifest().names) if stored else ()
    data = {
        "boards": boards.as_data(scored, pairs=bool(stored)),
        "across": across.as_data(scored),
        "estimates": estimates.as_data(estimated),
        "never_worked": ending.as_data(broken),
        "gold": boards.gold_data(folder),
        **({"reference": stored} if stored else {}),
    } | ({"costs": [one.as_data() for one in spent]} if spent else {})
    said = [*boards.parts(scored), *across.parts(scored), *estimates.parts(estimated)]
    said += [*estimates.next_steps(estimated, folder.manifest().corpora), *costs.parts(spent)]
    return {
        "data": escaping.json(data),
        "parts": [*said, *against, *map(console.clean, stored), *_state(folder)],
        "notices": boards.notices(folder.gold_counts()),  # beside ``data``
        "unseen": boards.notices(folder.gold_counts(), [*scored, *(one.board for one in estimated)]),  # beside ``parts``
    }


def show(folder: RunFolder, said: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what is said of a run, then where it and its report are."""
    page = folder.path / "report" / "index.html"
    if as_json:
        console.as_json({"run": str(folder.path), "report": str(page), **said["data"]})
    else:
        console.show(said["parts"])
    for notice in said["notices" if as_json else "unseen"]:
        console.warn(notice)
    if not as_json:
        console.say(f"run: {folder.path}")
        print(f"report: {page}", flush=True)  # noqa: T201 - the result


def _state(folder: RunFolder) -> Iterator[Part]:
    """Yield which outputs depend on what came before, where that was checked."""
    from bench.engine import state_check

    differences = state_check.read(folder)
    if differences:
        columns = ("adapter", "corpus", "page", "depends on", "first", "then")
        lines = [(case.adapter, case.corpus, case.page_id, case.why, case.first, case.second) for case in differences]
        yield {"columns": columns, "lines": lines, "title": "outputs that depend on order or repetition"}
    elif differences is not None:
        yield "no output depends on order or repetition\n"
