"""Steps of edits: what a dose takes, and in what order edits at one place come."""

from __future__ import annotations

import pytest

from bench.stress.editing.steps import ChangeStep, Edit, edited, taken


def test_a_dose_takes_the_steps_below_it_and_zero_takes_none() -> None:
    steps = [ChangeStep(level, ()) for level in (0.0, 0.3, 0.9)]
    assert [len(taken(steps, dose)) for dose in (0, 0.25, 0.5, 1)] == [0, 1, 2, 3]


def test_an_element_is_closed_before_the_next_one_is_opened() -> None:
    around = [ChangeStep(0, (Edit(a, a, "<b>"), Edit(b, b, "</b>", closes=True))) for a, b in ((2, 4), (0, 2))]
    assert edited("aabb", around) == "<b>aa</b><b>bb</b>"


def test_edits_at_one_place_stay_in_order() -> None:
    assert edited("ab", [ChangeStep(0, (Edit(1, 1, text),)) for text in "123"]) == "a123b"


def test_two_edits_of_one_character_are_a_fault() -> None:
    with pytest.raises(ValueError, match="character 1"):
        edited("abc", [ChangeStep(0, (Edit(0, 2, ""), Edit(1, 3, "")))])
