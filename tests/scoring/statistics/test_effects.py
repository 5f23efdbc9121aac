"""Effect size, detectable difference, pages needed: worked cases at their borders, then how often they are right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect, holm, pages_needed
from tests.scoring.statistics.mean import scored

NAN = math.nan


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([1.0, 2.0, 3.0], 2.0),
        ([-1.0, -2.0, NAN, -3.0], -2.0),
        ([0.0, 2.0], 1 / math.sqrt(2)),
        ([0.0, 0.0], 0.0),
        ([0.5, 0.5, 0.5], NAN),  # nothing varies: infinite
        ([1.0], NAN),
        ([1.0, NAN], NAN),
        ([], NAN),
        ([TOLERANCE / 4, -TOLERANCE / 4], 0.0),
    ],
)
def test_the_effect_is_the_mean_over_the_standard_deviation(differences: list[float], expected: float) -> None:
    assert effect(np.array(differences)) == pytest.approx(expected, nan_ok=True)


def test_the_detectable_difference_is_two_quantiles_of_the_standard_error() -> None:
    assert detectable(0.1, 1.96) == pytest.approx(0.1 * (1.96 + scipy_stats.norm.ppf(0.8)), rel=1e-12)
    assert detectable(0.1, 1.96, 0.9) == pytest.approx(0.1 * (1.96 + scipy_stats.norm.ppf(0.9)), rel=1e-12)
    assert detectable(0.0, 1.96) == 0.0
    for error, critical in ((NAN, 1.96), (0.1, NAN), (0.1, math.inf)):
        assert math.isnan(detectable(error, critical))


@pytest.mark.parametrize(
    ("smallest", "pages", "difference", "expected"),
    [(0.02, 100, 0.02, 100), (0.02, 100, 0.01, 400), (0.0301, 181, 0.01, 1700), (0.01, 181, 0.02, 46), (0.01, 3, 0.05, 1),
     (0.0, 100, 0.01, None), (NAN, 100, 0.01, None)],
)  # fmt: skip
def test_the_pages_needed_grow_with_the_square(smallest: float, pages: int, difference: float, expected: int | None) -> None:
    assert pages_needed(smallest, pages, difference) == expected


def test_the_detectable_difference_is_detected_in_80_percent_of_corpora() -> None:
    """The bounds are 3.2 standard errors of 1,000 corpora."""
    count, corpora = 80, 1000
    gaps = np.random.default_rng(11).normal(0, 0.2, (corpora, count))
    size = np.mean([pairs(scored("ab", gap, np.zeros(count), resamples=1000))[0].detectable for gap in gaps[:50]])
    assert size == pytest.approx(2.80 * 0.2 / math.sqrt(count), rel=0.05)
    shown = [pairs(scored("ab", gap + size, np.zeros(count), resamples=1000))[0].significant for gap in gaps]
    assert 0.76 <= np.mean(shown) <= 0.84


def test_holm_on_worked_examples() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, NAN, 0.7])[0::2] == [1.0, 1.0]
    assert math.isnan(holm([0.01, NAN, 0.02])[1])
    assert holm([0.01, NAN, 0.02])[::2] == [0.02, 0.02]  # two were tested, not three
    assert holm([]) == []
    assert holm([0.3]) == [0.3]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_lowers_no_p_value_and_keeps_their_order(values: list[float]) -> None:
    corrected = holm(values)
    assert all(old <= new <= min(1.0, old * len(values)) or new == max(corrected) for old, new in zip(values, corrected, strict=True))
    assert all(value <= 1 for value in corrected)
    ranked = sorted(zip(values, corrected, strict=True))
    assert [new for _, new in ranked] == sorted(corrected)
