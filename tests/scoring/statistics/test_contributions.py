"""What clusters add to a difference: exact for means, nearly for other metrics, nothing where a page says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bench.scoring import load
from bench.scoring.statistics.contributions import averaged, contributions
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import Sampling
from tests.scoring.statistics.mean import noise, scored


def test_of_a_mean_each_cluster_adds_its_share_of_the_pages_both_were_tried_on() -> None:
    values, groups = noise(1, 2, 6), np.array([1, 0, 1, 2, 2, 3])
    values[0, 5] = np.nan
    made = contributions(scored("ab", *values, groups=groups), [(0, 1), (1, 0)], "mean")
    gaps = values[0] - values[1]
    assert made.values[0] == pytest.approx([gaps[1] / 5, (gaps[0] + gaps[2]) / 5, (gaps[3] + gaps[4]) / 5, 0])
    assert made.differences == pytest.approx([np.nanmean(gaps), -np.nanmean(gaps)])
    assert (made.values[1] == -made.values[0]).all()
    assert made.counted.tolist() == [[True, True, True, False]] * 2
    assert made.clusters.tolist() == [3, 3]


@pytest.mark.parametrize("protocol", ["shingles", "segments"])
def test_of_other_metrics_they_nearly_sum_to_the_difference(protocol: str) -> None:
    scorer = load(protocol)
    counts = np.random.default_rng(2).integers(1, 40, (2, 200, len(scorer.columns))).astype(float)
    sample = ScoredPages(scorer=scorer, names=("a", "b"), rows=counts, groups=np.arange(200), sampling=Sampling())
    made = contributions(sample, [(0, 1)], scorer.headline)
    assert made.differences[0] == pytest.approx(sample.values[0, 0] - sample.values[1, 0])
    assert made.values.sum() == pytest.approx(made.differences[0], rel=0.02)


def test_pages_without_the_part_that_is_scored_say_nothing() -> None:
    scorer = load("code-edit")
    rows = np.zeros((2, 40, len(scorer.columns)))
    rows[0, :4], rows[1, :4] = 1.0, 1.0
    made = contributions(
        ScoredPages(scorer=scorer, names=("a", "b"), rows=rows, groups=np.arange(40), sampling=Sampling()), [(0, 1)], scorer.headline
    )
    assert made.clusters.tolist() == [4]


def test_no_pairs_and_no_common_pages_give_no_figures() -> None:
    none = contributions(scored("ab", *noise(1, 2, 3)), [], "mean")
    assert (none.values.shape, none.differences.shape) == ((0, 3), (0,))
    apart = contributions(scored("ab", np.array([0.5, np.nan]), np.array([np.nan, 0.5])), [(0, 1)], "mean")
    assert np.isnan(apart.differences).all()
    assert apart.clusters.tolist() == [0]


def test_corpora_count_the_same_whatever_their_size() -> None:
    samples = [scored("ab", *noise(at, 2, count)) for at, count in ((1, 3), (2, 8))]
    single = [contributions(sample, [(0, 1)], "mean") for sample in samples]
    both = averaged(single)
    assert both.differences == pytest.approx((single[0].differences + single[1].differences) / 2)
    assert both.values.sum(axis=1) == pytest.approx(both.differences)
    assert both.clusters.tolist() == [11]
