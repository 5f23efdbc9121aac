import gzip
import json
import zipfile

import pytest

import bench.corpus
from bench.corpus.readers import assembly
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
    assert read.gold["test/1"].blocks == ()
    assert read.gold["test/1"].must_have == ("a",)


def test_a_gzip_bomb_within_a_corpus_is_refused(tmp_path):
    files = wcxb(main_content="x") | {"test/html/1.html.gz": gzip.compress(bytes(65 << 20))}
    with pytest.raises(ArchiveError, match="page test/1 unpacks to more than"):
        load(tmp_path, files)


def test_a_ground_truth_without_its_page_and_one_without_gold(tmp_path):
    with pytest.raises(CorpusError, match="no HTML for 1 pages, such as test/2"):
        load(tmp_path, wcxb() | {"test/ground-truth/2.json": wcxb()["test/ground-truth/1.json"]})
    with pytest.raises(CorpusError, match="ground truth test/1 has no ground_truth"):
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
        key, entry = f"dev/{name[-9:-5]}", json.loads(content)
        truth, gold = entry["ground_truth"], read.gold[key]
        assert words(gold.text) == words(truth.get("main_content") or ""), key
        assert gold.must_have == tuple(truth["with"]), key
        assert gold.must_not == tuple(truth["without"]), key
        assert by_id[key].type == entry["_internal"]["page_type"]["primary"], key
    counts = {kind: sum(page.type == kind for page in read.pages) for kind in {page.type for page in read.pages}}
    assert counts == {"article": 793, "service": 165, "product": 119, "collection": 117, "forum": 113, "listing": 99, "documentation": 91}
    assert sum(not words(gold.text) for gold in read.gold.values()) == 21
    assert len({page.site for page in read.pages} - {""}) == 1296


def split(name: str, *keys: str) -> dict[str, bytes]:
    """Return a split of these ids; a page's bytes say its id, its gold which split it is of."""
    pages = {f"{name}/html/{key}.html.gz": gzip.compress(f"<p>{key}".encode()) for key in keys}
    truth = {"url": "http://a.example/", "ground_truth": {"main_content": f"gold of {name}"}}
    return pages | {f"{name}/ground-truth/{key}.json": json.dumps(truth).encode() for key in keys}


def test_the_splits_stay_apart_and_what_both_have_is_counted(tmp_path):
    read = load(tmp_path, split("dev", "0001", "0002", "0003") | split("test", "0002", "0003", "4000") | {"README.md": b""})
    assert [page.id for page in read.pages] == ["dev/0001", "dev/0002", "dev/0003", "test/0002", "test/0003", "test/4000"]
    assert {key: gold.text for key, gold in read.gold.items()} == {page.id: f"gold of {page.id.partition('/')[0]}" for page in read.pages}
    assert (read.repeated, read.left_out) == (2, {})


def test_an_id_of_both_splits_is_counted_though_its_bytes_differ(tmp_path):
    files = split("dev", "1") | split("test", "1", "2")
    read = load(tmp_path, files | {"test/html/1.html.gz": gzip.compress(b"<p>captured again")})
    assert (read.repeated, [page.content for page in read.pages]) == (1, [b"<p>1", b"<p>captured again", b"<p>2"])


@pytest.mark.parametrize("inside", ["dev", "top/dev"])
def test_a_split_read_by_itself_has_the_same_ids_and_pages(tmp_path, inside):
    whole = load(tmp_path, split("dev", "0001", "0002") | split("test", "0002", "4000"))
    part = bench.corpus.load(tmp_path / "c.zip" / inside)
    assert [page.id for page in part.pages] == ["dev/0001", "dev/0002"]
    assert part.digest == assembly.part(whole, "dev").digest
    zipfile.ZipFile(tmp_path / "c.zip").extractall(tmp_path)
    assert bench.corpus.load(tmp_path / "top" / "dev").digest == part.digest


def test_a_split_alone_in_its_archive_has_the_same_ids(tmp_path):
    assert [page.id for page in load(tmp_path, split("dev", "0001")).pages] == ["dev/0001"]


def test_a_folder_that_is_no_split_keeps_bare_ids(tmp_path):
    bare = {name.removeprefix("dev/"): content for name, content in split("dev", "0001").items()}
    assert [page.id for page in load(tmp_path, bare).pages] == ["0001"]


def test_pages_without_a_ground_truth_are_counted(tmp_path):
    files = split("dev", "1", "2")
    del files["dev/ground-truth/2.json"]
    assert load(tmp_path, files | split("test", "2")).left_out == {"pages without a ground truth": 1}
    plain = {"dev/html/1.html": b"", "test/html/9.html": b"", "html/x/y.html": b""}
    assert load(tmp_path, split("dev", "1") | split("test", "1") | plain).left_out == {"files in html/ that are not .html.gz": 2}


def test_wcxb_stays_packed_and_reads_by_split():
    assert all(page.packed for page in corpus(WCXB).pages)
    part = open_source(path("data", WCXB), "dev")
    assert len(part.names) == 2 * 1497
    assert recognise(part).NAME == "wcxb"
