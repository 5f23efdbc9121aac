"""P-values, effect size, detectable difference: worked cases at their borders, then how often they are right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bench.scoring.statistics import resampling
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect, holm, p_bootstrap, p_swap
from bench.scoring.statistics.intervals import widening
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import MEAN, noise, pages, rows

NAN = math.nan


def test_the_bootstrap_p_counts_resamples_that_stray_as_far_as_the_difference_from_none() -> None:
    wide = widening(5)
    just, short = 0.2 / wide, (0.2 - 1e-9) / wide
    strayed = np.array([just, -just, short, -short, 0.0, 3.0])
    assert p_bootstrap(0.2, 0.2 + strayed, 5) == (1 + 3) / (1 + 6)
    assert p_bootstrap(-0.2, -0.2 + strayed, 5) == (1 + 3) / (1 + 6)
    assert p_bootstrap(0.0, strayed, 5) == 1.0
    assert p_bootstrap(9.0, 9.0 + strayed[:5], 5) == 1 / 6


def test_strays_within_rounding_count() -> None:
    strayed = (0.2 - TOLERANCE / 2) / widening(5)
    assert p_bootstrap(0.2, np.array([0.2 + strayed]), 5) == 1.0
    assert p_swap(0.2, np.array([0.2 - TOLERANCE / 2])) == 1.0
    assert p_swap(0.2, np.array([0.2 - 3 * TOLERANCE])) == 0.5


def test_the_swap_p_counts_swaps_as_large_as_the_difference() -> None:
    assert p_swap(0.2, np.array([0.2, -0.2, 0.3, 0.1, -0.1, 0.0, NAN])) == (1 + 3) / (1 + 6)
    assert p_swap(-0.2, np.array([0.2, 0.1])) == 2 / 3


def test_p_values_leave_undefined_resamples_out_and_say_nothing_of_nothing() -> None:
    assert p_bootstrap(0.2, np.array([0.2, NAN, 9.0]), 2) == 2 / 3
    for difference, sampled, count in ((NAN, np.zeros(3), 5), (0.2, np.zeros(3), 1), (0.2, np.full(3, NAN), 5), (0.2, np.zeros(0), 5)):
        assert math.isnan(p_bootstrap(difference, sampled, count))
    for difference, swapped in ((NAN, np.zeros(3)), (0.2, np.full(3, NAN))):
        assert math.isnan(p_swap(difference, swapped))


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


@pytest.mark.parametrize(("count", "alpha", "power"), [(2, 0.05, 0.8), (4, 0.05, 0.8), (4, 0.1, 0.9)])
def test_the_detectable_difference_is_two_quantiles_of_the_standard_error(count: int, alpha: float, power: float) -> None:
    quantiles = scipy_stats.norm.ppf(1 - alpha / 2) + scipy_stats.norm.ppf(power)
    expected = quantiles * math.sqrt(2) * math.sqrt(count / (count - 1))  # the deviation of 0 and 2 is the root of 2
    assert detectable(np.array([0.0, NAN, 2.0]), count, alpha, power) == pytest.approx(expected, rel=1e-12)


def test_the_power_is_80_percent_unless_told_otherwise() -> None:
    sampled = np.array([0.0, 1.0, 3.0])
    assert detectable(sampled, 5, 0.05) == detectable(sampled, 5, 0.05, 0.8)


@pytest.mark.parametrize(("sampled", "count"), [([0.0, 2.0], 1), ([1.0], 5), ([1.0, NAN], 5)])
def test_nothing_is_detectable_from_one_cluster_or_resample(sampled: list[float], count: int) -> None:
    assert math.isnan(detectable(np.array(sampled), count, 0.05))


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


@pytest.mark.parametrize("count", [30, 100])
def test_equal_extractors_are_told_apart_in_5_percent_of_corpora(count: int) -> None:
    corpora = 4000
    gaps = noise(5, corpora, count) - noise(6, corpora, count)
    sampled = resampling.bootstrap(MEAN, rows(*gaps), pages(count), Sampling(resamples=1000))[..., 0]
    values = [p_bootstrap(float(gap.mean()), line, count) for gap, line in zip(gaps, sampled, strict=True)]
    assert 0.04 <= np.mean(np.array(values) <= 0.05) <= 0.06


def test_the_detectable_difference_is_detected_in_80_percent_of_corpora() -> None:
    count, corpora = 80, 1500
    gaps = np.random.default_rng(11).normal(0, 0.2, (corpora, count))
    sampled = resampling.bootstrap(MEAN, rows(*gaps), pages(count), Sampling(resamples=800))[..., 0]
    size = np.mean([detectable(line, count, 0.05) for line in sampled])
    assert size == pytest.approx(2.80 * 0.2 / math.sqrt(count), rel=0.03)
    detected = [p_bootstrap(float(gap.mean()) + size, line + size, count) <= 0.05 for gap, line in zip(gaps, sampled, strict=True)]
    assert 0.76 <= np.mean(detected) <= 0.84
