"""Tests of the alignment with optional gold: against the textbook table with pairs of counts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.scoring.text import lcs, neutral

CODE = st.text("abcde", max_size=18)
GOLD = st.lists(st.tuples(st.text("abcde", min_size=1, max_size=5), st.booleans()), max_size=5)


def best(gold: str, optional: bytes, text: str) -> tuple[int, int]:
    """Count required then optional matches, compared in this order, by the plain table."""
    cells = [[(0, 0)] * (len(text) + 1) for _ in range(len(gold) + 1)]
    for i, left in enumerate(gold):
        for j, right in enumerate(text):
            found = max(cells[i][j + 1], cells[i + 1][j])
            if left == right:
                found = max(found, (cells[i][j][0] + 1 - optional[i], cells[i][j][1] + optional[i]))
            cells[i + 1][j + 1] = found
    return cells[-1][-1]


def sides(blocks: list[tuple[str, bool]]) -> tuple[str, bytes, str]:
    gold = "".join(code for code, _ in blocks)
    optional = b"".join(bytes([free]) * len(code) for code, free in blocks)
    return gold, optional, "".join(code for code, free in blocks if not free)


@settings(max_examples=400)
@given(GOLD, CODE)
@example([("e", True), ("ac", False), ("ddcdebed", True)], "dccbcdb")
def test_counts_and_alignment_are_the_best_there_are(blocks: list[tuple[str, bool]], text: str) -> None:
    gold, optional, required = sides(blocks)
    expected = best(gold, optional, text)
    assert neutral.counts(gold, optional, required, text) == expected
    found = [(i + step, j + step) for i, j, size in neutral.blocks(gold, optional, required, text) for step in range(size)]
    assert all(gold[i] == text[j] for i, j in found)
    assert all(x[0] < y[0] and x[1] < y[1] for x, y in pairwise(found))
    assert (sum(not optional[i] for i, _ in found), sum(optional[i] for i, _ in found)) == expected


@settings(max_examples=200)
@given(GOLD, CODE)
def test_the_exact_way_alone_agrees_whole_and_divided(blocks: list[tuple[str, bool]], text: str) -> None:
    gold, optional, required = sides(blocks)
    for cells in (neutral.CELLS, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(neutral, "CELLS", cells)
            found = neutral._exact(gold, optional, required, text)
        matched = sum(size for *_, size in found)
        free = sum(sum(optional[i : i + size]) for i, _, size in found)
        assert (matched - free, free) == best(gold, optional, text)


@given(GOLD, CODE, st.text("abcde", min_size=1, max_size=6), st.integers(0, 5))
def test_an_optional_block_more_never_costs_a_match(blocks: list[tuple[str, bool]], text: str, extra: str, place: int) -> None:
    before = neutral.counts(*sides(blocks), text)
    after = neutral.counts(*sides([*blocks[:place], (extra, True), *blocks[place:]]), text)
    assert after[0] == before[0]
    assert after[1] >= before[1]


def test_a_required_word_is_preferred_to_two_optional_ones() -> None:
    gold, optional, required = sides([("x", False), ("abx", True)])
    assert neutral.counts(gold, optional, required, "abx") == (1, 0)
    assert neutral.blocks(gold, optional, required, "abx") == [(0, 2, 1)]
    assert lcs.length(gold, "abx") == 3
