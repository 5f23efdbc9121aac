"""Letters: worked examples, then the law that defines them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Estimate
from bench.scoring.statistics.comparisons import PairComparison
from bench.scoring.statistics.letters import letters


def pair(left: str, right: str, p: float) -> PairComparison:
    return PairComparison(
        left=left, right=right, metric="mean", difference=Estimate(0, 0, 0, 0.95, 1), p=0.0, p_holm=p, effect=0, superiority=0.5,
        wins=0, ties=1, losses=0, detectable=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        ([], {"x": "a", "y": "a", "z": "a"}),
        (["xz"], {"x": "a", "y": "ab", "z": "b"}),
        (["zx"], {"x": "a", "y": "ab", "z": "b"}),
        (["xy", "xz"], {"x": "a", "y": "b", "z": "b"}),
        (["xy", "xz", "yz"], {"x": "a", "y": "b", "z": "c"}),
        (["xy"], {"x": "a", "y": "b", "z": "ab"}),
    ],
)
def test_letters_of_three(apart: list[str], expected: dict[str, str]) -> None:
    assert letters("xyz", [pair(*couple, 0.01) for couple in apart]) == expected


def test_a_p_value_at_alpha_tells_nothing_apart() -> None:
    assert letters("xy", [pair("x", "y", 0.05)]) == {"x": "a", "y": "a"}
    assert letters("xy", [pair("x", "y", 0.0499)]) == {"x": "a", "y": "b"}
    assert letters("xy", [pair("x", "y", 0.05)], alpha=0.1) == {"x": "a", "y": "b"}


def test_letters_go_on_as_capitals_and_numbers() -> None:
    names = [f"{at:02}" for at in range(54)]
    shown = letters(names, [pair(*couple, 0.0) for couple in combinations(names, 2)])
    assert [shown[names[at]] for at in (0, 25, 26, 51, 52, 53)] == ["a", "z", "A", "Z", "(53)", "(54)"]


@given(st.lists(st.booleans(), min_size=15, max_size=15))
def test_names_share_a_letter_exactly_where_they_are_not_told_apart(differ: list[bool]) -> None:
    names = list("pqrstu")
    compared = [pair(*couple, 0.001 if differs else 0.5) for couple, differs in zip(combinations(names, 2), differ, strict=True)]
    shown = letters(names, compared)
    for item in compared:
        assert bool(set(shown[item.left]) & set(shown[item.right])) == (item.p_holm >= 0.05)
    assert "a" in shown[names[0]]
    sharing = {letter: {name for name in names if letter in shown[name]} for letter in "".join(shown.values())}
    assert not any(one < other for one in sharing.values() for other in sharing.values())  # no letter that says nothing
