"""The API on strings, stored outputs, and published figures."""

from __future__ import annotations

import gzip
import json
import math
from typing import TYPE_CHECKING

import pytest

import bench
from bench.errors import BoilerbenchError, CorpusError, ProtocolError
from bench.model import Block, Corpus, Gold, Page, Status
from bench.scoring import published, stored_outputs
from bench.scoring.api import score_pages

if TYPE_CHECKING:
    from pathlib import Path


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


def corpus() -> Corpus:
    pages = tuple(Page(name, "c", b"<p>a") for name in ("p1", "p2", "p3"))
    return Corpus("c", "digest", pages, {page.id: Gold(page.id, (Block("a"),)) for page in pages})


def test_stored_outputs_are_read_plain_wrapped_and_packed(tmp_path: Path) -> None:
    plain = {"p1": {"articleBody": "text \ud800"}, "p2": {"articleBody": None}, "other": {"articleBody": "x"}}
    for name, content in (("mine.json", plain), ("mine.json.gz", {"version": "1.2", "output": plain})):
        data = json.dumps(content).encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        found = stored_outputs.read(tmp_path / name)
        assert (found.name, found.version) == ("mine", "1.2" if name.endswith(".gz") else "")
        rows = stored_outputs.extractions(found, corpus())
        assert [(row.page_id, row.status, row.text) for row in rows] == [
            ("p1", Status.OK, "text ?"),
            ("p2", Status.EMPTY, ""),
            ("p3", Status.ERROR, ""),
        ]
        assert rows[2].error == stored_outputs.MISSING


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}', b'{"a": {"articleBody": 5}}', b"\x1f\x8bbroken", b"\xff"])
def test_what_holds_no_outputs_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(CorpusError):
        stored_outputs.read(tmp_path / "x.json")


def test_outputs_for_another_corpus_are_refused() -> None:
    with pytest.raises(BoilerbenchError, match="none of the pages"):
        stored_outputs.extractions(stored_outputs.Predictions("x", "", {"q": "a"}), corpus())


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
