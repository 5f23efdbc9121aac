"""Statistics: against scipy on the same resamples, by simulation, and by laws."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bench.errors import BoilerbenchError
from bench.model import Estimate, Gold, Rules, Scorer
from bench.scoring.protocols import means
from bench.scoring.statistics import letters, resampling, stats
from bench.scoring.statistics.intervals import expanded_tail, t_quantile
from bench.scoring.statistics.resampling import Sampling


def _row(prepared: str, text: str) -> tuple[float, ...]:
    return (float(prepared == text),)


def _prepare(gold: Gold) -> str:
    return gold.text


MEAN = Scorer(
    "mean", 1, ("value",), ("mean",), "mean", Rules("", "", "", "", ""), _prepare, _row, parts=means.paged(1), finish=means.averaged
)


def rows(*values: np.ndarray) -> np.ndarray:
    return np.stack(values)[..., None].astype(float)


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).beta(6, 2, shape)


def pages(count: int) -> np.ndarray:
    return np.arange(count)


def test_the_interval_is_scipys_percentile_interval_of_the_same_resamples() -> None:
    values, sampling = noise(1, 60), Sampling(resamples=4000)
    sampled = resampling.bootstrap(MEAN, rows(values), pages(60), sampling)[0, :, 0]
    made = stats.estimates(MEAN, ["a"], rows(values), pages(60), sampling)["a"]["mean"]
    some = scipy_stats.bootstrap((values,), np.mean, n_resamples=10, method="percentile", rng=np.random.default_rng(0))
    known = type(some)(None, sampled, None)
    level = 1 - 2 * expanded_tail(60, 0.95)
    theirs = scipy_stats.bootstrap((values,), np.mean, n_resamples=0, bootstrap_result=known, method="percentile", confidence_level=level)
    assert (made.low, made.high) == pytest.approx(tuple(theirs.confidence_interval), abs=1e-12)
    assert made.value == pytest.approx(values.mean())
    assert sampled.std() == pytest.approx(values.std() / math.sqrt(60), rel=0.05)


def test_the_swap_test_agrees_with_scipys_exact_permutation_test() -> None:
    for seed in range(4):
        left, right = noise(seed, 10), noise(seed + 50, 10) - 0.05 * seed
        pair = stats.pairs(MEAN, ["a", "b"], rows(left, right), pages(10), Sampling(test="swap"))[0]
        exact = scipy_stats.permutation_test(
            (left, right), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=np.inf, vectorized=False
        )
        assert pair.p == pytest.approx(exact.pvalue, abs=0.015)
        assert pair.difference.value == pytest.approx(float(exact.statistic))


def test_the_bootstrap_test_nears_the_paired_t_test_on_many_pages() -> None:
    left = noise(7, 300)
    right = left + np.random.default_rng(8).normal(0.01, 0.1, 300)
    pair = stats.pairs(MEAN, ["a", "b"], rows(left, right), pages(300), Sampling())[0]
    assert pair.p == pytest.approx(scipy_stats.ttest_rel(left, right).pvalue, abs=0.02)


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 30, 181, 1999, 5000])
def test_quantiles_of_t_are_scipys(freedom: int) -> None:
    for probability in (0.9, 0.975, 0.995):
        assert t_quantile(probability, freedom) == pytest.approx(
            scipy_stats.t.ppf(probability, freedom), rel=2e-3 if freedom > 2000 else 1e-9
        )


@pytest.mark.parametrize("count", [12, 60])
def test_95_percent_intervals_cover_the_truth_in_93_to_97_percent_of_corpora(count: int) -> None:
    corpora = 3000
    sampled = resampling.bootstrap(MEAN, rows(*noise(3, corpora, count)), pages(count), Sampling(resamples=1500))[..., 0]
    low, high = stats.interval(sampled, count, 0.95)
    covered = ((low <= 0.75) & (high >= 0.75)).mean()  # the mean of beta(6, 2)
    assert 0.93 <= covered <= 0.97


def test_intervals_over_sites_cover_where_pages_of_a_site_are_alike() -> None:
    corpora, sites, each = 2000, 40, 5
    drawn = np.random.default_rng(4)
    values = drawn.normal(0, 1, (corpora, sites, 1)) + drawn.normal(0, 0.3, (corpora, sites, each))
    groups = np.repeat(pages(sites), each)
    by_unit = {}
    for unit, clusters in (("site", groups), ("page", pages(sites * each))):
        sampled = resampling.bootstrap(MEAN, rows(*values.reshape(corpora, -1)), clusters, Sampling(resamples=1000))[..., 0]
        low, high = stats.interval(sampled, stats.clusters_of(clusters), 0.95)
        by_unit[unit] = ((low <= 0) & (high >= 0)).mean()
    assert 0.93 <= by_unit["site"] <= 0.97
    assert by_unit["page"] < 0.7  # what ignoring sites would claim


@pytest.mark.parametrize("count", [30, 100])
def test_equal_extractors_are_told_apart_in_5_percent_of_corpora(count: int) -> None:
    corpora = 4000
    gaps = noise(5, corpora, count) - noise(6, corpora, count)
    sampled = resampling.bootstrap(MEAN, rows(*gaps), pages(count), Sampling(resamples=1000))[..., 0]
    values = [stats.p_bootstrap(float(gap.mean()), line, count) for gap, line in zip(gaps, sampled, strict=True)]
    assert 0.04 <= np.mean(np.array(values) <= 0.05) <= 0.06


def test_pairs_use_the_p_value_that_the_simulation_judges() -> None:
    left, right, sampling = noise(1, 40), noise(2, 40), Sampling(resamples=500)
    pair = stats.pairs(MEAN, ["a", "b"], rows(left, right), pages(40), sampling)[0]
    sampled = resampling.bootstrap(MEAN, rows(left, right), pages(40), sampling)[..., 0]
    assert pair.p == stats.p_bootstrap(float(left.mean() - right.mean()), sampled[0] - sampled[1], 40)


def test_results_do_not_depend_on_the_order_of_adapters() -> None:
    names, values = list("edbca"), noise(9, 5, 50)
    first = {(pair.left, pair.right): pair for pair in stats.pairs(MEAN, names, rows(*values), pages(50), Sampling(resamples=300))}
    order = [3, 0, 4, 2, 1]
    again = stats.pairs(MEAN, [names[i] for i in order], rows(*values[order]), pages(50), Sampling(resamples=300))
    for pair in again:
        same = first.get((pair.left, pair.right))
        turned = same or first[pair.right, pair.left]
        sign = 1 if same else -1
        assert (pair.p, pair.p_holm, pair.detectable) == (turned.p, turned.p_holm, turned.detectable)
        assert pair.difference.value == sign * turned.difference.value
        assert pair.wins == (turned.wins if same else turned.losses)
    one = stats.estimates(MEAN, names, rows(*values), pages(50), Sampling(resamples=300))
    assert one == stats.estimates(MEAN, names, rows(*values), pages(50), Sampling(resamples=300))
    assert one != stats.estimates(MEAN, names, rows(*values), pages(50), Sampling(resamples=300, seed=1))


def test_sharing_resamples_changes_nothing() -> None:
    values = noise(13, 4, 40)
    values[2, :5] = np.nan
    chosen = (MEAN, list("dbca"), rows(*values), pages(40), Sampling(resamples=200), "c")
    drawn = stats.sample(*chosen)
    assert stats.estimates(*chosen) == stats.estimates(*chosen, drawn)
    assert str(stats.pairs(*chosen)) == str(stats.pairs(*chosen, sampled=drawn))


def test_skipped_pages_count_for_neither_side() -> None:
    values = noise(10, 3, 30)
    values[1, :10] = np.nan
    values[2, 25:] = np.nan
    made = stats.estimates(MEAN, list("abc"), rows(*values), pages(30), Sampling(resamples=200))
    assert [made[name]["mean"].n for name in "abc"] == [30, 20, 25]
    assert made["b"]["mean"].value == pytest.approx(np.nanmean(values[1]))
    by_name = {(pair.left, pair.right): pair for pair in stats.pairs(MEAN, list("abc"), rows(*values), pages(30), Sampling(resamples=200))}
    assert by_name["b", "c"].n == 15
    assert by_name["b", "c"].difference.value == pytest.approx((values[1] - values[2])[10:25].mean())
    assert by_name["a", "b"].wins + by_name["a", "b"].losses == 20


def test_no_common_page_one_cluster_and_equal_rows_say_nothing_or_nothing_wrong() -> None:
    apart = rows(np.array([0.5, np.nan]), np.array([np.nan, 0.7]))
    pair = stats.pairs(MEAN, ["a", "b"], apart, pages(2), Sampling(resamples=50))[0]
    assert math.isnan(pair.p)
    assert pair.n == 0
    single = stats.pairs(MEAN, ["a", "b"], rows(*noise(1, 2, 4)), np.zeros(4, int), Sampling(resamples=50))[0]
    assert math.isnan(single.p)
    assert math.isnan(single.difference.low)
    twin = noise(2, 20)
    for test in resampling.TESTS:
        same = stats.pairs(MEAN, ["a", "b"], rows(twin, twin), pages(20), Sampling(resamples=50, test=test))[0]
        assert (same.p, same.difference.value, same.effect, same.ties) == (1.0, 0.0, 0.0, 20)


def test_the_detectable_difference_is_found_in_80_percent_of_corpora() -> None:
    count, corpora = 80, 1500
    gaps = np.random.default_rng(11).normal(0, 0.2, (corpora, count))
    sampled = resampling.bootstrap(MEAN, rows(*gaps), pages(count), Sampling(resamples=800))[..., 0]
    size = np.mean([stats.detectable(line, count, 0.05) for line in sampled])
    assert size == pytest.approx(2.80 * 0.2 / math.sqrt(count), rel=0.03)
    found = [stats.p_bootstrap(float(gap.mean()) + size, line + size, count) <= 0.05 for gap, line in zip(gaps, sampled, strict=True)]
    assert 0.76 <= np.mean(found) <= 0.84


def test_peer_errors_are_the_deviation_of_page_means() -> None:
    values = noise(12, 181)
    assert resampling.peer_errors(MEAN, rows(values))[0, 0] == pytest.approx(values.std() / math.sqrt(181), rel=0.1)


def test_holm_on_a_worked_example() -> None:
    assert stats.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert stats.holm([0.6, math.nan, 0.7])[0::2] == [1.0, 1.0]
    assert stats.holm([]) == []


def pair(left: str, right: str, p: float) -> stats.Pair:
    return stats.Pair(left, right, "mean", Estimate(0, 0, 0, 0.95, 1), p, p, 0, 0.5, 0, 1, 0, 0)


@given(st.lists(st.booleans(), min_size=15, max_size=15))
def test_names_share_a_letter_exactly_where_they_are_not_told_apart(found: list[bool]) -> None:
    names = list("pqrstu")
    compared = [pair(*couple, 0.001 if differs else 0.5) for couple, differs in zip(combinations(names, 2), found, strict=True)]
    shown = letters.letters(names, compared)
    for item in compared:
        assert bool(set(shown[item.left]) & set(shown[item.right])) == (item.p_holm >= 0.05)
    assert "a" in shown[names[0]]


@pytest.mark.parametrize("wrong", [{"unit": "domain"}, {"test": "sign"}, {"resamples": 0}, {"level": 1.0}, {"alpha": 0.0}])
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, str | float]) -> None:
    with pytest.raises(BoilerbenchError):
        Sampling(**wrong)  # type: ignore[arg-type]


def test_what_may_be_resampled_is_said() -> None:
    with pytest.raises(BoilerbenchError, match="no unit is called 'nope'") as caught:
        Sampling(unit="nope")
    assert caught.value.expected == "one of: page, site"


def test_pages_of_one_site_share_a_cluster_and_unknown_sites_stand_alone() -> None:
    assert resampling.clusters(["x", "", "y", "x", ""]).tolist() == [0, 1, 2, 0, 3]
    assert resampling.clusters(["x", "x"], "page").tolist() == [0, 1]
