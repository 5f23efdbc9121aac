"""Win/loss matrix: on how many pages each contender beats each other one, and whether by chance."""

from collections.abc import Sequence

from bench.report.drawing.rendering import markup, number, render
from bench.report.figures import Figure
from bench.report.scopes import Scope, contenders

LEFT, TOP, CELL, HIGH = 168.0, 26.0, 40.0, 19.0
MOST = 16  # contenders in the matrix: more is no longer read


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the wins of each line's contender over each column's; None for a single one."""
    every = [standing.adapter for standing in contenders(scope.board)] or [standing.adapter for standing in scope.board.standings]
    names = every[:MOST]
    if len(names) < 2:
        return None
    lower = scope.board.metric in scope.scorer.lower_is_better
    cells = [[""] * len(names) for _ in names]
    marks: dict[tuple[int, int], str] = {}
    for pair in [pair for pair in scope.board.pairs if {pair.left, pair.right} <= set(names)]:
        left, right = names.index(pair.left), names.index(pair.right)
        cells[left][right], cells[right][left] = str(pair.wins), str(pair.losses)
        if pair.significant:
            better, worse = (left, right) if (pair.difference.value > 0) is not lower else (right, left)
            marks |= {(better, worse): "up", (worse, better): "down"}
    shared = {"names": names, "cells": cells, "n": scope.board.n}
    boxes = {tone: _boxes([cell for cell, mark in marks.items() if mark == tone]) for tone in ("up", "down")}
    size = LEFT + CELL * len(names) + 2, TOP + HIGH * len(names) + 2
    svg = render("figures/winloss.svg", prefix=f"{prefix}-wl", left=LEFT, top=TOP, cell=CELL, high=HIGH, size=size, **shared, **boxes)
    words = (
        f"{f'The first {MOST} of {len(every)} contenders; JSON has every pair. ' if len(every) > MOST else ''}"
        "Pages on which the row is better than the column (in the board's order). Filled: significantly better over all pages, "
        "all contenders tested together; outlined: significantly worse; plain: no significant difference."
    )
    table = markup(render("figures/winloss.html", marks=marks, **shared))
    return Figure("win-loss", "Who beats whom, page by page", words, (markup(svg),), wide=True, table=table)


def _boxes(cells: Sequence[tuple[int, int]]) -> str:
    """Return the outlines of cells (line, column) as a path."""
    return "".join(
        f"M{number(LEFT + column * CELL + 1.5)} {number(TOP + line * HIGH + 1.5)}h{CELL - 3:.0f}v{HIGH - 3:.0f}h-{CELL - 3:.0f}z"
        for line, column in sorted(cells)
    )
