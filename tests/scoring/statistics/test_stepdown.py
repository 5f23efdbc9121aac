"""The step-down test: worked cases against its definition and scipy, then how often it errs and finds what is there."""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats as scipy_stats

from bench.scoring.statistics import resampling, stepdown
from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.contributions import Contributions, contributions
from bench.scoring.statistics.effects import holm
from bench.scoring.statistics.resampling import TESTS, Sampling
from bench.scoring.statistics.stepdown import Decisions, decide, draws, fewest_clusters
from tests.scoring.statistics.mean import noise, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    Noise = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]


def decided(values: np.ndarray, **sampling: object) -> tuple[Contributions, Decisions]:
    """Test all pairs of adapters, (adapters, pages)."""
    sample = scored([f"{at:02}" for at in range(len(values))], *values, **sampling)
    contributed = contributions(sample, list(combinations(range(len(values)), 2)), "mean")
    return contributed, decide([sample], contributed, np.ones(len(contributed.differences), bool))


def test_few_clusters_are_enumerated_and_adjusted_by_the_definition() -> None:
    values = noise(1, 4, 7) - np.array([0.0, 0.0, 0.25, 0.6])[:, None]
    contributed, result = decided(values)
    gaps = np.array([values[i] - values[j] for i, j in combinations(range(4), 2)])
    scale = np.sqrt((gaps**2).sum(axis=1))
    signs = np.array(list(product((1, -1), repeat=7)))
    statistics, observed = np.abs(signs @ gaps.T) / scale, np.abs(gaps.sum(axis=1)) / scale
    assert result.p == pytest.approx((statistics >= observed - 1e-9).mean(axis=0))
    order, highest = np.argsort(-observed), 0.0
    for place, at in enumerate(order):
        left = statistics[:, order[place:]].max(axis=1)
        highest = max(highest, float((left >= observed[at] - 1e-9).mean()))
        assert result.adjusted[at] == pytest.approx(highest)
    assert contributed.values == pytest.approx(gaps / 7)
    assert list(result.significant) == [p < 0.05 for p in result.adjusted]
    assert result.significant.any()
    assert not result.significant.all()


def test_the_interval_is_what_the_test_does_not_reject() -> None:
    values = noise(2, 2, 9)
    _, result = decided(values)
    gap, margin = values[0] - values[1], result.margin[0]
    signs = np.array(list(product((1, -1), repeat=9)))
    cut = result.critical[0]
    for shift, is_rejected in ((margin * 0.999, False), (margin * 1.001, True)):
        moved = gap - gap.mean() + shift
        assert bool(abs(moved.sum()) / math.sqrt((moved**2).sum()) > cut) is is_rejected
    others = np.abs(signs[1:256] @ gap) / math.sqrt((gap**2).sum())  # every way to swap, and its mirror, once
    assert cut == pytest.approx(np.sort(others)[-12])  # what is observed counts as beyond too: 12 of 256 are the most under 5 %


@pytest.mark.parametrize(("clusters", "ways"), [(10, 2**9), (11, 1001)])
def test_clusters_are_enumerated_up_to_as_many_ways_as_would_be_drawn(clusters: int, ways: int) -> None:
    _, result = decided(noise(2, 2, clusters), resamples=1000)
    assert result.p[0] * ways == pytest.approx(round(result.p[0] * ways), abs=1e-9)
    assert 0.02 < result.p[0] < 0.98


def test_a_difference_and_its_mirror_are_one() -> None:
    """Copies of an adapter give mirrored pairs, which must get the same answer to the last digit."""
    turned = stepdown._same_sign(np.array([[0.0, -2.0, 1.0], [0.0, 2.0, -1.0], [-1.0, 0.0, 3.0], [0.0, 0.0, 0.0]]))
    assert turned.tolist() == [[0, 2, -1], [0, 2, -1], [1, 0, -3], [0, 0, 0]]
    assert not np.signbit(turned[turned == 0]).any()


@pytest.mark.parametrize("test", TESTS)
def test_the_same_difference_on_all_pages_does_not_make_copies_differ(test: str) -> None:
    _, result = decided(np.array([[1.0] * 10, [0.0] * 10, [1.0] * 10]), test=test)
    assert result.significant.tolist() == [True, False, True]
    assert result.p[1] == result.adjusted[1] == 1


def test_of_two_clusters_every_resample_that_draws_one_of_them_twice_is_beyond_what_was_observed() -> None:
    """Student's t of one degree of freedom is so wide."""
    _, result = decided(np.array([[0.9, 0.7], [0.5, 0.5]]), test="resample", resamples=2000, seed=1)
    drawn = np.concatenate(list(resampling.weights(np.arange(2), Sampling(resamples=2000, seed=1))))
    assert result.p[0] == (1 + (drawn[:, 0] != 1).sum()) / 2001 > 0.5


def test_intervals_of_few_clusters_by_the_bootstrap_are_students() -> None:
    contributed, result = decided(noise(2, 2, 6), test="resample")
    quantile = scipy_stats.t.ppf(scipy_stats.norm.cdf(result.critical), 5)
    assert result.margin == pytest.approx(stepdown.standard_errors(contributed) * quantile)
    assert result.margin[0] > abs(contributed.differences[0])


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("clusters", [0, 1])
def test_of_one_cluster_nothing_is_said(test: str, clusters: int) -> None:
    _, result = decided(noise(2, 2, 1)[:, :clusters], test=test)
    assert np.isnan([*result.p, *result.adjusted, *result.margin, *result.critical]).all()
    assert not result.significant.any()


def test_a_level_that_no_resample_reaches_has_no_end_of_its_interval() -> None:
    _, result = decided(noise(2, 2, 30), test="resample", alpha=1e-7)
    assert result.margin.tolist() == [math.inf]
    assert not result.significant.any()


def test_every_step_decides_one_pair_though_rounding_puts_it_at_its_critical_value() -> None:
    observed, adjusted, critical = np.array([3.0, 2.0, 1.0]), np.array([0.01, 0.01, 0.5]), np.array([3.0, 1.5, 1.2])
    assert stepdown._steps(observed, adjusted, critical, 0.05).tolist() == [3.0, 1.5, 1.2]


@pytest.mark.parametrize(("skipped", "n"), [([], 10), ([1, 4, 7], 8)])
def test_the_bootstrap_uses_the_draws_of_the_intervals(skipped: list[int], n: int) -> None:
    """Clusters of which an adapter skipped all pages are drawn, and add nothing."""
    values, groups = noise(3, 2, 12), np.array([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9])
    values[1, skipped] = np.nan
    sample = scored("ab", *values, groups=groups, test="resample", resamples=2000)
    contributed = contributions(sample, [(0, 1)], "mean")
    drawn = np.concatenate(list(resampling.weights(groups, sample.sampling)))[:, np.unique(groups, return_index=True)[1]]
    tried = ~np.isin(np.arange(10), groups[skipped[1:]])
    moved = np.where(tried, contributed.values[0] - contributed.differences[0] / n, 0.0)
    strayed, error = np.abs(drawn @ moved), math.sqrt(float((moved**2).sum()) * n / (n - 1))
    normal = scipy_stats.norm.ppf(scipy_stats.t.cdf(abs(contributed.differences[0]) / error, n - 1))
    expected = (1 + (strayed / error * math.sqrt(n / (n - 1)) >= normal).sum()) / 2001
    assert decide([sample], contributed, np.ones(1, bool)).p[0] == pytest.approx(expected, abs=1e-12)
    assert stepdown.standard_errors(contributed)[0] == pytest.approx(error)


@pytest.mark.parametrize("test", TESTS)
def test_one_pair_nears_the_paired_t_test_on_many_pages(test: str) -> None:
    left = noise(7, 300)
    right = left + np.random.default_rng(8).normal(0.01, 0.1, 300)
    _, result = decided(np.stack([left, right]), test=test)
    t = scipy_stats.ttest_rel(left, right)
    assert result.p[0] == pytest.approx(t.pvalue, abs=0.02)
    assert result.margin[0] == pytest.approx(t.confidence_interval().high - (left - right).mean(), rel=0.05)


def test_as_many_resamples_are_drawn_as_the_level_takes() -> None:
    assert (draws(Sampling(resamples=100)), draws(Sampling(resamples=20_000))) == (1000, 20_000)
    assert (draws(Sampling(resamples=100, alpha=0.001)), draws(Sampling(resamples=100, alpha=1e-7))) == (50_000, 100_000)
    values = noise(4, 40, 80) - np.arange(40)[:, None] / 40
    _, few = decided(values, resamples=1)
    assert few.significant[38]  # 780 pairs, and the first against the last
    assert few.adjusted[38] == 1 / 1001
    assert (fewest_clusters(0.05), fewest_clusters(0.01), fewest_clusters(0.2), fewest_clusters(0.03125)) == (6, 8, 4, 7)


def test_pairs_outside_the_family_are_tested_alone_and_move_nothing() -> None:
    values = noise(5, 4, 50) - np.array([0.0, 0.02, 0.04, 0.5])[:, None]
    inside = pairs(scored("abcd", *values), contenders="abc")
    alone = pairs(scored("abc", *values[:3]))
    assert [one.p_adjusted for one in inside if "d" not in (one.left, one.right)] == [one.p_adjusted for one in alone]
    for one in (one for one in inside if one.right == "d"):
        assert math.isnan(one.p_adjusted)
        assert not one.significant
        assert one.p < 0.01
        assert one.difference.low > 0


TAILS: dict[str, Noise] = {
    "normal": lambda random, shape: random.normal(size=shape),
    "t with 3 degrees": lambda random, shape: random.standard_t(3, shape),
    "rare failures": lambda random, shape: random.normal(0, 0.05, shape) - 0.9 * (random.random(shape) < 0.06),
}


def error_rate(draw: Noise, adapters: int, count: int, trials: int) -> float:
    """Return in what share of corpora equal adapters, correlated in families, show any difference at p <= .05 of 20 draws each."""
    random, wrong = np.random.default_rng(0), 0
    family, (i, j) = np.arange(adapters) % max(2, adapters // 4), np.triu_indices(adapters, 1)
    usable, counted = np.ones(len(i), bool), np.ones((len(i), count), bool)
    for _ in range(trials):
        values = random.normal(size=count) + draw(random, (adapters, count)) + draw(random, (adapters, count))[family]
        gaps = (values[i] - values[j]) / count
        statistics = stepdown._studentised(Contributions(gaps.sum(axis=1), gaps, counted), usable, swap=True)
        signs = (1 - 2 * random.integers(0, 2, (19, count))).astype(np.int8)
        highest = stepdown._resampled(statistics.units, signs).max(axis=0)  # the first is infinite and stands for what was observed
        wrong += (highest >= statistics.observed.max()).sum() == 1
    return wrong / trials


@pytest.mark.parametrize("tails", TAILS)
@pytest.mark.parametrize(("adapters", "count"), [(5, 100), (28, 40), (60, 40)])
def test_equal_adapters_differ_in_5_percent_of_corpora(tails: str, adapters: int, count: int) -> None:
    """The bound is 3.2 standard errors of 5,000 corpora: a right test is beyond it with one seed in 800."""
    assert 0.04 <= error_rate(TAILS[tails], adapters, count, trials=5000) <= 0.06


@pytest.mark.parametrize("test", TESTS)
def test_true_differences_beside_them_do_not_make_equal_adapters_differ(test: str) -> None:
    """The bound is 2.7 standard errors over 5 % in 1,500 corpora."""
    wrong, found, trials = 0, 0, 1500
    for seed in range(trials):
        random = np.random.default_rng(seed)
        values = random.normal(size=100) + random.standard_t(4, (5, 100)) - np.array([0, 0, 0, 1.2, 2.4])[:, None]
        _, result = decided(values, test=test, resamples=1000)
        wrong += result.significant[[0, 1, 4]].any()
        found += result.significant[[2, 3, 5, 6, 7, 8, 9]].all()
    assert wrong / trials <= 0.065
    assert found / trials >= 0.9


@pytest.mark.parametrize("test", TESTS)
def test_no_fewer_differences_are_found_than_by_holms_method(test: str) -> None:
    ours = theirs = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        values = random.normal(size=120) + random.standard_t(4, (12, 120)) / 2 - np.linspace(0, 0.4, 12)[:, None]
        _, result = decided(values, test=test, resamples=4000)
        ours, theirs = ours + int(result.significant.sum()), theirs + int(sum(p < 0.05 for p in holm(result.p.tolist())))
    assert ours >= theirs > 100
