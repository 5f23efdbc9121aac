"""What a corpus cannot hold in memory lies on disk and reads the same; small corpora never touch it."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest

from bench.corpus import load
from bench.corpus.readers.assembly import assemble, chosen_pages
from bench.corpus.source import spill
from bench.model import Block, Gold, Page

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [Page(f"p{at}", "c", f"<p>page {at}</p>".encode()) for at in range(9)]
GOLD = {
    page.id: Gold(page.id, (Block(f"text {page.id} \ud800"), Block("more", optional=True)), parts={"tagged": "x"}) for page in PAGES[:7]
}


@pytest.mark.parametrize("room", [0, 40, 1000, 1 << 20])
def test_a_corpus_is_the_same_however_little_stays_in_memory(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    usual = assemble("c", PAGES, GOLD)
    monkeypatch.setattr(spill, "ROOM", room)
    made = assemble("c", reversed(PAGES), GOLD)
    assert made.digest == usual.digest
    assert made.pages == usual.pages
    assert made.gold == GOLD
    assert [page.content for page in made.pages] == [page.content for page in PAGES]
    assert isinstance(made.gold, dict) is (room == 1 << 20)
    assert any(not isinstance(page.stored, bytes) for page in made.pages) is (room < 100)
    part = chosen_pages(made, ["p[678]"])
    assert (list(part.gold), len(part.gold), "p7" in part.gold, part.gold["p6"]) == (["p6"], 1, False, GOLD["p6"])


def test_a_spilled_page_is_pickled_as_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages go to other machines with their tasks."""
    monkeypatch.setattr(spill, "ROOM", 0)
    page = assemble("c", PAGES, {}).pages[3]
    again = pickle.loads(pickle.dumps(page))
    assert isinstance(again.stored, bytes)
    assert again == page == PAGES[3]
    assert hash(again) == hash(page)


def test_a_full_disk_leaves_pages_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert spill.Spill(0).content(b"abc") == b"abc"
    monkeypatch.setattr(os, "pwrite", lambda *_: 1)
    assert spill.Spill(0).content(b"abc") == b"abc"


def test_bytes_that_the_disk_lost_are_an_error() -> None:
    held = spill.Spill(0).content(b"abc")
    assert isinstance(held, spill.Spilled)
    os.ftruncate(held.file.descriptor, 1)
    with pytest.raises(OSError, match="2 bytes of a page are gone"):
        bytes(held)


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_pages_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:
    for at in range(5):
        (tmp_path / f"{at}.html").write_bytes(f"<html><p>words of page {at}</p></html>".encode())
    usual = load(tmp_path)
    monkeypatch.setattr(spill, "ROOM", 0)
    monkeypatch.setattr("bench.corpus.plain._PLAIN_SIZE", 0 if packed else 1 << 20)
    made = load(tmp_path)
    assert made.digest == usual.digest
    assert [page.content for page in made.pages] == [page.content for page in usual.pages]
    assert {page.packed for page in made.pages} == {packed}
