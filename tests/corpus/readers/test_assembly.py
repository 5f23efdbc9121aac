import gzip

import pytest

from bench.corpus.readers.assembly import assemble, digest, part, said, site_of
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


@pytest.mark.parametrize("ids", [("Page", "page"), ("caf\u00e9", "cafe\u0301"), ("dev/A", "DEV/a"), ("stra\u00dfe", "strasse")])
def test_ids_that_a_file_system_may_not_keep_apart_are_refused(ids):
    with pytest.raises(CorpusError, match="differ in letter case or Unicode form alone"):
        assemble("c", [Page(key, "c", b"") for key in ids], {})


def test_what_is_left_out_is_kept_by_reason_without_reasons_that_never_came_up():
    read = assemble("c", [PAGE], {}, left_out={"z": 1, "none": 0, "a": 1200})
    assert list(read.left_out.items()) == [("a", 1200), ("z", 1)]
    assert said(read.left_out) == "1,200 a, 1 z"
    with pytest.raises(CorpusError, match=r"holds no pages \(3 broken\)"):
        assemble("c", [], {}, left_out={"broken": 3})


def test_pages_of_more_than_one_split_are_counted_by_their_bytes():
    pages = [Page(key, "c", content) for key, content in {"x/1": b"1", "y/9": b"1", "y/1": b"2", "y/2": b"2", "3": b"3", "4": b"3"}.items()]
    assert assemble("c", pages, {}).repeated == 1
    assert assemble("c", pages, {}, repeated=0).repeated == 0


def test_a_part_is_a_corpus_of_its_own():
    pages = [Page(key, "c", b"x") for key in ("dev/1", "dev/2", "test/1", "development/3")]
    whole = assemble("c", pages, {"dev/2": Gold("dev/2", ()), "test/1": Gold("test/1", ())}, licence="CC0", left_out={"lost": 2})
    dev = part(whole, "dev", "c/dev")
    assert [page.id for page in dev.pages] == ["dev/1", "dev/2"]
    assert (list(dev.gold), dev.licence, dev.source, dev.left_out, dev.repeated) == (["dev/2"], "CC0", "c/dev", {}, 0)
    assert dev.digest == digest(dev.pages, dev.gold) != whole.digest
    with pytest.raises(CorpusError, match="no part 'de'") as caught:
        part(whole, "de")
    assert "dev, development, test" in str(caught.value)


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
