"""Print metrics as peers do, beside a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from bench.scoring.tables.leaderboards import Board


def show_peers(board: Board) -> None:
    """Print metrics the way peers do: value and standard deviation of page resamples."""
    lines = [
        [standing.adapter, *(f"{standing.metrics[m].value:.3f} ± {standing.peer[m]:.3f}".replace("nan ± nan", "-") for m in board.metrics)]
        for standing in board.standings
    ]
    console.table(["adapter", *board.metrics], lines, title=f"{board.protocol}: ± is the standard deviation of 1,000 page resamples")
