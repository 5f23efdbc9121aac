# ruff: noqa: E501
# A table of cases has one case a line.
"""What the embedded corpus must hold, whoever writes pages for it."""

import collections

import pytest

import bench.corpus
from bench.corpus.census import census
from bench.corpus.gold.check import check
from bench.model import Kind

TYPES = {"article", "forum", "product", "collection", "listing", "documentation", "service"}
LANGUAGES = {"zh", "ja", "ar", "ru", "hi", "el", "de", "es", "fr", "en"}
DEVICES = {
    "nav-repeated", "mega-menu", "sticky-headline", "share-row", "cookie-wall", "newsletter-wall", "story-continues",
    "related-in-text", "teasers-twice", "quick-reads", "tag-list", "breadcrumbs", "author-box", "comment-thread",
    "sister-sites-footer", "next-article", "hidden-phone-twin", "noscript-twin", "noscript-page", "json-ld-text", "lazy-images", "ads-between", "paywall-stub", "table", "code", "content-list", "quote", "caption", "outside-article", "div-soup",
    "layout-table", "tabs", "deep-nesting", "broken-markup", "wrong-charset", "legacy-encoding", "amp", "hashed-classes", "text-dump", "formulas", "ruby", "footnotes",
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus():
    return bench.corpus.load("embedded")


def test_the_audit_finds_nothing(corpus):
    assert check(corpus) == []


def test_it_holds_every_type_language_and_device(corpus):
    counts = census(corpus)
    assert counts["pages"] >= 72
    assert set(counts["types"]) == TYPES
    assert counts["kinds"]["text"] >= 12
    assert set(counts["languages"]) >= LANGUAGES
    assert set(counts["devices"]) == DEVICES
    assert counts["gold"]["drafts"] == counts["gold"]["empty"] == 0


def test_every_page_is_its_own_site_on_a_reserved_domain(corpus):
    assert len({page.site for page in corpus.pages}) == len(corpus.pages)
    assert all(page.site.endswith((".example", ".test")) for page in corpus.pages)


def test_every_page_has_whole_metadata(corpus):
    for page in corpus.pages:
        gold = corpus.gold[page.id]
        assert page.type in TYPES, page.id
        assert page.lang, page.id
        assert page.devices, page.id
        assert set(page.devices) <= DEVICES, page.id
        assert 1 <= len(gold.must_have) <= 3, page.id
        assert 1 <= len(gold.must_not) <= 3, page.id
        assert (page.kind is Kind.TEXT) == ("text-dump" in page.devices), page.id


def test_no_paragraph_stands_twice(corpus):
    counts = collections.Counter(block.text for gold in corpus.gold.values() for block in gold.blocks if len(block.text) > 80)
    assert [text for text, count in counts.items() if count > 1] == []


def test_scripts_are_the_languages_own(corpus):
    starts = {"zh": "\u4e00", "ja": "\u3040", "ar": "\u0600", "ru": "\u0400", "hi": "\u0900", "el": "\u0370"}
    ends = {"zh": "\u9fff", "ja": "\u30ff", "ar": "\u06ff", "ru": "\u04ff", "hi": "\u097f", "el": "\u03ff"}
    for page in corpus.pages:
        lang = page.lang[:2]
        if lang in starts:
            letters = [char for char in corpus.gold[page.id].text if char.isalpha()]
            own = sum(starts[lang] <= char <= ends[lang] for char in letters)
            assert own > len(letters) * 0.3, page.id
