"""Stored extractions come back page by page, in blocks, whatever order and row groups they were stored in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.model import Status
from bench.store import page_blocks, tables
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("corpus", "page_id")


@pytest.mark.parametrize(("batch", "limit"), [(2000, 1 << 20), (3, 1 << 20), (3, 2000), (1, 0)])
def test_every_page_comes_once_with_its_gold_and_all_of_its_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int, limit: int
) -> None:
    monkeypatch.setattr(tables, "_BATCH", batch)
    corpus = made.corpus([f"gold {at}" for at in range(10)])
    extractions = [made.extraction(f"p{at}", adapter, text=f"{adapter}{at}" * 20) for adapter in "abc" for at in range(10)]
    extractions.append(made.extraction("nowhere", text="lost"))
    random.Random(1).shuffle(extractions)
    folder = made.run(tmp_path / "1", extractions, [corpus])
    blocks = list(page_blocks.page_blocks(folder, folder.extractions(KEYS), limit))
    assert len(blocks) in {1 << 20: {1}, 2000: range(2, 11), 0: {11}}[limit]
    pages = [page for block in blocks for page in block]
    assert [page.page_id for page in pages] == [*(f"p{at}" for at in range(10)), "nowhere"]
    assert [page.gold and page.gold.text for page in pages] == [*(f"gold {at}" for at in range(10)), None]
    for page in pages:
        assert [extractions[line].page_id for line in page.lines] == [page.page_id] * len(page.lines)
        assert [extractions[line].text for line in page.lines] == list(page.texts)
    assert sorted(line for page in pages for line in page.lines) == list(range(31))


@pytest.mark.parametrize(("gold", "text"), [("word " * 4000, "short"), ("short", "word " * 4000)])
def test_equal_texts_fill_a_block_like_any_others(tmp_path: Path, gold: str, text: str) -> None:
    folder = made.run(tmp_path / "1", [made.extraction(f"p{at}", text=text) for at in range(40)], [made.corpus([gold] * 40)])
    blocks = list(page_blocks.page_blocks(folder, folder.extractions(KEYS), 100_000))
    assert max(map(len, blocks)) <= 5
    assert sum(map(len, blocks)) == 40


def test_a_run_without_extractions_has_no_blocks_and_a_damaged_one_is_an_error(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "1", [])
    assert list(page_blocks.page_blocks(folder, folder.extractions(KEYS))) == []
    keys = made.run(tmp_path / "2", [made.extraction()]).extractions(KEYS)
    (folder.path / "extractions.parquet").write_bytes(b"rubbish")
    with pytest.raises(RunError, match="cannot be read"):
        list(page_blocks.page_blocks(folder, keys))


def test_lines_of_some_pages_come_with_gold_and_texts_and_no_other_row_group_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_BATCH", 3)
    extractions = [made.extraction(f"p{at}", adapter, text=f"{adapter}{at}") for adapter in "ab" for at in range(9)]
    folder = made.run(tmp_path / "1", extractions, [made.corpus([f"gold {at}" for at in range(9)])])
    read, group = list[int](), tables.Rows._group
    monkeypatch.setattr(tables.Rows, "_group", lambda self, at: read.append(at) or group(self, at))
    wanted = {("tiny", "p4"), ("tiny", "p1"), ("other", "p0")}
    assert [(line["page_id"], line["blocks"][0]["text"]) for line in page_blocks.pages_of(folder, wanted)] == [
        ("p1", "gold 1"),
        ("p4", "gold 4"),
    ]
    assert [line["text"] for line in page_blocks.extractions_of(folder, wanted)] == ["a1", "a4", "b1", "b4"]
    assert read == [0, 1, 0, 1, 3, 4]
    assert list(page_blocks.pages_of(folder, ())) == []


def test_a_block_holds_as_many_bytes_as_it_may_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_BATCH", 1)
    folder = made.run(tmp_path / "1", [made.extraction("p0"), made.extraction("nowhere", text="lost")], [made.corpus(["one"])])
    with tables.rows_of(folder.path / "pages.parquet") as pages, tables.rows_of(folder.path / "extractions.parquet", ["text"]) as texts:
        size = int(pages.sizes.sum() + texts.sizes.sum())
    blocks = [[len(block) for block in page_blocks.page_blocks(folder, folder.extractions(KEYS), limit)] for limit in (size, size - 1)]
    assert blocks == [[2], [1, 1]]


def test_blocks_are_cut_by_gold_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_BATCH", 1)
    corpus = made.corpus(["".join(random.Random(at).choices("abcdef ", k=5000)) for at in range(6)])
    folder = made.run(tmp_path / "1", [made.extraction(f"p{at}") for at in range(6)], [corpus])
    assert [len(block) for block in page_blocks.page_blocks(folder, folder.extractions(KEYS), 15_000)] == [2, 2, 2]


def test_pages_that_adapters_were_tried_on_come_with_answers_by_line(tmp_path: Path) -> None:
    extractions = [
        made.extraction("p0", "floor"),
        made.extraction("p1", "floor"),
        made.extraction("p0", "a", text="one fine text"),
        made.extraction("p1", "a", Status.SKIPPED),
        made.extraction("p0", "b", Status.TIMEOUT),
        made.extraction("p1", "b", Status.SKIPPED),
    ]
    folder = made.run(tmp_path / "1", extractions)
    keys = folder.extractions(("adapter", *KEYS, "status"))
    (only,) = page_blocks.tried_pages(folder, keys, {"floor"})
    assert (only[0].page_id, only[1]) == ("p0", {2: ("a", "one fine text"), 4: ("b", "")})
    assert [page.page_id for page, _ in page_blocks.tried_pages(folder, keys, ())] == ["p0", "p1"]
