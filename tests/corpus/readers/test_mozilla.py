import pytest

from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.published import AEB, MOZILLA, corpus
from tests.corpus.readers.crafted import load


def test_the_expected_html_is_gold_as_text_alone(tmp_path):
    read = load(
        tmp_path,
        {
            "x/source.html": b"<p>noise</p><p>One",
            "x/expected.html": "<div><h2>É</h2><p>One</p></div>".encode(),
            "x/expected-metadata.json": b'{"lang": "fr", "title": "T"}',
            "y/source.html": b"<p>without an expected output",
        },
    )
    (page,) = read.pages
    assert (page.id, page.lang, page.title, page.content) == ("x", "fr", "T", b"<p>noise</p><p>One")
    assert read.gold["x"].blocks == (Block("É", role="heading"), Block("One"))
    assert read.gold["x"].parts == {}  # what no protocol reads must not move the digest
    assert read.left_out == {"folders without expected.html": 1}


def test_folders_that_are_not_whole_are_counted_and_one_page_alone_is_a_corpus(tmp_path):
    page = {"a/source.html": b"<p>x", "a/expected.html": b"<p>x"}
    loose = {"b/expected.html": b"", "c/expected-metadata.json": b"{}", "detection/readerable/other.html": b""}
    assert load(tmp_path, page | loose).left_out == {"folders without source.html": 2}
    assert [page.id for page in load(tmp_path, page).pages] == ["a"]


def test_two_folders_of_one_name_are_an_error(tmp_path):
    files = {f"{top}/same/{name}": b"<p>x" for top in ("a", "b") for name in ("source.html", "expected.html")}
    with pytest.raises(CorpusError, match="two pages called 'same'"):
        load(tmp_path, files)


def test_mozilla_is_an_oracle():
    read = corpus(MOZILLA)
    assert read.oracle
    assert not corpus(AEB).oracle
    assert {block.role for gold in read.gold.values() for block in gold.blocks} >= {
        "paragraph",
        "heading",
        "list",
        "table",
        "code",
        "quote",
        "caption",
    }
