"""The API on strings, stored outputs, and published figures."""

from __future__ import annotations

import pytest

import bench
from bench.errors import ProtocolError
from bench.model import Gold
from bench.scoring.api import score_pages


def test_strings_are_scored_in_two_lines() -> None:
    assert bench.score("the article", "the article and the menu", protocol="words")["recall"] == 1.0
    assert bench.score("a b c d", "a b c d")["f1"] == 1.0


def test_sequences_are_put_together_as_the_protocol_does() -> None:
    made = bench.score(["a b c d", "e f g h"], ["a b c d", ""], protocol="shingles")
    assert (made["precision"], made["recall"]) == (1.0, 0.5)
    assert [page["recall"] for page in score_pages(["a b c d", "e f g h"], ["a b c d", ""], "shingles")] == [1.0, 0.0]


def test_gold_with_segments_serves_protocols_that_want_them() -> None:
    gold = Gold("", None, ("x y",), ("q",))
    assert bench.score(gold, "x\ny", protocol="segments")["f1"] == 1
    with pytest.raises(ProtocolError, match="needs segments"):
        bench.score("text", "text", protocol="segments")


@pytest.mark.parametrize(("gold", "text"), [(["a"], ["a", "b"]), (["a"], "a"), ("a", ["a"])])
def test_unlike_lengths_are_refused(gold: str | list[str], text: str | list[str]) -> None:
    with pytest.raises(ProtocolError, match="golds for"):
        bench.score(gold, text)
