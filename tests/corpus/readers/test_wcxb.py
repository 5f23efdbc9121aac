import gzip
import json

import pytest

from bench.corpus.reading import recognise
from bench.corpus.source.archive import open_source
from bench.errors import ArchiveError, CorpusError
from tests.corpus.published import WCXB, corpus, path, raw, words
from tests.corpus.readers.crafted import load


def wcxb(**truth: object) -> dict[str, bytes]:
    entry = {"url": "http://a.example/", "ground_truth": truth, "_internal": {"page_type": {"primary": "category"}}}
    return {"LICENSE": b"", "test/html/1.html.gz": gzip.compress(b"x"), "test/ground-truth/1.json": json.dumps(entry).encode()}


def test_wcxb_category_is_collection_and_missing_text_is_empty_gold(tmp_path):
    read = load(tmp_path, wcxb(**{"with": ["a"], "without": []}))
    assert (read.pages[0].type, read.pages[0].site) == ("collection", "a.example")
    assert read.gold["1"].blocks == ()
    assert read.gold["1"].must_have == ("a",)


def test_a_gzip_bomb_within_a_corpus_is_refused(tmp_path):
    files = wcxb(main_content="x") | {"test/html/1.html.gz": gzip.compress(bytes(65 << 20))}
    with pytest.raises(ArchiveError, match="page 1 unpacks to more than"):
        load(tmp_path, files)


def test_a_ground_truth_without_its_page_and_one_without_gold(tmp_path):
    with pytest.raises(CorpusError, match="no HTML for 1 pages, such as 2"):
        load(tmp_path, wcxb() | {"test/ground-truth/2.json": wcxb()["test/ground-truth/1.json"]})
    with pytest.raises(CorpusError, match="ground truth 1 has no ground_truth"):
        load(tmp_path, wcxb() | {"test/ground-truth/1.json": b"{}"})


def test_the_site_is_the_domain_of_the_metadata(tmp_path):
    table = {"files": {"1": {"domain": "Shop.Example"}}}
    assert load(tmp_path, wcxb() | {"metadata.json": json.dumps(table).encode()}).pages[0].site == "shop.example"
    with pytest.raises(CorpusError, match=r"metadata\.json has no files"):
        load(tmp_path, wcxb() | {"metadata.json": b"{}"})


def test_wcxb_gold_types_and_snippets_are_the_published_ones():
    read = corpus(WCXB)
    by_id = {page.id: page for page in read.pages}
    for name, content in raw(WCXB, lambda name: name.startswith("dev/ground-truth/")).items():
        key, entry = name[-9:-5], json.loads(content)
        truth, gold = entry["ground_truth"], read.gold[key]
        assert words(gold.text) == words(truth.get("main_content") or ""), key
        assert gold.must_have == tuple(truth["with"]), key
        assert gold.must_not == tuple(truth["without"]), key
        assert by_id[key].type == entry["_internal"]["page_type"]["primary"], key
    counts = {kind: sum(page.type == kind for page in read.pages) for kind in {page.type for page in read.pages}}
    assert counts == {"article": 793, "service": 165, "product": 119, "collection": 117, "forum": 113, "listing": 99, "documentation": 91}
    assert sum(not words(gold.text) for gold in read.gold.values()) == 21
    assert len({page.site for page in read.pages} - {""}) == 1296


def test_wcxb_stays_packed_and_reads_by_split():
    assert all(page.packed for page in corpus(WCXB).pages)
    part = open_source(path("data", WCXB), "dev")
    assert len(part.names) == 2 * 1497
    assert recognise(part).NAME == "wcxb"
