"""Win/loss matrix: on how many pages each adapter beats each other one, and whether by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.report.drawing.rendering import markup, number, render
from bench.report.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report.scopes import Scope

LEFT, TOP, CELL, HIGH = 168.0, 26.0, 40.0, 19.0
ALPHA = 0.05


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the wins of each line's adapter over each column's; None for a single adapter."""
    names = [standing.adapter for standing in scope.board.standings]
    if len(names) < 2:
        return None
    lower = scope.board.metric in scope.scorer.lower_is_better
    place = {name: at for at, name in enumerate(names)}
    cells = [[""] * len(names) for _ in names]
    filled: dict[str, list[tuple[int, int]]] = {"up": [], "down": []}
    for pair in scope.board.pairs:
        left, right = place[pair.left], place[pair.right]
        cells[left][right], cells[right][left] = str(pair.wins), str(pair.losses)
        if pair.p_holm < ALPHA:
            better, worse = (left, right) if (pair.difference.value > 0) is not lower else (right, left)
            filled["up"].append((better, worse))
            filled["down"].append((worse, better))
    svg = render(
        "figures/winloss.svg", prefix=f"{prefix}-wl", names=names, cells=cells, left=LEFT, top=TOP, cell=CELL, high=HIGH,
        size=(LEFT + CELL * len(names) + 2, TOP + HIGH * len(names) + 2), n=scope.board.n,
        up=_boxes(filled["up"]), down=_boxes(filled["down"]),
    )  # fmt: skip
    words = (
        "Pages on which the row is better than the column (columns by rank). Filled: better over all pages after Holm's correction; "
        "outlined: worse; plain: not told apart."
    )
    marks = {cell: name for name, cells_ in filled.items() for cell in cells_}
    table = render("figures/winloss.html", names=names, cells=cells, marks=marks, n=scope.board.n)
    return Figure("win-loss", "Who beats whom, page by page", words, (markup(svg),), wide=True, table=markup(table))


def _boxes(cells: Sequence[tuple[int, int]]) -> str:
    """Return the outlines of cells (line, column) as a path."""
    return "".join(
        f"M{number(LEFT + column * CELL + 1.5)} {number(TOP + line * HIGH + 1.5)}h{CELL - 3:.0f}v{HIGH - 3:.0f}h-{CELL - 3:.0f}z"
        for line, column in sorted(cells)
    )
