import hashlib

import pytest

from bench.errors import CorpusError
from tests.corpus.published import TRAFILATURA, corpus, raw
from tests.corpus.readers.crafted import load


def test_trafilatura_prefers_cache_and_parses_python_without_running_it(tmp_path):
    code = b"import os\nos.abort()\nX = {}\nEVAL_PAGES = {'http://a.example/': {'file': 'a.html', 'with': ['x', ''], 'without': ['y']}}\n"
    read = load(tmp_path, {"tests/evaldata.py": code, "tests/cache/a.html": b"cache", "tests/eval/a.html": b"eval"})
    assert read.pages[0].content == b"cache"
    assert (read.gold["a"].must_have, read.gold["a"].must_not) == (("x",), ("y",))
    with pytest.raises(CorpusError, match="no literal dict"):
        load(tmp_path, {"tests/evaldata.py": b"EVAL_PAGES = {'u': __import__('os').abort()}", "tests/eval/a.html": b""})
    with pytest.raises(CorpusError, match="no page"):
        load(tmp_path, {"tests/evaldata.py": code, "tests/eval/b.html": b""})


def test_trafilatura_has_segments_only_and_pages_of_both_folders():
    read = corpus(TRAFILATURA)
    assert all(gold.blocks is None and gold.must_have and gold.must_not for gold in read.gold.values())
    files = raw(TRAFILATURA, lambda name: name.endswith(".html"))
    hashes = {hashlib.sha256(content).hexdigest() for content in files.values()}
    assert {page.sha256 for page in read.pages} == hashes
    assert sum(name.startswith("tests/cache/") for name in files) == 32


def test_pages_that_are_not_read_are_counted_by_reason(tmp_path):
    table = b'{"http://a.example/": {"file": "a.html"}, "http://b.example/": {"file": "b.html"}}'
    pages = {"cache/a.html": b"1", "eval/a.html": b"2", "eval/b.html": b"3", "eval/c.html": b"4", "cache/d.html": b"5", "eval/d.html": b"6"}
    read = load(tmp_path, {f"tests/{name}": content for name, content in (pages | {"evaldata.json": table}).items()})
    assert read.left_out == {"pages in eval/ that cache/ has too": 1, "pages that no document names": 3}


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (b"X = {'http://a.example/': {'file': 'a.html'}, 'http://a.example/': {'file': 'b.html'}}", "names an address twice"),
        (b"X = {'http://a.example/': {'file': 'a.html'}, 'http://b.example/': None}", "'http://b.example/' is no address with a dict"),
    ],
)
def test_no_document_of_the_table_is_dropped(tmp_path, table, why):
    with pytest.raises(CorpusError, match=why):
        load(tmp_path, {"tests/evaldata.py": table, "tests/eval/a.html": b"x", "tests/eval/b.html": b"x"})


def test_a_page_named_twice_is_an_error(tmp_path):
    table = b"X = {'http://a.example/': {'file': 'a.html'}, 'http://b.example/': {'file': 'a.html'}}"
    with pytest.raises(CorpusError, match="names the page a twice"):
        load(tmp_path, {"tests/evaldata.py": table, "tests/eval/a.html": b"x"})
