"""The chance that a block is content: fewer voters are asked for where families disagree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.annotate.chances import HALF, agreement, chances, threshold
from bench.corpus.structure.leaves import page_blocks
from bench.model import Page

PAGE = page_blocks(Page("p", "c", b"<p>one<p>two<p>three<p>four<footer><p>five</footer>"))
SIZES = np.ones(5)


def shares(*families: str) -> np.ndarray:
    """Shares of five leaves, a digit a leaf: tenths, 9 for all."""
    return np.array([[1.0 if digit == "9" else int(digit) / 10 for digit in family] for family in families]).reshape(-1, 5)


@pytest.mark.parametrize(
    ("families", "agreed"),
    [
        ((), 0.0),
        (("99000",), 1.0),
        (("99000", "99000"), 1.0),
        (("99000", "09900"), 0.5),
        (("00000", "00000"), 0.0),
        (("90000", "09000", "90000"), 0.0),
    ],
)
def test_agreement(families: tuple[str, ...], agreed: float) -> None:
    assert agreement(shares(*families), SIZES) == pytest.approx(agreed)


def kept(*families: str) -> list[bool]:
    chance = chances(PAGE, shares(*families), SIZES)
    return [bool(one >= threshold(chance, SIZES)) for one in chance]


def test_where_families_agree_half_must_have_a_block() -> None:
    assert kept("99900", "99900", "99000", "99000") == [True, True, True, False, False]
    assert kept("99990", "99900", "99900", "99900") == [True, True, True, False, False]


def test_where_most_miss_the_content_few_must_have_it() -> None:
    assert kept("99990", "90000", "00000", "00009") == [True, True, True, True, False]


def test_without_votes_the_markup_decides() -> None:
    assert kept() == kept("00000", "00000") == [True, True, True, True, False]


def test_boilerplate_by_its_markup_needs_more_votes() -> None:
    chance = chances(PAGE, shares("99999", "90000"), SIZES)
    assert chance[0] > chance[1] == chance[3] > chance[4]


@given(st.lists(st.text("0123456789", min_size=5, max_size=5), max_size=6))
def test_chances_are_shares_and_grow_with_votes(families: list[str]) -> None:
    table = shares(*families)
    chance = chances(PAGE, table, SIZES)
    assert ((chance > 0) & (chance < 1)).all()
    assert 0 < threshold(chance, SIZES) <= HALF
    mean = table.mean(axis=0)[:4] if families else np.zeros(4)
    inside = np.flatnonzero(mean >= HALF)
    for one in inside:
        assert all(chance[one] >= chance[other] - 1e-9 for other in inside if mean[other] <= mean[one])


def test_no_leaves_and_leaves_without_words() -> None:
    empty = page_blocks(Page("p", "c", b""))
    assert chances(empty, np.zeros((2, 0)), np.zeros(0)).tolist() == []
    assert threshold(np.zeros(0), np.zeros(0)) == HALF
    assert threshold(np.full(5, 0.1), np.zeros(5)) == HALF
