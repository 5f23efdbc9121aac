"""Drafts of gold come from what most extractors return; failures and floors have no vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.engine.draft_gold import draft, texts_by_page
from bench.model import Corpus, Extraction, Manifest, Page, Status
from bench.store.run_folder import RunFolder
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

STORY = "The ferry left the harbour an hour late because of the fog."


def test_only_texts_of_contenders_are_returned_by_page(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    adapters = tuple({"name": name, "floor": name == "floor"} for name in ("a", "b", "floor"))
    folder.write_manifest(Manifest(id="r", created="", version="0", corpora=(), adapters=adapters, options={}, machine={}))
    ends = [("a", "p", Status.OK), ("b", "p", Status.OK), ("floor", "p", Status.OK), ("a", "q", Status.TIMEOUT), ("b", "q", Status.EMPTY)]
    folder.write_extractions(
        Extraction("c", page, name, status, text=f"{name} {page}" * (status is Status.OK)) for name, page, status in ends
    )
    assert texts_by_page(folder) == {"c": {"p": {"a": "a p", "b": "b p"}}}


def test_a_draft_holds_the_blocks_that_extractors_agree_on() -> None:
    html = f"<html><body><nav>Home News Sport</nav><p>{STORY}</p></body></html>".encode()
    corpus = Corpus("saved", "d", (Page("p", "saved", html), Page("bare", "saved", b"<p></p>")), {})
    blocks = draft(corpus, ["paragraphs", "trafilatura", "resiliparse"], pages.options(deadline_s=20.0, memory_mb=2048))
    assert [block.text for block in blocks["p"]] == [STORY]
    assert blocks["bare"] == ()
