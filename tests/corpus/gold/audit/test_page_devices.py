"""Devices of the index: shown by a tag, a name, an attribute or a role of the gold, or found to be missing."""

from __future__ import annotations

import pytest

from bench.corpus.gold.audit.page_devices import SIGNS, not_shown
from bench.corpus.gold.check import check
from bench.corpus.readers.assembly import assemble
from bench.model import Block, Gold, Kind, Page


def missing(markup: str, *devices: str, gold: Gold | None = None, kind: Kind = Kind.HTML) -> list[str]:
    return list(not_shown(Page("a", "c", markup.encode(), kind, devices=devices), gold))


@pytest.mark.parametrize(
    ("device", "markup"),
    [
        ("amp", "<html amp><p>x"),
        ("caption", "<p class='photo-caption'>x"),
        ("code", "<pre>x</pre>"),
        ("content-list", "<ul><li>x</ul>"),
        ("footnotes", "<ol class=footnotes><li>x</ol>"),
        ("formulas", "<span class='math-container'>x</span>"),
        ("json-ld-text", "<script type='application/ld+json'>{}</script>"),
        ("layout-table", "<table><tr><td>x</table>"),
        ("lazy-images", "<img src='/1x1.gif'>"),
        ("noscript-page", "<noscript>x</noscript>"),
        ("noscript-twin", "<noscript>x</noscript>"),
        ("quote", "<div class=pullQuote>x</div>"),
        ("ruby", "<ruby>x<rt>y</ruby>"),
        ("table", "<dl><dt>x</dl>"),
        ("tabs", "<div role=tablist>x</div>"),
    ],
)
def test_a_device_is_shown_by_its_sign_alone(device: str, markup: str) -> None:
    assert missing(markup, device) == []
    assert missing("<p class=plain>x</p><img src=/a.jpg>", device) == [device]


def test_every_sign_is_tried_above() -> None:
    assert len(SIGNS) == 15


def test_the_gold_shows_devices_too_and_some_are_of_the_bytes() -> None:
    gold = Gold("a", (Block("x", role="quote"),))
    assert missing("<p>x", "quote", "caption", gold=gold) == ["caption"]
    assert missing("<meta charset=utf-8><p>x", "legacy-encoding", "text-dump") == ["legacy-encoding", "text-dump"]
    assert missing("<meta charset=koi8-r><p>x", "legacy-encoding") == []
    assert missing("x", "text-dump", "table", kind=Kind.TEXT) == []


def test_names_without_a_sign_are_the_users_own() -> None:
    assert missing("<p>x", "paywall-stub", "anything") == []


def test_the_audit_tells_the_page() -> None:
    page = Page("a", "c", b"<p>some words here</p>", devices=("tabs",))
    (found,) = [
        one for one in check(assemble("c", [page], {"a": Gold("a", (Block("some words here"),))})) if one.code == "device-not-there"
    ]
    assert (found.page_id, found.detail, found.where, str(found.severity)) == ("a", "tabs", "pages.toml:a", "note")
