"""Comparisons of two adapters: worked cases, scipy's tests, and laws."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from scipy import stats as scipy_stats

from bench.scoring.statistics import effects, resampling
from bench.scoring.statistics.comparisons import TIE, PairComparison, macro_pairs, pairs
from bench.scoring.statistics.effects import p_bootstrap, p_swap
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.intervals import interval
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import BOTH, MEAN, noise, pages, rows, scored


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
    drawn = resampling.bootstrap(MEAN, rows(left, right), pages(4), Sampling(resamples=100))[..., 0]
    gaps = drawn[0] - drawn[1]
    assert (pair.difference.low, pair.difference.high) == pytest.approx(tuple(map(float, interval(gaps, 4, 0.95))))
    assert pair.difference.level == 0.95
    assert pair.p == p_bootstrap(pair.difference.value, gaps, 4)
    assert pair.p_holm == pair.p
    assert pair.detectable == effects.detectable(gaps, 4, 0.05)


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
    left, right, groups = noise(1, 6), noise(2, 6) - 0.1, np.array([0, 0, 1, 2, 2, 3])
    masks = np.concatenate(list(resampling.swaps(groups, Sampling(resamples=40))))
    differences = np.array([(np.where(mask, right, left) - np.where(mask, left, right)).mean() for mask in masks])
    pair = pairs(scored("ab", left, right, groups=groups, test="swap", resamples=40))[0]
    assert pair.p == p_swap(pair.difference.value, differences)
    assert 0 < pair.p < 1


def test_the_bootstrap_test_nears_the_paired_t_test_on_many_pages() -> None:
    left = noise(7, 300)
    right = left + np.random.default_rng(8).normal(0.01, 0.1, 300)
    assert one(left, right).p == pytest.approx(scipy_stats.ttest_rel(left, right).pvalue, abs=0.02)


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
        assert (pair.p, pair.p_holm, pair.detectable, pair.n) == (turned.p, turned.p_holm, turned.detectable, turned.n)
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
    sample = scored("abc", *values, resamples=200)
    by_name = {(pair.left, pair.right): pair for pair in pairs(sample)}
    assert {names: pair.n for names, pair in by_name.items()} == {("a", "b"): 20, ("a", "c"): 25, ("b", "c"): 15}
    assert by_name["b", "c"].difference.value == pytest.approx((values[1] - values[2])[10:25].mean())
    assert by_name["a", "b"].wins + by_name["a", "b"].losses == 20
    alone = pairs(scored("bc", values[1, 10:25], values[2, 10:25], resamples=200))[0]
    assert asdict(alone) | {"p_holm": 0} == asdict(by_name["b", "c"]) | {"p_holm": 0}
    corrected = effects.holm([pair.p for pair in by_name.values()])
    assert [pair.p_holm for pair in by_name.values()] == corrected


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


def test_means_over_corpora_are_compared_by_their_own_resamples() -> None:
    small, large = noise(4, 3, 5), noise(5, 3, 30)
    small[2, 0] = np.nan
    samples = [scored("cab", *small, resamples=60), scored("cab", *large, resamples=60, test="swap")]
    compared = macro_pairs(samples, "mean")
    assert [(pair.left, pair.right, pair.n) for pair in compared] == [("c", "a", 35), ("c", "b", 34), ("a", "b", 34)]
    values = (np.nanmean(small, axis=1) + large.mean(axis=1)) / 2
    drawn = (samples[0].resampled + samples[1].resampled)[..., 0] / 2
    for pair, (i, j) in zip(compared, ((0, 1), (0, 2), (1, 2)), strict=True):
        assert pair.difference.value == pytest.approx(values[i] - values[j])
        assert pair.p == pytest.approx(p_bootstrap(pair.difference.value, drawn[i] - drawn[j], 35))
        gaps = np.concatenate([small[i] - small[j], large[i] - large[j]])
        assert pair.effect == pytest.approx(effects.effect(gaps))
        assert pair.wins == (gaps > 0).sum()
    assert [pair.p_holm for pair in compared] == effects.holm([pair.p for pair in compared])
