"""bench.combine: the output most like the others, for those who deploy several extractors."""

from __future__ import annotations

from itertools import permutations
from types import MappingProxyType
from typing import Any

import pytest

import bench
from bench.errors import BoilerbenchError
from bench.scoring.combining import Combined

STORY = "The ferry left the harbour at dawn with only four passengers and a dog on board.\nNobody waved."
TEXTS = {
    "cut": STORY.splitlines()[0],
    "whole": STORY,
    "menu": f"Home News Sport Contact us by mail\n{STORY}\nSubscribe to our weekly newsletter now",
    "wall": "We value your privacy and that of our 842 partners, who store cookies",
}


def test_the_public_function_takes_the_output_most_like_the_others() -> None:
    assert bench.combine(TEXTS) == Combined("whole", STORY, bench.combine(TEXTS).likeness)
    assert 0 < bench.combine(TEXTS).likeness < 1
    assert bench.combine(MappingProxyType({"a": "only one"})) == Combined("a", "only one", 1.0)


def test_the_order_of_the_mapping_does_not_matter() -> None:
    assert len({bench.combine(dict(items)) for items in permutations(TEXTS.items())}) == 1
    equal = {"b": "same words here", "a": "same words here", "c": "same words here"}
    assert {bench.combine(dict(items)).name for items in permutations(equal.items())} == {"a"}


def test_a_family_has_one_vote() -> None:
    copies = {**TEXTS, **{f"wall-{at}": TEXTS["wall"] for at in range(8)}}
    assert bench.combine(copies).name == "wall"
    assert bench.combine(copies, dict.fromkeys([*(name for name in copies if name.startswith("wall"))], "wall")).name == "whole"


def test_texts_without_a_word_are_taken_only_where_all_are() -> None:
    assert bench.combine({"a": "", "b": " \n", "c": "...", "d": "words"}).name == "d"
    assert bench.combine({"b": "", "a": "---"}) == Combined("a", "---", 0.0)


@pytest.mark.parametrize(
    ("texts", "families", "says"),
    [
        ({}, None, "no texts"),
        (None, None, "texts is NoneType"),
        (["a", "b"], None, "texts is list"),
        ("text", None, "texts is str"),
        ({"a": "x", "b": None}, None, "texts['b'] is NoneType"),
        ({"a": b"x"}, None, "texts['a'] is bytes"),
        ({1: "x"}, None, "the key 1 of texts"),
        ({"a": 3.5}, None, "texts['a'] is float"),
        ({"a": "x"}, {"a": None}, "families['a'] is NoneType"),
        ({"a": "x"}, ["a"], "families is list"),
        ({"a": "x"}, {"b": "f"}, "families names 'b'"),
    ],
)
def test_what_is_no_mapping_of_texts_is_one_clear_error(texts: Any, families: Any, says: str) -> None:
    with pytest.raises(BoilerbenchError) as raised:
        bench.combine(texts, families)
    assert says in raised.value.what
    assert raised.value.expected


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\uffff\U0010ffff", "word " * 50_000, "x" * 1_000_000, "\n" * 100_000])
def test_odd_texts_are_no_fault(text: str) -> None:
    assert bench.combine({"a": text, "b": STORY, "c": STORY}).name == "b"
