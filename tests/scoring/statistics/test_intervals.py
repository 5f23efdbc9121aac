"""Intervals: against scipy, by closed forms, and by how often they cover the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from bench.scoring.statistics import resampling
from bench.scoring.statistics.intervals import clusters_of, expanded_tail, interval, t_cdf, t_quantile, widening
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import MEAN, noise, pages, rows


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 30, 181, 1998, 1999])
@pytest.mark.parametrize("probability", [0.55, 0.7, 0.9, 0.975, 0.995])
def test_quantiles_of_t_are_scipys(freedom: int, probability: float) -> None:
    assert t_quantile(probability, freedom) == pytest.approx(scipy_stats.t.ppf(probability, freedom), rel=1e-9)


def test_quantiles_of_t_have_closed_forms_for_one_and_two_degrees_of_freedom() -> None:
    assert t_quantile(0.75, 1) == pytest.approx(1, rel=1e-12)
    assert t_quantile(0.975, 1) == pytest.approx(math.tan(math.pi * 0.475), rel=1e-12)
    assert t_quantile(0.975, 2) == pytest.approx(0.95 / math.sqrt(2 * 0.975 * 0.025), rel=1e-12)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 30, 1999])
@pytest.mark.parametrize("t", [0.0, 0.3, 1.0, 2.5, 40.0])
def test_the_distribution_of_t_is_scipys(freedom: int, t: float) -> None:
    assert t_cdf(t, freedom) == pytest.approx(scipy_stats.t.cdf(t, freedom), abs=1e-12)


def test_from_2000_degrees_of_freedom_on_t_is_normal() -> None:
    assert t_cdf(1.5, 2000) == pytest.approx(scipy_stats.norm.cdf(1.5), abs=1e-15)
    assert t_cdf(1.5, 2000) > t_cdf(1.5, 1999) + 1e-6


@pytest.mark.parametrize(("count", "level"), [(2, 0.95), (3, 0.9), (12, 0.95), (100, 0.99)])
def test_few_clusters_widen_by_their_t_quantile_and_by_the_root_of_n_over_n_minus_1(count: int, level: float) -> None:
    outer = math.sqrt(count / (count - 1)) * scipy_stats.t.ppf((1 + level) / 2, count - 1)
    assert expanded_tail(count, level) == pytest.approx(scipy_stats.norm.cdf(-outer), rel=1e-6)
    assert widening(count, level) == pytest.approx(outer / scipy_stats.norm.ppf((1 + level) / 2), rel=1e-9)


def test_widening_is_of_95_percent_unless_told_otherwise() -> None:
    assert widening(7) == widening(7, 0.95) != widening(7, 0.9)


@pytest.mark.parametrize("count", [0, 1])
def test_one_cluster_has_no_interval(count: int) -> None:
    assert math.isnan(expanded_tail(count, 0.95))
    low, high = interval(np.zeros((4, 9, 2)), count, 0.95, axis=1)
    assert low.shape == high.shape == (4, 2)
    assert np.isnan(low).all()
    assert np.isnan(high).all()
    low[0, 0] = 1
    assert np.isnan(high).all()  # two arrays, not one


def test_bounds_are_quantiles_at_the_expanded_tail() -> None:
    sampled = np.arange(101.0)
    tail = expanded_tail(6, 0.5)
    low, high = interval(sampled, 6, 0.5)
    assert (float(low), float(high)) == pytest.approx((100 * tail, 100 * (1 - tail)), abs=1e-9)
    table = np.stack([sampled, sampled + 7], axis=-1)
    low, high = interval(table, 6, 0.5, axis=0)
    assert low == pytest.approx([100 * tail, 100 * tail + 7], abs=1e-9)
    assert high == pytest.approx([100 * (1 - tail), 107 - 100 * tail], abs=1e-9)


def test_resamples_without_a_figure_are_left_out() -> None:
    full = np.arange(11.0)
    sparse = np.concatenate([full, [np.nan, np.nan]])
    table = np.stack([sparse, np.full(13, np.nan), np.concatenate([full, [11.0, 12.0]])])
    low, high = interval(table, 8, 0.8)
    for at, values in ((0, full), (2, np.arange(13.0))):
        expected = interval(values, 8, 0.8)
        assert (low[at], high[at]) == (float(expected[0]), float(expected[1]))
    assert math.isnan(low[1])
    assert math.isnan(high[1])
    low, high = interval(table.T, 8, 0.8, axis=0)
    assert (low[0], high[2]) == (float(interval(full, 8, 0.8)[0]), float(interval(np.arange(13.0), 8, 0.8)[1]))


def test_clusters_are_counted_once() -> None:
    assert clusters_of(np.array([0, 0, 2, 1, 2])) == 3
    assert clusters_of(np.array([], int)) == 0


@pytest.mark.parametrize("count", [12, 60])
def test_95_percent_intervals_cover_the_truth_in_93_to_97_percent_of_corpora(count: int) -> None:
    corpora = 3000
    sampled = resampling.bootstrap(MEAN, rows(*noise(3, corpora, count)), pages(count), Sampling(resamples=1500))[..., 0]
    low, high = interval(sampled, count, 0.95)
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
        low, high = interval(sampled, clusters_of(clusters), 0.95)
        by_unit[unit] = ((low <= 0) & (high >= 0)).mean()
    assert 0.93 <= by_unit["site"] <= 0.97
    assert by_unit["page"] < 0.7  # what ignoring sites would claim
