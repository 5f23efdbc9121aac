"""Scores of a stored run: a failure counts as no text, what was never tried or has no gold is absent, order and bytes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine.score import score_run
from bench.environments import identity
from bench.errors import ProtocolError
from bench.model import Block, Corpus, Extraction, Gold, Manifest, Page, Status
from bench.scoring import batch
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "four words of text"
PAGES = tuple(Page(name, "c", b"<p>x") for name in ("p0", "p1", "p2"))
GOLD = {"p0": Gold("p0", (Block(WORDS),)), "p1": Gold("p1", (Block(WORDS),)), "p2": Gold("p2", None, must_have=("words",))}


def folder(path: Path, *extractions: Extraction) -> RunFolder:
    """Write a run of two adapters over three pages, of which one has snippets only."""
    made = RunFolder(path)
    corpora = ({"name": "c", "digest": "d" * 64, "pages": 3},)
    adapters = tuple({"name": name, "package": "", "version": "", "settings": {}} for name in ("z", "a"))
    made.write_manifest(Manifest(id="r", created="", version="0", corpora=corpora, adapters=adapters, options={}, machine={}))
    made.write_pages([Corpus("c", "d" * 64, PAGES, GOLD)])
    made.write_extractions(extractions)
    return made


def one(adapter: str, page: str, status: Status = Status.OK, text: str = "") -> Extraction:
    return Extraction("c", page, adapter, status, text=text)


def test_each_pair_that_was_tried_on_a_page_with_gold_has_one_row_in_the_order_of_the_extractions(tmp_path: Path) -> None:
    run = folder(
        tmp_path, one("z", "p1", text=WORDS), one("z", "p0", Status.TIMEOUT), one("z", "p2", text="words"),
        one("a", "p1", Status.SKIPPED), one("a", "p0", text=f"{WORDS} {WORDS}"),
    )  # fmt: skip
    score_run(run, ["aligned"])
    rows = run.scores("aligned").to_pylist()
    assert [(row["adapter"], row["corpus"], row["page_id"], row["status"]) for row in rows] == [
        ("z", "c", "p1", "ok"), ("z", "c", "p0", "timeout"), ("a", "c", "p0", "ok"),
    ]  # fmt: skip


def test_a_failure_is_scored_as_no_text_whatever_text_it_left(tmp_path: Path) -> None:
    run = folder(tmp_path, one("z", "p0", Status.CRASH, WORDS), one("a", "p0", Status.EMPTY), one("a", "p1", text=WORDS))
    score_run(run, ["aligned"])
    crash, empty, good = ({name: row[name] for name in row if name not in {"adapter", "page_id", "status"}} for row in
                          run.scores("aligned").to_pylist())  # fmt: skip
    assert crash == empty != good


def test_rows_depend_on_page_and_text_alone(tmp_path: Path) -> None:
    """The rows of two adapters are worked out together; each must come back to its own pair."""
    texts = [WORDS, "four words", "something else entirely", WORDS + " and more"]
    pairs = [("z", "p0"), ("z", "p1"), ("a", "p0"), ("a", "p1")]
    together = folder(tmp_path / "together", *(one(*pair, text=text) for pair, text in zip(pairs, texts, strict=True)))
    score_run(together, ["aligned", "shingles"])
    for at, (pair, text) in enumerate(zip(pairs, texts, strict=True)):
        alone = folder(tmp_path / str(at), one(*pair, text=text))
        score_run(alone, ["aligned", "shingles"])
        for name in ("aligned", "shingles"):
            assert alone.scores(name).to_pylist() == [together.scores(name).to_pylist()[at]]


def test_the_table_carries_schema_and_signature(tmp_path: Path) -> None:
    run = folder(tmp_path, one("z", "p0", text=WORDS))
    score_run(run, ["aligned", "segments"])
    metadata = run.scores("aligned").schema.metadata
    assert metadata[b"schema"] == b"1"
    assert b":aligned@" in metadata[b"signature"]
    assert b"corpus:c@dddddddddddd:3" in metadata[b"signature"]
    assert run.scores("segments").num_rows == 0


def test_where_no_page_has_the_gold_a_protocol_needs_the_table_is_empty_and_signed_by_nothing(tmp_path: Path) -> None:
    run = folder(tmp_path)
    run.write_pages([Corpus("c", "d", PAGES[2:], GOLD)])
    score_run(run, ["aligned"])
    assert (run.scores("aligned").num_rows, run.scores("aligned").schema.metadata[b"signature"]) == (0, b"")


def test_an_unknown_protocol_is_told_before_any_table_is_written(tmp_path: Path) -> None:
    run = folder(tmp_path, one("z", "p0", text=WORDS))
    with pytest.raises(ProtocolError, match="alignd"):
        score_run(run, ["aligned", "alignd"])
    assert run.protocols() == ()


def test_a_row_is_taken_of_an_earlier_run_where_text_gold_and_code_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[str] = []
    page = batch.page
    monkeypatch.setattr(batch, "page", lambda scorer, gold, texts: scored.extend(texts) or page(scorer, gold, texts))

    def rows(name: str, *extractions: Extraction, fresh: bool = False) -> tuple[list[dict[str, object]], list[str]]:
        scored.clear()
        run = folder(tmp_path / "runs" / name, *extractions)
        score_run(run, ["aligned"], fresh=fresh)
        return run.scores("aligned").to_pylist(), scored.copy()

    first = one("z", "p0", text=WORDS), one("z", "p1", Status.TIMEOUT), one("a", "p0", text="four")
    made, texts = rows("1", *first)
    assert texts == [WORDS, "four", ""]
    assert rows("2", *first) == (made, [])
    assert rows("3", *first, fresh=True) == (made, texts)
    assert rows("4", *first, one("a", "p1", text="words"))[1] == ["words"]
    monkeypatch.setattr(identity, "scoring", lambda _: "other code")
    assert rows("5", *first) == (made, texts)


def test_a_protocol_of_others_is_scored_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code may change without its version."""
    scored: list[str] = []
    page = batch.page
    monkeypatch.setattr(batch, "page", lambda scorer, gold, texts: scored.extend(texts) or page(scorer, gold, texts))
    for name in "12":
        score_run(folder(tmp_path / "runs" / name, one("z", "p0", text=WORDS)), ["bench.scoring.protocols.words:SCORER"])
    assert scored == [WORDS] * 2
