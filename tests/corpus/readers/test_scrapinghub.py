import gzip
import json

import pytest

from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.published import AEB, corpus, raw, words
from tests.corpus.readers.crafted import load

FILES = {"ground-truth.json": b'{"a": {"articleBody": "One.\\n\\nTwo.", "url": "https://www.x.example/1"}, "b": {}}'}
FILES |= {f"html/{key}.html.gz": gzip.compress(b"<p>One.") for key in "ab"}


def test_a_page_and_its_text(tmp_path):
    read = load(tmp_path, FILES)
    assert [(page.id, page.site, page.type, page.content) for page in read.pages] == [
        ("a", "x.example", "article", b"<p>One."),
        ("b", "", "article", b"<p>One."),
    ]
    assert (read.gold["a"].blocks, read.gold["b"].blocks) == ((Block("One."), Block("Two.")), ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ground-truth.json": json.dumps({"a": {}, "b": {}, "c": {}}).encode()}, "no HTML for 1 pages, such as c"),
        ({"ground-truth.json": b'{"a": 3}'}, "'a' is no object"),
    ],
)
def test_mistakes_are_named(tmp_path, changes, why):
    with pytest.raises(CorpusError, match=why):
        load(tmp_path, FILES | changes)


def test_scrapinghub_gold_is_the_published_text():
    truth = json.loads(raw(AEB, lambda name: name == "ground-truth.json")["ground-truth.json"])
    for key, entry in truth.items():
        assert words(corpus(AEB).gold[key].text) == words(entry["articleBody"])


def test_pages_without_a_ground_truth_are_counted(tmp_path):
    assert load(tmp_path, FILES | {"html/c.html.gz": b"", "html/d/a.html.gz": b""}).left_out == {"pages without a ground truth": 2}
    assert load(tmp_path, FILES).left_out == {}
    assert load(tmp_path, FILES | {"html/a.html": b"", "html/x": b""}).left_out == {"files in html/ that are not .html.gz": 2}


def test_a_ground_truth_that_names_a_page_twice_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="names 'a' twice"):
        load(tmp_path, FILES | {"ground-truth.json": b'{"a": {}, "b": {}, "a": {"articleBody": "other"}}'})
