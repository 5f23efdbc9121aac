"""Steps of items with counts and of runs: order, kinds, and counts that add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.scoring.protocols import steps
from bench.scoring.text import lcs

TOKENS = st.lists(st.sampled_from("abcd"), max_size=10)


def test_what_is_missing_comes_first_then_what_is_extra_by_difference_and_frequency() -> None:
    made = steps.bag("aabbbccdeeeff", "abccccdgeeeff")
    assert [(step.kind, step.what, step.gold, step.output) for step in made] == [
        ("missing", "b", 3, 1),
        ("missing", "a", 2, 1),
        ("extra", "c", 2, 4),
        ("extra", "g", 0, 1),
        ("equal", "e", 3, 3),
        ("equal", "f", 2, 2),
        ("equal", "d", 1, 1),
    ]


def test_runs_are_in_reading_order_missing_before_extra() -> None:
    made = steps.runs(["a", "b", "c", "d"], ["a", "x", "c", "d", "y"])
    assert [(step.kind, step.what, step.gold, step.output) for step in made] == [
        ("equal", "a", 1, 1),
        ("missing", "b", 1, 0),
        ("extra", "x", 0, 1),
        ("equal", "c d", 2, 2),
        ("extra", "y", 0, 1),
    ]


@given(TOKENS, TOKENS)
def test_runs_rebuild_both_sides_and_match_as_much_as_can_be(gold: list[str], output: list[str]) -> None:
    made = steps.runs(gold, output)
    assert " ".join(step.what for step in made if step.gold).split() == gold
    assert " ".join(step.what for step in made if step.output).split() == output
    assert sum(step.gold for step in made if step.kind == "equal") == lcs.length("".join(gold), "".join(output))
