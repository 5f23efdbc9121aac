"""One JSON object of gold by page beside a folder of pages: three projects' ways, and what is left out."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from bench.errors import CorpusError
from bench.model import Block
from tests.corpus import published
from tests.corpus.readers.crafted import load

if TYPE_CHECKING:
    from pathlib import Path


def held(**entries: object) -> bytes:
    return json.dumps(entries).encode()


def test_gold_without_a_page_and_pages_without_gold_are_counted(tmp_path: Path) -> None:
    truth = held(a={"articleBody": "One.\n\nTwo.", "url": "https://www.site.example/a", "title": "A"}, b={"articleBody": "x"})
    read = load(tmp_path, {"articles.json": truth, "html/a.html": b"<p>One.", "html/c.html": b"<p>c"})
    (page,) = read.pages
    assert (page.id, page.site, page.type, page.title, page.content) == ("a", "site.example", "article", "A", b"<p>One.")
    assert read.gold["a"].blocks == (Block("One."), Block("Two."))
    assert read.left_out == {"documents without a page": 1, "pages without a document": 1}


def test_folders_are_parts_and_page_types(tmp_path: Path) -> None:
    files = {f"data/{kind}/base.json": held(x={"content": kind}) for kind in ("article", "forum")}
    read = load(tmp_path, files | {f"data/{kind}/htmls/x.html": kind.encode() for kind in ("article", "forum")})
    assert [(page.id, page.type, read.gold[page.id].text) for page in read.pages] == [
        ("article/x", "article", "article"), ("forum/x", "forum", "forum"),
    ]  # fmt: skip


def test_packed_pages_are_named_by_file_and_brackets_mean_optional(tmp_path: Path) -> None:
    truth = json.dumps({"P_0.html.gz": {"body": ["One. ", "[Two.]", " "]}}).encode()
    read = load(tmp_path, {"dataset/ground_truth.json": truth, "dataset/html/P_0.html.gz": gzip.compress(b"<p>One.")})
    assert read.pages[0].content == b"<p>One."
    assert read.gold["P_0"].blocks == (Block("One. "), Block("Two.", optional=True))


def test_gold_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"articles\.json: a has int as its text"):
        load(tmp_path, {"articles.json": held(a={"articleBody": 3}), "html/a.html": b"x"})


@pytest.mark.parametrize(
    ("archive", "pages", "left_out"),
    [
        ("fundus-evaluation-d43db54.tar.gz", 80, {}),
        ("article-extraction-dataset-cf3e295.tar.gz", 197, {"documents without a page": 3}),
        ("magic-html-47d4a7f.tar.gz", 120, {}),
    ],
)
def test_published_archives_are_read_whole(archive: str, pages: int, left_out: dict[str, int]) -> None:
    read = published.corpus(archive)
    assert len(read.pages) == pages
    assert read.left_out == left_out
    assert all(gold.text for gold in read.gold.values())
