"""Headline figures by page type are the protocol's own over the HTML pages of a type, floors left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine.page_types import headline_by_type, headlines
from bench.model import Block, Corpus, Extraction, Gold, Kind, Manifest, Page, Status
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "one two three four five six"


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run without scores: a good and a half-good adapter and a floor over an article, a forum page, and a dump of text."""
    pages = (Page("a", "c", b"x", type="article"), Page("f", "c", b"x", type="forum"), Page("t", "c", b"x", Kind.TEXT, type="article"))
    made = RunFolder(tmp_path)
    adapters = tuple(
        {"name": name, "package": "", "version": "", "settings": {}, "floor": name == "floor"} for name in ("good", "half", "floor")
    )
    made.write_manifest(
        Manifest(
            id="r", created="", version="0", corpora=({"name": "c", "digest": "d", "pages": 3},), adapters=adapters, options={}, machine={}
        )
    )
    made.write_pages([Corpus("c", "d", pages, {page.id: Gold(page.id, (Block(TEXT),)) for page in pages})])
    texts = {("good", "a"): TEXT, ("good", "f"): TEXT, ("good", "t"): "", ("half", "a"): "", ("floor", "a"): TEXT}
    made.write_extractions(
        Extraction("c", page, name, Status.OK if text else Status.EMPTY, text=text) for (name, page), text in texts.items()
    )
    return made


def test_figures_are_by_adapter_and_type_of_html_pages(folder: RunFolder) -> None:
    assert headline_by_type(folder, "aligned") == {"good": {"article": 1.0, "forum": 1.0}, "half": {"article": 0.0}}
    assert folder.protocols() == ("aligned",)


def test_one_type_may_be_asked_for(folder: RunFolder) -> None:
    assert headline_by_type(folder, "aligned", "forum") == {"good": {"forum": 1.0}}
    assert headline_by_type(folder, "aligned", "product") == {}


def test_without_a_common_page_type_all_pages_are_taken_at_once(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = {"good": {"article": 1.0, "forum": 1.0}, "half": {"article": 0.0}}
    assert headlines(folder, folder, "aligned") == (typed, typed)
    assert headlines(folder, folder, "aligned", "forum") == ({"good": {"forum": 1.0}},) * 2
    read = folder.pages()
    untyped = read.set_column(read.schema.get_field_index("type"), "type", [[""] * len(read)])
    other = RunFolder(folder.path)
    monkeypatch.setattr(RunFolder, "pages", lambda own, *_: untyped if own is other else read)
    assert headlines(folder, other, "aligned") == ({"good": {"": 1.0}, "half": {"": 0.0}},) * 2
