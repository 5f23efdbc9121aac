"""Resampling: settings, weights drawn again by hand, and the algebra of parts."""

from __future__ import annotations

import math
import zlib

import numpy as np
import pytest

from bench.errors import BoilerbenchError
from bench.scoring.statistics import resampling
from bench.scoring.statistics.resampling import CHUNK, Sampling
from tests.scoring.statistics.mean import BOTH, MEAN, noise, pages, rows

NAN = math.nan


@pytest.mark.parametrize(
    "wrong",
    [{"unit": "domain"}, {"test": "sign"}, {"resamples": 0}, {"level": 1.0}, {"level": 0.0}, {"alpha": 0.0}, {"alpha": 1.0}],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, str | float]) -> None:
    with pytest.raises(BoilerbenchError):
        Sampling(**wrong)  # type: ignore[arg-type]


def test_the_least_settings_are_taken() -> None:
    assert Sampling(resamples=1, level=0.001, alpha=0.999).resamples == 1


def test_what_may_be_resampled_is_said() -> None:
    with pytest.raises(BoilerbenchError, match="no unit is called 'nope'") as caught:
        Sampling(unit="nope")
    assert caught.value.expected == "one of: page, site"
    with pytest.raises(BoilerbenchError, match="no test is called 'nope'"):
        Sampling(test="nope")


def test_pages_of_one_site_share_a_cluster_and_unknown_sites_stand_alone() -> None:
    assert resampling.clusters(["x", "", "y", "x", ""]).tolist() == [0, 1, 2, 0, 3]
    assert resampling.clusters(["x", "x"], "page").tolist() == [0, 1]
    assert resampling.clusters([]).tolist() == []


@pytest.mark.parametrize(
    ("resamples", "pages_", "expected"),
    [(10, CHUNK // 4, [4, 4, 2]), (8, CHUNK // 4, [4, 4]), (3, CHUNK * 2, [1, 1, 1]), (2, 1, [2]), (1, CHUNK, [1])],
)
def test_chunks_hold_a_fixed_number_of_weights(resamples: int, pages_: int, expected: list[int]) -> None:
    assert list(resampling._chunks(resamples, pages_)) == expected


def test_random_streams_are_of_seed_and_corpus() -> None:
    expected = np.random.default_rng([3, zlib.crc32(b"one")]).integers(0, 1000, 5)
    assert resampling.generator(3, "one").integers(0, 1000, 5).tolist() == expected.tolist()
    first = [resampling.generator(seed, name).integers(0, 10**9) for seed, name in ((3, "one"), (3, "two"), (4, "one"), (3, ""))]
    assert len(set(first)) == 4


@pytest.mark.parametrize("groups", [[0, 1, 2, 3], [0, 1, 0, 2, 1], [0, 0]])
def test_weights_say_how_often_each_cluster_was_drawn(groups: list[int]) -> None:
    sampling, clusters = Sampling(resamples=6, seed=2), max(groups) + 1
    picks = resampling.generator(2, "c").integers(0, clusters, (6, clusters), dtype=np.int32)
    expected = [[float((line == group).sum()) for group in groups] for line in picks]
    drawn = np.concatenate(list(resampling.weights(np.array(groups), sampling, "c")))
    assert drawn.dtype == np.float64
    assert drawn.tolist() == expected


def test_weights_and_swaps_of_no_page_are_empty() -> None:
    nothing = np.empty(0, np.int64)
    for draw in (resampling.weights, resampling.swaps):
        assert np.concatenate(list(draw(nothing, Sampling(resamples=5)))).shape == (5, 0)


def test_weights_of_many_chunks_are_all_drawn_anew() -> None:
    chunks = list(resampling.weights(np.arange(CHUNK // 2), Sampling(resamples=5)))
    assert [chunk.shape for chunk in chunks] == [(2, CHUNK // 2), (2, CHUNK // 2), (1, CHUNK // 2)]
    assert all((chunk.sum(axis=1) == CHUNK // 2).all() for chunk in chunks)
    assert len({line.tobytes() for chunk in chunks for line in chunk}) == 5


def test_swaps_change_whole_clusters() -> None:
    groups = np.array([0, 1, 0, 2])
    masks = np.concatenate(list(resampling.swaps(groups, Sampling(resamples=50, seed=1), "c")))
    expected = resampling.generator(1, "c").integers(0, 2, (50, 3), dtype=np.int8)[:, groups]
    assert masks.tolist() == expected.astype(float).tolist()
    assert set(masks.ravel()) == {0.0, 1.0}


def test_a_page_that_was_skipped_counts_as_nothing() -> None:
    table = np.array([[[1.0, 2.0], [NAN, NAN], [3.0, 4.0]], [[NAN, 1.0], [5.0, 6.0], [7.0, 9.0]]])
    assert resampling.additive(BOTH, table).tolist() == [[[1, 2, 1], [0, 0, 0], [3, 4, 1]], [[0, 0, 0], [5, 6, 1], [7, 9, 1]]]
    assert resampling.aggregate(BOTH, table).tolist() == [[2.0, 3.0], [6.0, 7.5]]
    values = resampling.page_values(BOTH, table)
    assert values[0, ::2].tolist() == [[1, 2], [3, 4]]
    assert np.isnan(values[0, 1]).all()
    assert np.isnan(values[1, 0]).all()


def test_resampled_figures_are_weights_times_parts() -> None:
    table, groups, sampling = noise(1, 3, 8, 2), np.array([0, 0, 1, 2, 2, 3, 4, 5]), Sampling(resamples=20)
    table[1, 3] = NAN
    drawn = np.concatenate(list(resampling.weights(groups, sampling, "c")))
    resampled = resampling.bootstrap(BOTH, table, groups, sampling, "c")
    assert resampled.shape == (3, 20, 2)
    for adapter in range(3):
        tried = ~np.isnan(table[adapter, :, 0])
        for draw in range(20):
            expected = np.average(table[adapter, tried], axis=0, weights=drawn[draw, tried])
            assert resampled[adapter, draw] == pytest.approx(expected)


def test_peer_errors_are_the_deviation_over_page_resamples() -> None:
    values = noise(12, 181)
    assert resampling.peer_errors(MEAN, rows(values))[0, 0] == pytest.approx(values.std() / math.sqrt(181), rel=0.1)
    again = resampling.bootstrap(MEAN, rows(values), pages(181), Sampling(resamples=1000, seed=3, unit="page"))
    assert resampling.peer_errors(MEAN, rows(values), seed=3)[0, 0] == again[0, :, 0].std(ddof=1)
    assert resampling.peer_errors(MEAN, rows(values), resamples=1).tolist() == [[0.0]]
    assert resampling.peer_errors(MEAN, rows(values), resamples=2)[0, 0] > 0


def test_a_single_cluster_is_drawn_once_in_every_resample_and_no_pages_have_no_weights() -> None:
    (drawn,) = resampling.weights(np.zeros(3, np.int64), Sampling(resamples=4))
    assert drawn.tolist() == [[1.0] * 3] * 4
    (masks,) = resampling.swaps(np.zeros(3, np.int64), Sampling(resamples=40))
    assert {tuple(mask) for mask in masks.tolist()} == {(0.0,) * 3, (1.0,) * 3}
    for kind in (resampling.weights, resampling.swaps):
        (empty,) = kind(np.array([], np.int64), Sampling(resamples=4))
        assert empty.shape == (4, 0)
