"""Say what a board can show: the smallest difference, and how many pages smaller ones need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench.scoring.statistics.effects import pages_needed

if TYPE_CHECKING:
    from bench.scoring.tables.leaderboards import Board

SIZES = (0.01, 0.02)  # differences that people ask for, on 0-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What ``n`` pages show with 80 % power, all contenders tested together.

    ``smallest`` is the smallest difference found between ``adapters``, the best two that are not copies, ``typical`` that of the median
    pair of contenders. ``needed`` holds about how many pages like these the median pair would need for each of :data:`SIZES` (of 100 where
    the metric is in per cent), None where unknown.
    """

    n: int
    adapters: tuple[str, str]
    smallest: float
    typical: float
    needed: tuple[int | None, ...]


def resolution(board: Board, *, percent: bool = False) -> Resolution | None:
    """Return what a board can show; None where nothing can be significant or all are copies."""
    known = [pair for pair in board.pairs if pair.detectable > 0 and not math.isnan(pair.p_adjusted)]
    if board.no_ranks or not known:
        return None
    place = {standing.adapter: at for at, standing in enumerate(board.standings)}
    first = min(known, key=lambda pair: sorted((place[pair.left], place[pair.right])))
    typical, unit = median(pair.detectable for pair in known), 100 if percent else 1
    left, right = sorted((first.left, first.right), key=place.__getitem__)
    return Resolution(
        n=board.n,
        adapters=(left, right),
        smallest=first.detectable,
        typical=typical,
        needed=tuple(pages_needed(typical, board.n, size * unit) for size in SIZES),
    )
