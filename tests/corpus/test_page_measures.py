"""Measures of pages: each counted by hand on a small page, quartiles as they are usually defined."""

from __future__ import annotations

import pytest

from bench.corpus.page_measures import MEASURES, measured, quartiles
from bench.corpus.readers.assembly import assemble
from bench.model import Block, Gold, Kind, Page

SCRIPT = "let a=1;"
PAGE = (
    f'<html><head><script type="application/ld+json">{SCRIPT}</script><meta property="og:title" content="x"></head>'
    '<body class="one two"><!-- note --><p class="two" style="color:red">four words of text</p><a href="/">two links</a>'
    "<svg></svg></body></html>"
)


def test_every_measure_of_one_page() -> None:
    gold = Gold("a", (Block("four words of text"), Block("or two", optional=True, role="caption")))
    pages = [Page("a", "c", PAGE.encode()), Page("b", "c", b""), Page("d", "c", b"a dump", Kind.TEXT)]
    told: list[int] = []
    found = measured(assemble("c", pages, {"a": gold}), told.append)
    assert told == [1, 2, 3]
    assert (found.pages, found.unparsable) == (1, 1)
    assert {name: values[1] for name, values in found.quartiles.items()} == {
        "bytes": len(PAGE),
        "tags": 8,  # html head script meta body p a svg
        "depth of elements": 3,
        "share of scripts and styles": len(SCRIPT) / len(PAGE),
        "link density": 2 / 6,
        "classes": 2,
        "gold words": 6,
        "gold / page words": 1,
        "optional share of gold": 2 / 6,
        "long boilerplate": 0,
    }
    assert set(found.quartiles) == set(MEASURES)
    assert found.carries == {"JSON-LD": 1, "style attributes": 1, "iframes": 0, "og meta": 1, "inline SVG": 1, "comments": 1}
    assert found.roles == {"paragraph": 4 / 6, "caption": 2 / 6}


@pytest.mark.parametrize(("length", "share"), [(24, 0), (25, 25 / 27)])
def test_long_boilerplate_is_the_share_of_words_outside_gold_in_long_passages(length: int, share: float) -> None:
    content = "content " * 30
    page = f"<p>{content}</p><p>{'advert ' * length}</p><li>two links</li>"
    found = measured(assemble("c", [Page("a", "c", page.encode())], {"a": Gold("a", (Block(content.strip()),))}))
    assert found.quartiles["long boilerplate"][1] == pytest.approx(share)


def test_without_gold_or_pages_there_is_nothing_to_measure() -> None:
    found = measured(assemble("c", [Page("a", "c", b"<p>words</p>")], {}))
    assert "gold words" not in found.quartiles
    assert found.roles == {}
    empty = measured(assemble("c", [Page("d", "c", b"a dump", Kind.TEXT)], {}))
    assert (empty.pages, empty.quartiles, empty.carries) == (0, {}, {})


@pytest.mark.parametrize(
    ("values", "expected"), [([5], (5, 5, 5)), ([1, 2], (1.25, 1.5, 1.75)), ([4, 1, 3, 2, 5], (2, 3, 4)), ([1, 2, 3, 4], (1.75, 2.5, 3.25))]
)
def test_quartiles(values: list[float], expected: tuple[float, float, float]) -> None:
    assert quartiles(values) == expected
