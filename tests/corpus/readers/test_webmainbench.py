# A table of cases has one case a line.
import json
import re

import pytest

from bench.corpus.readers.webmainbench import unmark
from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.published import WEBMAIN, corpus, raw, words
from tests.corpus.readers.crafted import lines, load


def entry(key: str, **facts: object) -> dict[str, object]:
    return {"track_id": key, "html": "<p cc-select='true'>x", "groundtruth_content": "# One `x`", **facts}


def test_a_line_is_a_page_whose_gold_is_markdown(tmp_path):
    read = load(tmp_path, {"a.jsonl": lines(entry("1", url="https://x.example/", meta={"language": "en"}))})
    (page,) = read.pages
    assert (page.id, page.site, page.lang, page.content, page.encoding) == ("1", "x.example", "en", b"<p>x", "utf-8")
    assert read.gold["1"].blocks == (Block("One x", role="heading"),)
    assert read.gold["1"].parts == dict.fromkeys(("markdown", "structure"), "# One `x`")  # what no protocol reads must not move the digest


def test_pages_of_several_files_are_told_apart(tmp_path):
    files = {f"{name}.jsonl": lines(entry("1")) for name in ("a", "b")} | {"other.jsonl": b'{"x": 1}'}
    read = load(tmp_path, files)
    assert [page.id for page in read.pages] == ["a/1", "b/1"]
    assert (read.left_out, read.repeated) == ({"files of JSON lines without groundtruth_content": 1}, 1)


def test_a_line_that_repeats_an_id_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="two pages called '1'"):
        load(tmp_path, {"a.jsonl": lines(entry("1"), entry("1", html="<p>other"))})


def test_a_line_that_lacks_something_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"a\.jsonl:2 lacks track_id, html or groundtruth_content"):
        load(tmp_path, {"a.jsonl": lines(entry("1"), entry("2", html=None))})


@pytest.mark.parametrize(("file", "count"), [("sample_dataset", 4), ("WebMainBench_dataset_sample2", 2)])
def test_webmainbench_without_the_answer(file, count):
    read = corpus(WEBMAIN, f"data/{file}.jsonl")
    assert len(read.pages) == count
    entries = {
        entry["track_id"]: entry
        for entry in map(json.loads, raw(WEBMAIN, lambda name: name.endswith(f"/{file}.jsonl")).popitem()[1].splitlines())
    }
    for page in read.pages:
        html, entry = page.content.decode(), entries[page.id]
        assert not re.search(r"cc-select|mark-selected|data-anno-uid|marked-t|cc-extraStyle|cc-unloaded", html)
        assert re.search(r"cc-select", entry["html"])
        plain = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
        assert words(plain.sub(" ", html)) == words(plain.sub(" ", entry["html"]))
        assert read.gold[page.id].parts == dict.fromkeys(("markdown", "structure"), entry["groundtruth_content"])


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ('<p cc-select="true" class="a mark-selected b" data-anno-uid="u-1" style="">x</p>', '<p class="a b">x</p>'),
        ('<p class="mark-selected" cc-select="true">x</p>', "<p>x</p>"),
        ('<p class="">x</p>', "<p>x</p>"),  # an empty class would tell what was never marked
        ('<a><marked-text data-anno-uid="1" cc-select="true">x</marked-text><b>y</b><marked-tail>z</marked-tail></a>', "<a>x<b>y</b>z</a>"),
        ('<style id="cc-extraStyle" name="cc">\n.x{}\n</style>\n<p>x</p>', "<p>x</p>"),
        ('<img class="w cc-unloaded" src="">', '<img class="w" src="">'),
        ('<body data-anno-uid="u" style="user-select: none;">', "<body>"),
        ('<p class="remark-selected">cc-select</p>', '<p class="remark-selected">cc-select</p>'),
        ("<p CLASS='x'>x</p>", "<p CLASS='x'>x</p>"),
    ],
)
def test_unmarking(marked, plain):
    assert unmark(marked) == plain


def test_results_of_extractors_are_no_pages(tmp_path):
    line = lines({"track_id": "1", "html": "<p>a", "groundtruth_content": "a"})
    read = load(tmp_path, {"data/set.jsonl": line, "results/mine.jsonl": line})
    assert [page.id for page in read.pages] == ["1"]
    assert read.left_out == {"files of results": 1}
