"""What a board can show: the best two that are no copies, the median pair, pages for smaller differences."""

from __future__ import annotations

import math
from dataclasses import replace

from bench.scoring.tables import leaderboards
from bench.scoring.tables.resolution import Resolution, resolution
from tests.scoring.tables.small_run import QUICK, results


def board(*sizes: float, no_ranks: str = "") -> leaderboards.Board:
    """Return a board of three contenders whose pairs can show differences of these sizes."""
    whole = leaderboards.leaderboards(results(), QUICK)[0]
    names = [standing.adapter for standing in whole.standings]
    sides = ((1, 0), (0, 2), (1, 2))
    made = [
        replace(whole.pairs[0], left=names[i], right=names[j], detectable=size, p_adjusted=0.5)
        for (i, j), size in zip(sides, sizes, strict=True)
    ]
    return replace(whole, pairs=tuple(made), n=100, no_ranks=no_ranks)


def test_the_best_two_and_the_median_pair() -> None:
    assert resolution(board(0.03, 0.02, 0.01)) == Resolution(
        n=100, adapters=("good", "everything"), smallest=0.03, typical=0.02, needed=(400, 100)
    )


def test_copies_show_nothing_and_are_passed_over() -> None:
    said = resolution(board(0.0, 0.02, math.nan))
    assert said is not None
    assert (said.adapters, said.smallest, said.typical) == (("good", "bad"), 0.02, 0.02)
    assert resolution(board(0.0, 0.0, math.nan)) is None


def test_per_cent_asks_for_whole_points() -> None:
    said = resolution(board(2.0, 2.0, 2.0), percent=True)
    assert said is not None
    assert said.needed == (400, 100)


def test_a_board_without_ranks_shows_no_difference() -> None:
    assert resolution(board(0.03, 0.02, 0.01, no_ranks="no ranks: 4 sites are too few")) is None
