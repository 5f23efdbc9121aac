import gzip

import pytest

from bench.corpus.readers.assembly import assemble, digest, site_of
from bench.errors import ArchiveError, CorpusError
from bench.model import Block, Gold, Page, fingerprint

PAGE, GOLD = Page("a", "c", b"x" * 99), Gold("a", (Block("x"),), ("m",))


def test_pages_and_gold_stand_in_order_of_page_id():
    read = assemble("c", [Page("b", "c", b"b"), PAGE], {"b": Gold("b", ()), "a": GOLD, "gone": Gold("gone", ())}, licence="CC0")
    assert [page.id for page in read.pages] == list(read.gold) == ["a", "b"]
    assert (read.name, read.licence, read.oracle) == ("c", "CC0", False)
    assert read.pages[0].fingerprint == fingerprint(PAGE.content)


def test_a_corpus_has_pages_each_of_its_own_id():
    with pytest.raises(CorpusError, match="holds no pages"):
        assemble("c", [], {})
    with pytest.raises(CorpusError, match="two pages called 'a'"):
        assemble("c", [PAGE, Page("b", "c", b""), PAGE], {})
    with pytest.raises(ArchiveError, match="page a is no whole gzip file"):
        assemble("c", [Page("a", "c", b"plain", packed=True)], {})


def test_packing_does_not_enter_the_digest():
    assert digest([PAGE], {}) == digest([Page("a", "c", gzip.compress(b"x" * 99), packed=True)], {})


@pytest.mark.parametrize(
    "change",
    [
        {"must_have": ()},
        {"must_not": ("m",)},
        {"blocks": None},
        {"blocks": (Block("x", optional=True),)},
        {"blocks": (Block("x", role="code"),)},
        {"parts": {"markdown": "x"}},
    ],
    ids=str,
)
def test_what_a_scorer_can_see_of_gold_moves_the_digest(change):
    changed = Gold("a", **({"blocks": GOLD.blocks, "must_have": GOLD.must_have} | change))
    assert digest([PAGE], {"a": changed}) != digest([PAGE], {"a": GOLD}) != digest([PAGE], {})


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.X.example:8080/a", "x.example"),
        ("x.example/a", "x.example"),
        ("http://x.example./", "x.example"),
        ("http://wwwx.example", "wwwx.example"),
        ("http://[broken", ""),
        ("", ""),
        ("/a/path", ""),
    ],
)
def test_sites(url, site):
    assert site_of(url) == site
