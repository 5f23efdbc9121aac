"""Agreement is the Dice coefficient of two bags of words, averaged over the pages on which either has any."""

from __future__ import annotations

import pytest

from bench.engine.scale import agreement


@pytest.mark.parametrize(
    ("first", "second", "value"), [("a b", "a b", 1.0), ("a b", "c d", 0.0), ("a a b", "a b b", 2 / 3), ("", "a", 0.0), ("", "", None)]
)
def test_agreement_is_the_dice_coefficient_of_bags(first: str, second: str, value: float | None) -> None:
    sums = agreement.of_page({"x": first, "y": second})
    assert sums == ({} if value is None else {"x\ty": (pytest.approx(value), 1)})


def test_sums_add_up_to_a_mean_in_either_order() -> None:
    sums = agreement.added(agreement.of_page({"b": "x y", "a": "x"}), agreement.of_page({"a": "x", "b": "x", "c": ""}))
    assert agreement.matrix(sums, ["b", "a", "d"]) == [
        [1.0, pytest.approx(5 / 6), None],
        [pytest.approx(5 / 6), 1.0, None],
        [None, None, 1.0],
    ]
    assert agreement.matrix(sums, ["c", "a"])[0] == [1.0, 0.0]
