"""Ranks: worked examples, what cannot be ranked, and that ranks and intervals never contradict each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Estimate
from bench.scoring.statistics.comparisons import PairComparison, pairs
from bench.scoring.statistics.implications import completed
from bench.scoring.statistics.ranks import Ranking, ranking, shown
from bench.scoring.statistics.resampling import TESTS, Sampling
from tests.scoring.statistics.mean import noise, scored


def pair(left: str, right: str, size: float, p: float = 0.001, clusters: int = 100) -> PairComparison:
    """Compare two adapters by hand; the interval holds 0 from p = .05 on."""
    is_significant = p < 0.05
    margin = abs(size) / 2 if is_significant else abs(size) + 0.1
    return PairComparison(
        left=left, right=right, metric="mean", difference=Estimate(size, size - margin, size + margin, 0.95, 100), p=p, p_adjusted=p,
        significant=is_significant, effect=0, superiority=0.5, wins=0, ties=1, losses=0, detectable=0.1, clusters=clusters,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        ([], {"x": (1, 3), "y": (1, 3), "z": (1, 3)}),
        (["xz"], {"x": (1, 2), "y": (1, 3), "z": (2, 3)}),
        (["xy", "xz"], {"x": (1, 1), "y": (2, 3), "z": (2, 3)}),
        (["xz", "yz"], {"x": (1, 2), "y": (1, 2), "z": (3, 3)}),
        (["xy", "xz", "yz"], {"x": (1, 1), "y": (2, 2), "z": (3, 3)}),
    ],
)
def test_ranks_of_three(apart: list[str], expected: dict[str, tuple[int, int]]) -> None:
    sizes = {"xy": 0.1, "xz": 0.2, "yz": 0.1}
    compared = [pair(*couple, size, 0.001 if couple in apart else 0.5) for couple, size in sizes.items()]
    assert ranking("xyz", compared, Sampling()) == Ranking(expected)
    turned = [pair(one.right, one.left, -one.difference.value, one.p) for one in compared]
    assert ranking("xyz", turned, Sampling()) == Ranking(expected)
    upside_down = ranking("xyz", compared, Sampling(), lower=True).ranks
    assert upside_down == {name: (4 - high, 4 - low) for name, (low, high) in expected.items()}


def test_yardsticks_count_for_nothing() -> None:
    compared = [pair("a", "b", 0.1), pair("yardstick", "a", 0.3), pair("yardstick", "b", 0.4)]
    assert ranking("ab", compared, Sampling()).ranks == {"a": (1, 1), "b": (2, 2)}


@pytest.mark.parametrize(("rank", "text"), [((1, 5), "1-5"), ((3, 3), "3"), (None, "")])
def test_a_rank_is_written_as_people_read_it(rank: tuple[int, int] | None, text: str) -> None:
    assert shown(rank) == text


def test_one_contender_is_first_and_none_has_no_rank() -> None:
    assert ranking("a", [], Sampling()) == Ranking({"a": (1, 1)})
    assert ranking("", [], Sampling()) == Ranking({})


@pytest.mark.parametrize(
    ("clusters", "alpha", "unit", "words"),
    [
        (5, 0.05, "site", "no ranks: 5 sites are too few to show any difference at p < 0.05, which takes at least 6"),
        (1, 0.05, "page", "no ranks: 1 pages are too few to show any difference at p < 0.05, which takes at least 6"),
        (7, 0.01, "site", "no ranks: 7 sites are too few to show any difference at p < 0.01, which takes at least 8"),
        (400, 1e-6, "site", "no ranks: 100,000 resamples are too few to show any difference at p < 1e-06"),
    ],
)
def test_where_no_difference_can_be_shown_the_reason_stands_in_place_of_ranks(clusters: int, alpha: float, unit: str, words: str) -> None:
    sampling = Sampling(alpha=alpha, unit=unit)
    assert ranking("ab", [pair("a", "b", 0.1, 0.5, clusters)], sampling) == Ranking({}, words)
    if clusters < 100:
        assert ranking("ab", [pair("a", "b", 0.1, 0.5, clusters + 1)], sampling).reason == (
            "" if clusters != 1 else words.replace("1 p", "2 p", 1)
        )


def test_adapters_without_a_common_page_have_no_ranks() -> None:
    compared = pairs(scored("ab", np.array([0.5, np.nan]), np.array([np.nan, 0.7]), resamples=50))
    assert "no two adapters have a figure on common pages" in ranking("ab", compared, Sampling()).reason


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_under_six_pages_nothing_is_ranked_whatever_the_difference(test: str, count: int) -> None:
    sample = scored("ab", np.full(count, 0.9) - noise(1, count) / 100, noise(2, count) / 100, test=test)
    compared = pairs(sample)
    assert ranking("ab", compared, sample.sampling).reason.startswith(f"no ranks: {count} sites are too few") or count == 1
    assert not ranking("ab", compared, sample.sampling).ranks
    assert not compared[0].significant
    assert not compared[0].p < 0.05


def test_six_pages_rank_a_difference_that_all_of_them_show() -> None:
    sample = scored("ab", noise(1, 6) / 100 + 0.9, noise(2, 6) / 100)
    assert pairs(sample)[0].p == 2 / 2**6
    assert ranking("ab", pairs(sample), sample.sampling).ranks == {"a": (1, 1), "b": (2, 2)}


def test_a_constant_difference_is_ranked_and_its_interval_is_a_point() -> None:
    values = noise(3, 20)
    for test in TESTS:
        sample = scored("ab", values, values - 0.25, test=test)
        (compared,) = pairs(sample)
        assert ranking("ab", [compared], sample.sampling).ranks == {"a": (1, 1), "b": (2, 2)}
        assert (compared.difference.low, compared.difference.high) == pytest.approx((0.25, 0.25))


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("resamples", [1, 100, 2000])
def test_copies_tie_exactly_and_the_best_and_the_worst_are_apart_however_many_there_are(test: str, resamples: int) -> None:
    ease = noise(4, 120)
    base = [np.clip(ease + noise(5 + at, 120) / 4 - 0.05 * at, 0, 1) for at in range(6)]
    names = [f"{kind}{copy}" for copy in range(10) for kind in "fedcba"]
    sample = scored(names, *(base["abcdef".index(name[0])] for name in names), resamples=resamples, test=test)
    compared = completed(pairs(sample))
    ranks = ranking(names, compared, sample.sampling).ranks
    assert all(len({ranks[f"{kind}{copy}"] for copy in range(10)}) == 1 for kind in "abcdef")
    assert ranks["a0"][0] == 1
    assert ranks["a0"][1] < ranks["f0"][0]
    assert ranks["f0"][1] == 60
    assert {one.p_adjusted for one in compared if one.left[0] == one.right[0]} == {1.0}


def test_what_two_differences_imply_is_significant() -> None:
    compared = [pair("a", "b", 0.2), pair("c", "b", 0.2), pair("a", "c", 0.4, 0.3), pair("c", "d", 0.3, 0.004), pair("d", "a", -0.7, 0.2)]
    known = {(one.left, one.right): one for one in completed(compared)}
    assert not known["a", "c"].significant  # both lie above b
    compared[1] = pair("b", "c", 0.2, 0.002)
    known = {(one.left, one.right): one for one in completed(compared)}
    assert (known["a", "c"].significant, known["a", "c"].p_adjusted) == (True, 0.002)
    assert (known["a", "c"].difference.low, known["a", "c"].difference.high) == pytest.approx((0.2, 0.9))
    assert (known["d", "a"].significant, known["d", "a"].p_adjusted) == (True, 0.004)  # by way of c, in two steps
    assert (known["d", "a"].difference.low, known["d", "a"].difference.high) == pytest.approx((-1.5, -0.35))
    assert (
        completed([pair("a", "b", 0.2), pair("b", "c", 0.2), pair("a", "c", -0.1, 0.3)])[2].p_adjusted == 0.3
    )  # its figure says otherwise
    untested = pair("a", "c", 0.4, math.nan)
    assert not completed([pair("a", "b", 0.2), pair("b", "c", 0.2), untested])[2].significant


@given(st.integers(0, 10**6), st.sampled_from(TESTS), st.integers(6, 40), st.booleans())
def test_ranks_and_intervals_never_contradict_each_other(seed: int, test: str, count: int, has_gaps: bool) -> None:
    random = np.random.default_rng(seed)
    values = random.beta(3, 1, (6, count)) * random.choice([1.0, 0.8, 0.5, 0.0], (6, 1))
    values[random.random((6, count)) < 0.1] = 0
    if has_gaps:
        values[0, : count // 3] = values[1, count // 2 :] = math.nan
    sample = scored(
        "abcdef", *values, groups=np.arange(count) // 2 if seed % 2 and count > 12 else np.arange(count), test=test, resamples=300
    )
    compared = completed(pairs(sample, contenders="abcde"))
    ranks = ranking("abcde", compared, sample.sampling).ranks
    assert set(ranks) == set("abcde")
    assert all(1 <= low <= high <= 5 for low, high in ranks.values())
    for one in compared:
        if "f" in {one.left, one.right}:
            assert (one.significant, math.isnan(one.p_adjusted)) == (False, True)
            continue
        holds_zero = not (one.difference.low > 0 or one.difference.high < 0)
        assert one.significant is not holds_zero
        assert not one.p_adjusted < one.p or one.significant
        assert not one.difference.low > one.difference.value
        better, worse = (one.left, one.right) if one.difference.value > 0 else (one.right, one.left)
        if ranks[better][1] < ranks[worse][0] and not has_gaps:
            assert one.significant
        assert not (one.significant and ranks[worse][1] < ranks[better][0])
