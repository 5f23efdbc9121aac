"""Print the robustness board: a table over all changes, and one for each."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from bench.model import Estimate
    from bench.stress.board import StressBoard

_SCHEMA = 1


def show(board: StressBoard) -> None:
    """Print the board for people."""
    title = f"{board.protocol} on {board.corpus}, unchanged and changed: {console.pages(board.pages, board.clusters)}"
    highest = board.changes[0].doses[-1].dose
    columns = ["adapter", board.metric, "95 % interval", "mean fall", "95 % interval", "falls most by", "fall", "95 % interval"]
    lines = []
    for name in board.adapters:
        change, most = board.worst(name)
        plain = board.plain[name]
        bounds = console.interval(plain.low, plain.high)
        lines.append([name, console.number(plain.value, 3), bounds, *_fall(board.mean_falls[name]), change, *_fall(most)])
    console.table(columns, lines, title=f"{title}; falls at dose {highest:g}, the mean over {len(board.changes)} changes")
    for one in board.changes:
        counts = ", ".join(f"{count:,} {what}" for what, count in sorted(one.why.items()))
        cells = [
            [name, console.number(board.plain[name].value, 3), *(console.number(step.figures[name].value, 3) for step in one.doses),
             *_fall(one.doses[-1].falls[name])]
            for name in board.adapters
        ]  # fmt: skip
        heads = ["adapter", "0", *(f"{step.dose:g}" for step in one.doses), "fall", "95 % interval"]
        print()  # noqa: T201 - the result
        console.table(heads, cells, title=f"{one.name}: {one.about[:1].lower()}{one.about[1:]} ({counts})")
    if board.dumps:
        console.say(f"{board.dumps:,} text dumps have no markup to change and are left out")
    print("\n" + console.clean(board.signature) + "\n")  # noqa: T201 - the result


def _fall(fall: Estimate) -> list[str]:
    """Return a fall and its interval; above 0 is worse than unchanged."""
    value, low, high = (console.number(one, 3).replace("-0.000", "0.000") for one in (fall.value, fall.low, fall.high))
    return [value, f"{low} to {high}" if low != "-" else "-"]


def as_data(board: StressBoard) -> dict[str, object]:
    """Return the board as plain data for ``--json``."""
    return {"schema": _SCHEMA, **asdict(board)}


def show_changes(*, as_json: bool) -> None:
    """Print the names of all changes and what each does."""
    from bench.stress.changes import CHANGES, about

    if as_json:
        console.as_json({name: about(name) for name in CHANGES})
    else:
        console.table(["change", "what it does"], [[name, about(name)] for name in CHANGES])
