"""Tests of the LCS kernel: every engine against the textbook table."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.scoring.text import lcs

CODE = st.text("abcd", max_size=24)


def table(a: str, b: str) -> list[list[int]]:
    """Fill the textbook table, as plain as it can be."""
    cells = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            cells[i + 1][j + 1] = cells[i][j] + 1 if left == right else max(cells[i][j + 1], cells[i + 1][j])
    return cells


def is_alignment(found: list[tuple[int, int]], a: str, b: str) -> bool:
    return all(a[i] == b[j] for i, j in found) and all(x[0] < y[0] and x[1] < y[1] for x, y in pairwise(found))


@pytest.mark.parametrize(("a", "b", "expected"), [("", "", 0), ("a", "", 0), ("a", "a", 1), ("ab", "ba", 1), ("abcbdab", "bdcaba", 4)])
def test_length_of_known_cases(a: str, b: str, expected: int) -> None:
    assert lcs.length(a, b) == expected
    assert len(lcs.pairs(a, b)) == expected


@given(CODE, CODE)
def test_every_engine_finds_an_alignment_of_the_greatest_length(a: str, b: str) -> None:
    expected = table(a, b)[-1][-1]
    assert lcs.length(a, b) == expected
    for found in (lcs.pairs(a, b), lcs.earliest(a, b)):
        assert len(found) == expected
        assert is_alignment(found, a, b)


@given(CODE, CODE)
def test_bands_and_checkpoints_change_nothing(a: str, b: str) -> None:
    expected = table(a, b)[-1][-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "BANDED", 0)
        patch.setattr(lcs, "TABLE_BITS", 0)
        assert lcs.length(a, b) == expected
        found = lcs.pairs(a, b)
        assert lcs.earliest(a, b) == whole_earliest(a, b)
    assert len(found) == expected
    assert is_alignment(found, a, b)


def whole_earliest(a: str, b: str) -> list[tuple[int, int]]:
    """Walk as ``earliest`` says it does, but on the whole table."""
    cells, i, j = table(a, b), len(a), len(b)
    found = []
    while i and j:
        if cells[i - 1][j] == cells[i][j]:
            i -= 1
        elif a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        else:
            j -= 1
    return found[::-1]


@given(CODE, CODE)
def test_rows_are_the_differences_along_the_table(a: str, b: str) -> None:
    cells = table(a, b)
    found = list(lcs.rows([lcs.masks(a).get(char, 0) for char in b], len(a), (1 << len(a)) - 1))
    assert len(found) == len(b)
    for j, row in enumerate(found, 1):
        assert [1 - (row >> i & 1) for i in range(len(a))] == [cells[i + 1][j] - cells[i][j] for i in range(len(a))]


@given(CODE, CODE)
def test_the_earliest_alignment_reads_least_of_the_first_side(a: str, b: str) -> None:
    forward, backward = table(a, b), table(a[::-1], b[::-1])
    best = forward[-1][-1]
    low = {j: min(i for i in range(len(a) + 1) if forward[i][j] + backward[len(a) - i][len(b) - j] == best) for j in range(len(b) + 1)}
    for i, j in lcs.earliest(a, b):
        assert low[j + 1] == i + 1


@given(CODE, CODE)
@example("abcxbc", "abcbc")
def test_tidying_leaves_no_run_that_could_go_on(a: str, b: str) -> None:
    runs = lcs.blocks(a, b)
    for i, j, _ in runs:
        assert i == 0 or j == 0 or a[i - 1] != b[j - 1] or any(x + n == i and y + n == j for x, y, n in runs), "a run could begin earlier"
    assert size_of(runs) == table(a, b)[-1][-1]


def size_of(runs: list[tuple[int, int, int]]) -> int:
    return sum(size for *_, size in runs)


def test_a_word_is_not_torn_out_of_its_sentence() -> None:
    words = ["the", "cat", "sat", "on", "the", "mat"]
    known = lcs.alphabet(words)
    extra = ["the", "menu", "the", "cat", "sat", "on", "the", "mat"]
    assert lcs.blocks(lcs.codes(words, known), lcs.codes([w for w in extra if w in known], known)) == [(0, 1, 6)]


@given(CODE, CODE, CODE)
def test_a_side_that_the_other_holds_whole_is_matched_in_one_run(a: str, before: str, after: str) -> None:
    runs = lcs.blocks(a, before + a + after)
    assert len(runs) == (1 if a else 0)
    assert size_of(runs) == lcs.length(a, before + a + after) == len(a)


def test_tidying_keeps_kinds_apart() -> None:
    assert lcs.tidy([(0, 0, 1), (2, 1, 1)], "abb", "ab", b"\0\0\0") == [(0, 0, 2)]
    assert lcs.tidy([(0, 0, 1), (2, 1, 1)], "abb", "ab", b"\0\1\0") == [(0, 0, 1), (2, 1, 1)]


@given(st.lists(st.text("xyz", max_size=2)), st.lists(st.text("xyz", max_size=2)))
def test_codes_keep_what_the_other_side_knows(gold: list[str], output: list[str]) -> None:
    known = lcs.alphabet(gold)
    assert len(set(known.values())) == len(known) == len(set(gold))
    assert len(lcs.codes(gold, known)) == len(gold)
    assert lcs.codes(output, known) == "".join(known[token] for token in output if token in known)


def test_a_large_alignment_holds_few_rows_at_once() -> None:
    a, b = "abcdefgh" * 120, "hgfedcba" * 120
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "TABLE_BITS", len(a) * 40)
        held = max(len(rows) for _, rows in lcs.row_blocks([lcs.masks(a)[char] for char in b], len(a)))
        assert held <= 31 + 1  # sqrt(960) rows, not 960
        assert len(lcs.pairs(a, b)) == lcs.length(a, b)


@given(CODE, CODE, st.lists(st.integers(1, 4), max_size=3))
def test_an_anchored_alignment_is_one_and_never_longer_than_the_longest(a: str, b: str, sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "BANDED", 4)
        patch.setattr(lcs, "ANCHORS", tuple(sorted(sizes, reverse=True)))
        found = [(i + step, j + step) for i, j, size in lcs.anchored(a, b) for step in range(size)]
    assert is_alignment(found, a, b)
    assert len(found) <= table(a, b)[-1][-1]


def test_anchors_find_what_was_cut_and_put_between() -> None:
    words = "".join(map(chr, range(1000, 9000)))
    changed = f"{words[:2000]}{'x' * 50}{words[2100:7000]}{words[7001:]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "BANDED", 1000)
        runs = lcs.anchored(words, changed)
    assert runs == [(0, 0, 2000), (2100, 2050, 4900), (7001, 6950, 999)]
    assert lcs.anchored("", words) == lcs.anchored(words, "") == []
