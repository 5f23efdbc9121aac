"""Estimates: against scipy on the same resamples, by worked cases, and by laws."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats as scipy_stats

from bench.model import Estimate
from bench.scoring.statistics import resampling
from bench.scoring.statistics.estimates import Figures, ScoredPages, averaged
from bench.scoring.statistics.intervals import expanded_tail, interval
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import BOTH, MEAN, noise, pages, rows, scored


def test_the_interval_is_scipys_percentile_interval_of_the_same_resamples() -> None:
    values = noise(1, 60)
    sample = scored(["a"], values, resamples=4000)
    made = sample.figures().estimates()["a"]["mean"]
    some = scipy_stats.bootstrap((values,), np.mean, n_resamples=10, method="percentile", rng=np.random.default_rng(0))
    known = type(some)(None, sample.resampled[0, :, 0], None)
    level = 1 - 2 * expanded_tail(60, 0.95)
    theirs = scipy_stats.bootstrap((values,), np.mean, n_resamples=0, bootstrap_result=known, method="percentile", confidence_level=level)
    assert (made.low, made.high) == pytest.approx(tuple(theirs.confidence_interval), abs=1e-12)
    assert made.value == pytest.approx(values.mean())
    assert (made.level, made.n) == (0.95, 60)
    assert sample.resampled.std() == pytest.approx(values.std() / math.sqrt(60), rel=0.05)


def test_figures_become_estimates_metric_by_metric() -> None:
    resampled = np.arange(2 * 9 * 2, dtype=float).reshape(2, 9, 2)
    figures = Figures(
        names=("x", "y"),
        metrics=("up", "down"),
        values=np.array([[1.0, 2.0], [3.0, 4.0]]),
        resampled=resampled,
        tried=np.array([5, 6]),
        clusters=4,
        sampling=Sampling(level=0.9),
    )
    low, high = interval(resampled[1, :, 0], 4, 0.9)
    made = figures.estimates()
    assert list(made) == ["x", "y"]
    assert made["y"]["up"] == Estimate(3.0, float(low), float(high), 0.9, 6)
    assert (made["x"]["down"].value, made["x"]["down"].n) == (2.0, 5)


def test_results_do_not_depend_on_the_order_of_adapters() -> None:
    names, values, order = list("edbca"), noise(9, 5, 50), [3, 0, 4, 2, 1]
    one = scored(names, *values, resamples=300)
    again = scored([names[i] for i in order], *values[order], resamples=300)
    assert one.figures().estimates() == again.figures().estimates()
    assert list(again.figures().estimates()) == [names[i] for i in order]
    assert (one.resampled[order] == again.resampled).all()
    assert one.figures().estimates() != scored(names, *values, resamples=300, seed=1).figures().estimates()
    assert one.figures().estimates() != replace(one, corpus="another").figures().estimates()


def test_skipped_pages_count_for_neither_side() -> None:
    values = noise(10, 3, 30)
    values[1, :10] = np.nan
    values[2, 25:] = np.nan
    made = scored("abc", *values, resamples=200).figures().estimates()
    assert [made[name]["mean"].n for name in "abc"] == [30, 20, 25]
    assert made["b"]["mean"].value == pytest.approx(np.nanmean(values[1]))


def test_resamples_are_drawn_once() -> None:
    sample = scored("ab", *noise(2, 2, 10), resamples=5)
    assert sample.resampled is sample.resampled
    drawn = np.zeros((2, 5, 1))
    assert replace(sample, drawn=drawn).resampled is drawn


def test_a_part_has_its_own_pages_and_clusters_numbered_anew() -> None:
    table = noise(3, 3, 6, 2)
    groups = np.array([0, 1, 1, 2, 3, 0])
    sample = ScoredPages(scorer=BOTH, names=("x", "y", "z"), rows=table, groups=groups, sampling=Sampling(resamples=50), corpus="c")
    part = sample.of([2, 0], np.array([True, False, False, True, True, True]))
    assert part.names == ("z", "x")
    assert part.groups.tolist() == [0, 1, 2, 0]
    assert part.clusters == 3
    assert (part.rows == table[[2, 0]][:, [0, 3, 4, 5]]).all()
    alone = resampling.bootstrap(BOTH, part.rows[::-1], part.groups, part.sampling, "c")
    assert (part.resampled == alone[::-1]).all()


def test_adapters_in_another_order_share_the_resamples_drawn() -> None:
    sample = scored("abc", *noise(2, 3, 10), resamples=5)
    turned = sample.of([2, 0, 1])
    assert turned.drawn is not None
    assert (turned.resampled == sample.resampled[[2, 0, 1]]).all()
    assert sample.of([0, 1]).drawn is None
    assert sample.of([0, 1, 2], np.arange(10) > 0).drawn is None


def test_a_mean_over_corpora_weighs_each_alike() -> None:
    small, large = noise(4, 2, 5), noise(5, 2, 50)
    small[1, 0] = np.nan
    samples = [scored("ab", *small, groups=np.array([0, 0, 1, 2, 3]), resamples=30), scored("ab", *large, resamples=30)]
    figures = averaged(samples)
    expected = (np.nanmean(small, axis=1) + large.mean(axis=1)) / 2
    assert figures.values[:, 0] == pytest.approx(expected)
    assert (figures.resampled == (samples[0].resampled + samples[1].resampled) / 2).all()
    assert figures.tried.tolist() == [55, 54]
    assert figures.clusters == 54
    assert (figures.names, figures.metrics) == (("a", "b"), ("mean",))


def test_values_of_pages_and_of_all() -> None:
    sample = ScoredPages(
        scorer=MEAN, names=("a",), rows=rows(np.array([0.5, np.nan, 1.0])), groups=pages(3), sampling=Sampling(resamples=2)
    )
    assert sample.values.tolist() == [[0.75]]
    assert sample.tried.tolist() == [[True, False, True]]
    assert sample.page_values[0, ::2, 0].tolist() == [0.5, 1.0]
    assert np.isnan(sample.page_values[0, 1, 0])


@pytest.mark.parametrize("change", [{"names": ("x",)}, {"metrics": ("up",)}, {"tried": np.array([5])}])
def test_figures_that_do_not_fit_each_other_are_refused(change: dict[str, Any]) -> None:
    figures = Figures(
        names=("x", "y"),
        metrics=("up", "down"),
        values=np.zeros((2, 2)),
        resampled=np.zeros((2, 9, 2)),
        tried=np.array([5, 6]),
        clusters=4,
        sampling=Sampling(),
    )
    assert set(figures.estimates()["y"]) == {"up", "down"}
    with pytest.raises(ValueError, match=r"shorter|longer"):
        replace(figures, **change).estimates()
