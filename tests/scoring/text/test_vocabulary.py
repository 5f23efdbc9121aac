"""Numbering tokens without strings: the same numbers as the regular-expression engine gives, for every character there is."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring.text import vocabulary
from bench.scoring.text.vocabulary import Finder, Vocabulary

TEXTS = st.text(
    alphabet=st.sampled_from("ab_1 ,\u00df\u00e9\u0101\u0130\u03a3\u4e2d\ud800\U0001d54f\U0001f600\u0301"), max_size=30
) | st.text(max_size=30)


def numbered(gold: str, text: str, *, fold: bool) -> list[int]:
    """Return the numbers as a dictionary gives them."""
    first, second = (re.findall(r"\w+", side.lower() if fold else side) for side in (gold, text))
    numbers = {token: number for number, token in enumerate(dict.fromkeys(first))}
    return [numbers.get(token, -1) for token in second]


@given(TEXTS, TEXTS, st.booleans())
def test_numbers_are_those_of_a_dictionary(gold: str, text: str, fold: bool) -> None:
    made = Vocabulary.of(gold, fold=fold)
    assert made.ids.tolist() == numbered(gold, gold, fold=fold)
    assert made.number(text).tolist() == numbered(gold, text, fold=fold)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=5), st.booleans())
def test_texts_read_together_are_numbered_as_alone(gold: str, texts: list[str], fold: bool) -> None:
    ids, counts = Vocabulary.of(gold, fold=fold).number_all(texts)
    alone = [numbered(gold, text, fold=fold) for text in texts]
    assert counts.tolist() == [len(numbers) for numbers in alone]
    assert ids.tolist() == [number for numbers in alone for number in numbers]


def test_stray_halves_of_characters_make_no_word() -> None:
    texts = ["a \ud835", "\udd4f b", "\ud835 \udd4f a", "a\U0001f600b"]
    ids, counts = Vocabulary.of("a b").number_all(texts)
    assert (ids.tolist(), counts.tolist()) == ([0, 1, 0, 0, 1], [1, 1, 1, 2])


@pytest.mark.parametrize("fold", [False, True])
def test_every_character_of_the_basic_plane_divides_words_as_re_does(fold: bool) -> None:
    text = "".join(f"x{chr(point)}y " for point in range(0x10000) if not 0xD800 <= point < 0xE000)
    made = Vocabulary.of("x y xy " + text[:5000], fold=fold)
    assert made.number(text).tolist() == numbered(made.text, text, fold=fold)


@pytest.mark.parametrize("text", ["a" * 200 + " b", "x" * 65 + " " + "x" * 64, "\U0001d54f a \U0001d54f", "dzie\u0144 a", "\u03a3\u03a3 a"])
def test_rare_texts_are_numbered_all_the_same(text: str) -> None:
    for gold in ("a b x", text, "a \u0144"):
        assert Vocabulary.of(gold).number(text).tolist() == numbered(gold, text, fold=False)


def test_a_hash_that_misleads_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "RADIX", 0)  # every token hashes alike
    assert Vocabulary.of("a b c a").number("b z a").tolist() == [1, -1, 0]
    assert Vocabulary.of("a").number("b a").tolist() == [-1, 0]


def test_a_finder_finds_all_its_keys_and_no_other() -> None:
    keys = np.unique(np.random.default_rng(0).integers(0, 2**63, 5000, dtype=np.uint64))
    finder = Finder.of(keys[::2])
    assert finder.find(keys[::2]).tolist() == list(range(len(keys[::2])))
    assert (finder.find(keys[1::2]) == -1).all()
