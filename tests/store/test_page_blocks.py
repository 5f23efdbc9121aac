"""Stored extractions come back page by page, in blocks, whatever order and row groups they were stored in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.store import page_blocks, tables
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("corpus", "page_id")


@pytest.mark.parametrize(("batch", "limit"), [(2000, 1 << 20), (3, 1 << 20), (3, 400), (1, 0)])
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
    assert len(blocks) in {1 << 20: {1}, 400: range(2, 11), 0: {11}}[limit]
    pages = [page for block in blocks for page in block]
    assert [page.page_id for page in pages] == [*(f"p{at}" for at in range(10)), "nowhere"]
    assert [page.gold and page.gold.text for page in pages] == [*(f"gold {at}" for at in range(10)), None]
    for page in pages:
        assert [extractions[line].page_id for line in page.lines] == [page.page_id] * len(page.lines)
        assert [extractions[line].text for line in page.lines] == list(page.texts)
    assert sorted(line for page in pages for line in page.lines) == list(range(31))


def test_a_run_without_extractions_has_no_blocks_and_a_damaged_one_is_an_error(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "1", [])
    assert list(page_blocks.page_blocks(folder, folder.extractions(KEYS))) == []
    keys = made.run(tmp_path / "2", [made.extraction()]).extractions(KEYS)
    (folder.path / "extractions.parquet").write_bytes(b"rubbish")
    with pytest.raises(RunError, match="cannot be read"):
        list(page_blocks.page_blocks(folder, keys))
