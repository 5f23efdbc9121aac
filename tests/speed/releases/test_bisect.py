"""Bisection: the release is found wherever it is, in as few measurements as it takes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.errors import AdapterError, GateError
from bench.speed.releases.bisect import bisect

COUNTS = st.integers(2, 40)


def releases(count: int) -> list[str]:
    return [f"1.{number}" for number in range(count)]


@given(COUNTS, st.data())
def test_the_first_bad_release_is_found_in_logarithmic_time(count: int, data: st.DataObject) -> None:
    versions = releases(count)
    moved = data.draw(st.integers(1, count - 1))
    found = bisect(versions, lambda version: 0.9 if versions.index(version) < moved else 0.8)
    assert (found.last_good, found.first_bad, found.unknown) == (versions[moved - 1], versions[moved], ())
    assert len(found.measured) <= math.ceil(math.log2(max(count - 1, 1))) + 2
    assert len({version for version, _ in found.measured}) == len(found.measured)


@given(COUNTS, st.data())
def test_releases_that_do_not_install_are_stepped_over(count: int, data: st.DataObject) -> None:
    versions = releases(count)
    moved = data.draw(st.integers(1, count - 1))
    dead = data.draw(st.sets(st.integers(1, max(count - 2, 1)), max_size=count)) - {0, count - 1}

    def measure(version: str) -> float:
        at = versions.index(version)
        if at in dead:
            raise AdapterError("it does not build")
        return 0.5 if at < moved else 0.7

    found = bisect(versions, measure)
    low, high = versions.index(found.last_good), versions.index(found.first_bad)
    assert low < moved <= high
    assert {versions.index(version) for version in found.unknown} == set(range(low + 1, high)) <= dead


def test_a_figure_on_the_way_counts_by_the_nearer_end() -> None:
    figures = {"1": 0.9, "2": 0.88, "3": 0.83, "4": 0.8}
    assert bisect(list(figures), figures.__getitem__).first_bad == "3"


def test_the_list_may_run_from_new_to_old() -> None:
    figures = {"4": 0.8, "3": 0.8, "2": 0.9, "1": 0.9}
    assert bisect(list(figures), figures.__getitem__).first_bad == "2"


def test_ends_that_do_not_differ_hide_nothing() -> None:
    with pytest.raises(GateError, match="do not differ"):
        bisect(["1", "2", "3"], lambda _: 0.9)
    with pytest.raises(GateError, match="do not differ"):
        bisect(["1", "2"], {"1": 1.0, "2": 1.01}.__getitem__, least=0.015)


def test_one_release_is_no_range() -> None:
    with pytest.raises(GateError, match="same release"):
        bisect(["1"], lambda _: 0.9)


def test_an_end_that_cannot_be_measured_is_an_error() -> None:
    def measure(version: str) -> float:
        if version == "3":
            raise AdapterError("no wheel")
        return 0.5

    with pytest.raises(AdapterError, match="3 cannot be measured: no wheel"):
        bisect(["1", "2", "3"], measure)
