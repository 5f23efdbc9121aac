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
