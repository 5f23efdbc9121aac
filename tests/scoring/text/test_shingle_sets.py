"""Distinct word 4-grams of texts as numbers, held against sets of tuples."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bench.scoring.text import tokens
from bench.scoring.text.shingle_sets import SIZE, shingle_sets, table

CASES = (
    "", "one", "one two three", "one two three four", "one two three four five", "one two three four one two three four one",
    "a line\nand another, with more words. And a sentence\n\n\nend", "...", "\n", "汉字没有空格的一行文字",
    "ภาษาไทยไม่มีช่องว่าง", "snake_case _ __ x",
    "lone \ud800 surrogate in a line of words", "\uffff and \U0010ffff and \x00 nul", "tab\tand\x0bvertical\u2028separators\x85of lines",
    "emoji 🦉 are 🦉 no words at all", "one two three", "ONE two three four",
)  # fmt: skip


def tuples(text: str) -> set[tuple[str, ...]]:
    words = [word for line in text.split("\n") for word in tokens.words(line)]
    return {tuple(words[at : at + SIZE]) for at in range(max(len(words) - SIZE + 1, min(len(words), 1)))}


def test_sets_share_exactly_what_sets_of_tuples_share() -> None:
    sets = shingle_sets(CASES)
    assert [len(one) for one in sets] == [len(tuples(text)) for text in CASES]
    for (one, text), (two, other) in product(zip(sets, CASES, strict=True), repeat=2):
        assert len(np.intersect1d(one, two)) == len(tuples(text) & tuples(other)), (text, other)


def test_a_short_text_is_one_shingle_and_not_part_of_a_longer_one() -> None:
    short, longer, none = shingle_sets(["one two three", "one two three four", " !? "])
    assert (len(short), len(longer), len(none)) == (1, 1, 0)
    assert short[0] != longer[0]


def test_no_texts_have_no_sets_and_no_columns() -> None:
    assert shingle_sets([]) == []
    assert table([]).shape == (0, 0)
    assert table(shingle_sets(["", ""])).shape == (2, 0)


def test_a_table_says_who_holds_what() -> None:
    held = table(shingle_sets(["a b c d e", "a b c d", "x", ""]))
    assert held.sum(axis=1).tolist() == [2, 1, 1, 0]
    assert held.sum(axis=0).tolist().count(2) == 1
    assert (held[0] & held[1]).sum() == 1


@pytest.mark.parametrize("seed", range(20))
def test_random_texts_agree_with_sets_of_tuples(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    texts = [" ".join(drawn.choice([*"abcdefg", "\n", ". "], 30)) for _ in range(6)]
    sets = shingle_sets(texts)
    for one, text in zip(sets, texts, strict=True):
        assert len(one) == len(tuples(text))
        for two, other in zip(sets, texts, strict=True):
            assert len(np.intersect1d(one, two)) == len(tuples(text) & tuples(other))
