"""Packed pages that are known are not unpacked again; what is remembered is never taken for another page's."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from bench.corpus.source import fingerprints
from bench.errors import ArchiveError
from bench.model import Page, fingerprint

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {"a": b"<p>one</p>" * 50, "b": b"<p>two</p>", "c": b""}
PAGES = [Page(key, "c", gzip.compress(text, mtime=0), packed=True) for key, text in TEXTS.items()] + [Page("d", "c", b"plain")]
WANTED = [fingerprint(text) for text in (*TEXTS.values(), b"plain")]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path))
    return tmp_path / fingerprints.FILE


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the pages that are unpacked from now on."""
    seen: list[str] = []
    usual = fingerprints.gunzip
    monkeypatch.setattr(fingerprints, "gunzip", lambda stored, what: seen.append(what) or usual(stored, what))
    return seen


def test_a_page_is_unpacked_once(unpacked: list[str]) -> None:
    for _ in range(2):
        assert fingerprints.of_pages(PAGES) == WANTED
    assert unpacked == ["page a", "page b", "page c"]
    other = Page("a", "c", gzip.compress(b"another", mtime=0), packed=True)
    assert fingerprints.of_pages([other, PAGES[1]]) == [fingerprint(b"another"), WANTED[1]]
    assert unpacked[3:] == ["page a"]
    assert fingerprints.of_pages([*PAGES, Page("e", "c", other.stored, packed=True)])[-1] == fingerprint(b"another")
    assert len(unpacked) == 4


@pytest.mark.parametrize("at", [0, 40, 65, 73])
def test_a_damaged_line_is_worked_out_again(at: int, place: Path, unpacked: list[str]) -> None:
    fingerprints.of_pages(PAGES)
    held = bytearray(place.read_bytes())
    held[at] ^= 1
    place.write_bytes(bytes(held) + b"torn")
    assert fingerprints.of_pages(PAGES) == WANTED
    assert len(unpacked) == 4


def test_a_page_that_is_too_large_by_now_is_met_again(unpacked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprints.of_pages(PAGES)
    monkeypatch.setattr(fingerprints, "LIMITS", fingerprints.LIMITS.__class__(page=100))
    assert fingerprints.of_pages(PAGES) == WANTED
    assert unpacked[3:] == ["page a"]


def test_a_damaged_page_is_an_error_each_time(place: Path) -> None:
    for _ in range(2):
        with pytest.raises(ArchiveError, match="page a"):
            fingerprints.of_pages([Page("a", "c", PAGES[0].stored[:-9], packed=True)])
    assert not place.exists()


def test_a_cache_that_cannot_be_written_costs_time_alone(place: Path) -> None:
    place.mkdir()
    for _ in range(2):
        assert fingerprints.of_pages(PAGES) == WANTED
