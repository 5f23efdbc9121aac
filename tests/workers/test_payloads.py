"""The bytes of a page are made once for all adapters that take it alike, and forgotten within a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.model import Adapter, Kind, Page
from bench.workers import payloads
from bench.workers.payloads import Payloads

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
