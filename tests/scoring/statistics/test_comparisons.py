"""Comparisons of two adapters: worked cases, scipy's tests, and laws."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats as scipy_stats

from bench.scoring.statistics import effects, resampling
from bench.scoring.statistics.comparisons import TIE, PairComparison, macro_pairs, pairs
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import BOTH, noise, pages, scored


def one(*values: np.ndarray, **sampling: object) -> PairComparison:
    """Compare two adapters."""
    return pairs(scored("ab", *values, **sampling))[0]


def test_a_worked_example() -> None:
    left, right = np.array([0.9, 0.5, 0.5, 0.2]), np.array([0.5, 0.5, 0.1, 0.4])
    pair = one(left, right, resamples=100)
    assert (pair.left, pair.right, pair.metric, pair.n) == ("a", "b", "mean", 4)
    assert pair.difference.value == pytest.approx(0.15)
    assert (pair.wins, pair.ties, pair.losses) == (2, 1, 1)
    assert pair.superiority == 2.5 / 4
    assert pair.effect == pytest.approx((left - right).mean() / (left - right).std(ddof=1))
    assert pair.p == 8 / 16  # of all sixteen swaps of the four differences .4, 0, .4, -.2
    assert (pair.p_adjusted, pair.significant, pair.clusters) == (pair.p, False, 4)
    assert math.isnan(pair.difference.low)  # no difference can be excluded by four pages
    assert math.isnan(pair.detectable)


def test_the_interval_and_the_smallest_difference_of_one_pair() -> None:
    left, right = noise(1, 60), noise(2, 60)
    pair = one(left, right)
    error = (left - right).std(ddof=1) / math.sqrt(60)
    assert pair.difference.level == 0.95
    assert pair.difference.high - pair.difference.value == pytest.approx(scipy_stats.t.ppf(0.975, 59) * error, rel=0.03)
    assert pair.detectable == pytest.approx((1.96 + 0.84) * error, rel=0.03)


def test_page_values_are_a_tie_within_rounding() -> None:
    left = np.array([TIE, np.nextafter(TIE, 1), -TIE, np.nextafter(-TIE, -1), 0.0])
    pair = one(left, np.zeros(5), resamples=10)
    assert (pair.wins, pair.ties, pair.losses) == (1, 3, 1)
    assert one(np.full(4, 1e-13), np.zeros(4), resamples=10).difference.value == 0.0
    assert one(np.full(4, 1e-11), np.zeros(4), resamples=10).difference.value == 1e-11


def test_the_swap_test_agrees_with_scipys_exact_permutation_test() -> None:
    for seed in range(4):
        left, right = noise(seed, 10), noise(seed + 50, 10) - 0.05 * seed
        pair = one(left, right, test="swap")
        exact = scipy_stats.permutation_test(
            (left, right), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=np.inf, vectorized=False
        )
        assert pair.p == pytest.approx(exact.pvalue, abs=0.015)
        assert pair.difference.value == pytest.approx(float(exact.statistic))


def test_swaps_change_the_results_of_whole_sites() -> None:
    left, right, groups = noise(1, 9), noise(2, 9) - 0.1, np.array([0, 0, 1, 2, 2, 3, 4, 5, 6])
    masks = np.array(list(product((0, 1), repeat=7)))[:, groups].astype(bool)
    differences = np.array([(np.where(mask, right, left) - np.where(mask, left, right)).mean() for mask in masks])
    pair = pairs(scored("ab", left, right, groups=groups))[0]
    assert pair.p == pytest.approx((np.abs(differences) >= abs(pair.difference.value) - 1e-12).mean())
    assert 0 < pair.p < 1
    assert pair.clusters == 7


@pytest.mark.parametrize("test", resampling.TESTS)
def test_results_do_not_depend_on_the_order_of_adapters(test: str) -> None:
    names, values, order = list("edbca"), noise(9, 5, 50), [3, 0, 4, 2, 1]
    values[2, :7] = np.nan
    first = {(pair.left, pair.right): pair for pair in pairs(scored(names, *values, resamples=300, test=test))}
    again = pairs(scored([names[i] for i in order], *values[order], resamples=300, test=test))
    assert [(pair.left, pair.right) for pair in again[:5]] == [("c", "e"), ("c", "a"), ("c", "b"), ("c", "d"), ("e", "a")]
    for pair in again:
        same = first.get((pair.left, pair.right))
        turned = same or first[pair.right, pair.left]
        sign = 1 if same else -1
        assert (pair.p, pair.p_adjusted, pair.detectable, pair.n) == (turned.p, turned.p_adjusted, turned.detectable, turned.n)
        assert (pair.difference.value, pair.effect) == (sign * turned.difference.value, sign * turned.effect)
        ends = (turned.difference.low, turned.difference.high) if same else (-turned.difference.high, -turned.difference.low)
        assert (pair.difference.low, pair.difference.high) == ends
        counts = (turned.wins, turned.losses) if same else (turned.losses, turned.wins)
        assert (pair.wins, pair.losses, pair.ties) == (*counts, turned.ties)
        assert pair.superiority == pytest.approx(turned.superiority if same else 1 - turned.superiority)


def test_each_pair_is_compared_on_the_pages_both_were_tried_on() -> None:
    values = noise(10, 3, 30)
    values[1, :10] = np.nan
    values[2, 25:] = np.nan
    sample = scored("abc", *values)
    by_name = {(pair.left, pair.right): pair for pair in pairs(sample)}
    assert {names: pair.n for names, pair in by_name.items()} == {("a", "b"): 20, ("a", "c"): 25, ("b", "c"): 15}
    assert by_name["b", "c"].difference.value == pytest.approx((values[1] - values[2])[10:25].mean())
    assert by_name["a", "b"].wins + by_name["a", "b"].losses == 20
    alone = pairs(scored("bc", values[1, 10:25], values[2, 10:25]))[0]
    same = by_name["b", "c"]
    assert (alone.difference.value, alone.effect, alone.wins) == (pytest.approx(same.difference.value), same.effect, same.wins)
    assert alone.p == pytest.approx(same.p, abs=0.02)
    assert alone.clusters == same.clusters == 15


def test_any_metric_can_be_compared() -> None:
    table = noise(1, 2, 20, 2)
    sample = ScoredPages(scorer=BOTH, names=("a", "b"), rows=table, groups=pages(20), sampling=Sampling(resamples=50))
    for metric, column in (("", 0), ("up", 0), ("down", 1)):
        pair = pairs(sample, metric)[0]
        assert pair.metric == ("up", "down")[column]
        assert pair.difference.value == pytest.approx(table[0, :, column].mean() - table[1, :, column].mean())


def test_no_common_page_one_cluster_and_equal_rows_say_nothing_or_nothing_wrong() -> None:
    pair = one(np.array([0.5, np.nan]), np.array([np.nan, 0.7]), resamples=50)
    assert math.isnan(pair.p)
    assert math.isnan(pair.superiority)
    assert pair.n == 0
    single = pairs(scored("ab", *noise(1, 2, 4), groups=np.zeros(4, int), resamples=50))[0]
    assert math.isnan(single.p)
    assert math.isnan(single.difference.low)
    twin = noise(2, 20)
    for test in resampling.TESTS:
        same = one(twin, twin, resamples=50, test=test)
        assert (same.p, same.difference.value, same.effect, same.ties) == (1.0, 0.0, 0.0, 20)


def test_means_over_corpora_are_compared_on_the_pages_of_each_that_both_were_tried_on() -> None:
    small, large = noise(4, 3, 5), noise(5, 3, 30)
    small[2, 0] = np.nan
    samples = [scored("cab", *small), scored("cab", *large)]
    compared = macro_pairs(samples, "mean")
    assert [(pair.left, pair.right, pair.n) for pair in compared] == [("c", "a", 35), ("c", "b", 34), ("a", "b", 34)]
    for pair, (i, j) in zip(compared, ((0, 1), (0, 2), (1, 2)), strict=True):
        gaps = [small[i] - small[j], large[i] - large[j]]
        parts = np.concatenate([gap / np.isfinite(gap).sum() / 2 for gap in gaps])
        parts = parts[np.isfinite(parts)]
        assert pair.difference.value == pytest.approx(parts.sum())
        signs = 1 - 2 * np.random.default_rng(1).integers(0, 2, (20_000, len(parts)))
        assert pair.p == pytest.approx((np.abs(signs @ parts) >= abs(parts.sum())).mean(), abs=0.02)
        joined = np.concatenate(gaps)
        assert pair.effect == pytest.approx(effects.effect(joined))
        assert pair.wins == (joined > 0).sum()
    assert all(pair.p_adjusted >= pair.p for pair in compared)


def test_over_one_corpus_alone_pairs_are_those_of_that_corpus() -> None:
    sample = scored("abc", *noise(6, 3, 20))
    assert [pair.p_adjusted for pair in macro_pairs([sample], "mean")] == [pair.p_adjusted for pair in pairs(sample)]
