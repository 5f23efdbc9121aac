"""The bytes of a page are made once for all adapters that take it alike, and forgotten within a bound."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from bench.model import Adapter, Kind, Page
from bench.workers import payloads
from bench.workers.payloads import Payloads
from bench.workers.schedule import units

if TYPE_CHECKING:
    import pytest

TEXT, RAW = Adapter("text"), Adapter("raw", accepts="bytes")


def page(name: str, content: str = "<p>ü</p>") -> Page:
    return Page(name, "c", content.encode("latin-1"), encoding="latin-1")


def test_a_page_goes_out_decoded_or_as_it_was_served() -> None:
    made = Payloads()
    assert made(page("p"), TEXT) == ({"kind": "html", "encoding": "utf-8"}, "<p>ü</p>".encode())
    assert made(page("p"), RAW) == ({"kind": "html", "encoding": "latin-1"}, "<p>ü</p>".encode("latin-1"))


def test_text_for_an_adapter_of_html_is_wrapped_and_is_utf_8_then() -> None:
    dump = Page("p", "c", b"one", Kind.TEXT, encoding="latin-1")
    header, body = Payloads()(dump, Adapter("raw", accepts="bytes", kinds=(Kind.HTML,)))
    assert header == {"kind": "html", "encoding": "utf-8"}
    assert b"one" in body
    assert body != b"one"


def test_bodies_are_made_once_and_the_oldest_are_dropped_over_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(payloads, "payload", lambda one, _: asked.append(one.id) or b"x" * 10)
    made = Payloads(bound=20)
    for name in ("a", "b", "a", "b"):
        made(page(name), TEXT)
    assert asked == ["a", "b"]
    made(page("c"), TEXT)
    made(page("b"), TEXT)
    assert asked == ["a", "b", "c"]
    made(page("a"), TEXT)
    assert asked == ["a", "b", "c", "a"]


def test_every_page_of_a_large_corpus_is_unpacked_once_for_all_adapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that pack to a hundredth: together they fill the cache three times over."""
    packed = gzip.compress(b"x" * (1 << 20), mtime=0)
    pages = [Page(f"{at:03}", "c", packed, packed=True, fingerprint=(1 << 20, str(at))) for at in range(768)]
    asked: list[str] = []
    monkeypatch.setattr(payloads, "payload", lambda one, _: asked.append(one.id) or b"")
    monkeypatch.setattr(payloads, "len", lambda _: 1 << 20, raising=False)  # as large as its page, and held nowhere
    adapters, made = [Adapter("a"), Adapter("b"), Adapter("c")], Payloads()
    for unit in units(dict.fromkeys("abc", pages), adapters, {}):
        for one in unit.pages:
            made(one, unit.adapter)
    assert asked == [one.id for one in pages]
