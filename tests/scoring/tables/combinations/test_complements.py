"""Pairs of adapters: the better output of each page, its gain over the better of the two, on the pages of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.combinations.complements import complements
from tests.scoring.tables.combinations.test_choices import GOOD, POOR, matrix

QUICK = Sampling(resamples=300)


def test_a_pair_scores_its_better_output_of_each_page() -> None:
    (pair,) = complements(matrix("shingles-allpages", [[row[:3] for row in line] for line in ([GOOD, POOR, GOOD], [POOR, GOOD, POOR])]),
                          QUICK, "recall")  # fmt: skip
    assert (pair.left, pair.right, pair.better) == ("a0", "a1", "a0")
    assert pair.value.value == pytest.approx(0.8)
    assert pair.gain.value == pytest.approx(0.8 - 0.6)
    assert (pair.left_better, pair.right_better, pair.value.n, pair.gain.n) == (2, 1, 3, 3)
    assert 0 <= pair.gain.low <= pair.gain.value <= pair.gain.high


def test_a_pair_stands_on_the_pages_both_were_tried_on() -> None:
    lines = [[row and row[:3] for row in line] for line in ([GOOD, GOOD, None, GOOD], [POOR, GOOD, GOOD, GOOD], [None, POOR, POOR, POOR])]
    made = {(pair.left, pair.right): pair for pair in complements(matrix("shingles-allpages", lines), QUICK, "recall")}
    assert [pair.value.n for pair in made.values()] == [3, 2, 3]
    assert made["a0", "a2"].value.value == pytest.approx(0.8)
    assert made["a0", "a2"].gain.value == pytest.approx(0.0)
    assert (made["a1", "a2"].left_better, made["a1", "a2"].right_better) == (3, 0)


def test_two_of_the_same_gain_nothing_and_many_pairs_are_cut_into_groups() -> None:
    drawn = np.random.default_rng(0)
    line = [(float(hit), 3.0, 10.0 - hit) for hit in drawn.integers(1, 10, 8)]
    made = complements(matrix("shingles-allpages", [line] * 13), QUICK, "f1")
    assert len(made) == 78
    assert {(pair.gain.value, pair.gain.low, pair.gain.high, pair.left_better, pair.right_better) for pair in made} == {
        (0.0, 0.0, 0.0, 0, 0)
    }


def test_a_pair_is_never_worse_than_its_better_one_where_pages_are_averaged() -> None:
    drawn = np.random.default_rng(1)
    lines = [[(float(hit), float(miss), 10.0 - hit) for hit, miss in drawn.integers(0, 10, (30, 2))] for _ in range(5)]
    whole = matrix("shingles-allpages", lines)
    for pair in complements(whole, QUICK, "recall"):
        assert pair.gain.value >= 0
        assert pair.gain.low >= 0
    alone = complements(replace(whole, adapters=whole.adapters[:2], rows=whole.rows[:2], statuses=whole.statuses[:2]), QUICK, "recall")
    assert alone[0] == complements(whole, QUICK, "recall")[0]  # a pair does not depend on who else is there
