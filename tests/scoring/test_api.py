"""The API on strings, stored outputs, and published figures."""

from __future__ import annotations

import math

import pytest

import bench
from bench.errors import ProtocolError
from bench.model import Gold
from bench.scoring import published
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


def test_figures_agree_to_the_digits_printed_and_no_further() -> None:
    table = published.TABLES[1]
    ours = {"newspaper": {"precision": 0.95864, "recall": 0.93395, "f1": 0.94616}}
    assert [line.verdict for line in published.compare(table, ours)] == ["equal", "equal", "differs"]
    assert not published.agrees(published.compare(table, ours))
    lost = published.compare(table, {})
    assert all(math.isnan(line.ours) and line.verdict == "differs" for line in lost)


def test_an_approximate_table_never_differs() -> None:
    table = next(table for table in published.TABLES if table.name == "wcxb")
    lines = published.compare(table, {"trafilatura": {"f1": 0.80, "precision": 0.5, "recall": 0.79}})
    assert [line.verdict for line in lines[:3]] == ["near", "far", "near"]
    assert published.agrees(lines)


@pytest.mark.parametrize("table", published.TABLES, ids=lambda table: table.name)
def test_every_table_has_figures_and_a_source(table: published.Published) -> None:
    assert published.figures(table.name)
    assert table.source
    assert all(0 <= float(value) <= 1 for _, _, value in published.figures(table.name))
