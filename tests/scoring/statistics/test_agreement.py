"""Estimates without gold: the other families vote, one vote a family, and no output vouches for itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bench.scoring.statistics.agreement import consensus, estimated

CONTENT, REST = "abcdefghijklmnopqrst", "0123456789"


def held(*outputs: str) -> np.ndarray:
    """Return a table of outputs whose shingles are letters."""
    letters = sorted(set("".join(outputs)))
    return np.array([[letter in output for letter in letters] for output in outputs], bool).reshape(len(outputs), len(letters))


def f1(*outputs: str, families: str = "abcdefgh") -> list[float]:
    return [float(value) for value in estimated(held(*outputs), list(families[: len(outputs)]))[:, 0]]


def test_what_all_return_is_content() -> None:
    assert f1(CONTENT, CONTENT, CONTENT) == pytest.approx([1, 1, 1], abs=0.01)


def test_what_one_adds_costs_precision_and_what_one_lacks_costs_recall() -> None:
    figures = estimated(held(CONTENT, CONTENT, CONTENT, CONTENT + REST, CONTENT[:10]), list("abcde"))
    assert figures[3] == pytest.approx([0.8, 2 / 3, 1], abs=0.02)
    assert figures[4] == pytest.approx([2 / 3, 1, 0.5], abs=0.02)


def test_settings_of_one_library_do_not_vouch_for_each_other() -> None:
    alone = f1(REST, CONTENT, CONTENT, CONTENT)
    assert f1(REST, REST, REST, REST, CONTENT, CONTENT, CONTENT, families="aaaabcd")[0] == pytest.approx(alone[0], abs=1e-9)
    assert alone[0] < 0.05


def test_nothing_where_others_return_content_is_wrong_and_where_they_return_nothing_right() -> None:
    assert f1("", CONTENT, CONTENT, CONTENT)[0] == 0
    assert f1("", "", "") == [1, 1, 1]


def test_two_families_are_too_few_for_an_estimate() -> None:
    assert np.isnan(f1(CONTENT, CONTENT, REST, families="aab")).all()
    assert estimated(np.zeros((0, 0), bool), []).shape == (0, 3)


def test_consensus_is_the_median_agreement_of_two_families() -> None:
    assert consensus(held("ab", "ab", "ab"), list("xyz")) == 1
    assert consensus(held("ab", "bc", "bc"), list("xyz")) == 0.5  # .5, .5, 1
    assert consensus(held("", ""), list("xy")) == 1
    assert np.isnan(consensus(held("ab", "ab"), list("xx")))


@given(arrays(bool, st.tuples(st.integers(3, 40), st.integers(0, 12))), st.randoms())
def test_estimates_are_shares_and_neither_order_nor_repeats_of_shingles_matter(table: np.ndarray, random: object) -> None:
    families = [str(at % 5) for at in range(len(table))]
    figures = estimated(table, families)
    assert ((figures >= 0) & (figures <= 1 + 1e-9)).all()
    backwards = estimated(table[::-1, ::-1], families[::-1])[::-1]
    assert backwards == pytest.approx(figures, abs=1e-6)
