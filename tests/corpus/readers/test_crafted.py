"""Formats of which no published archive is at hand, and the corners of all: crafted files."""

import gzip
import json

import pytest

import bench.corpus
from bench.corpus.gold import markdown_gold
from bench.corpus.readers import chatnoir, cleaneval, warc
from bench.corpus.source.archive import open_source
from bench.errors import ArchiveError, CorpusError
from bench.model import Block, Kind
from tests.corpus.hostile import zipped


def lines(*entries: object) -> bytes:
    return b"\n".join(json.dumps(entry).encode() for entry in entries)


def load(tmp_path, files: dict[str, bytes], **options):
    return bench.corpus.load(zipped(tmp_path / "c.zip", [(f"top/{name}", content) for name, content in files.items()]), **options)


CHATNOIR = {
    "README": b"",
    "ground-truth/dragnet.jsonl": lines({"page_id": "ab", "plaintext": "One.\n\nTwo.", "url": "http://x.example/"}),
    "ground-truth/cetd.jsonl": lines({"page_id": "ab", "plaintext": ""}, {"page_id": "cd", "plaintext": "Three."}),
    "html/dragnet/ab.html": b"<p>One.",
    "html/cetd/ab.html": b"",
    "html/cetd/cd.html.gz": gzip.compress(b"<p>Three."),
}


def test_chatnoir_combined_layout(tmp_path):
    read = load(tmp_path, CHATNOIR)
    assert [(page.id, page.site, page.content) for page in read.pages] == [
        ("cetd/ab", "", b""), ("cetd/cd", "", b"<p>Three."), ("dragnet/ab", "x.example", b"<p>One.")
    ]  # fmt: skip
    assert read.gold["dragnet/ab"].blocks == (Block("One."), Block("Two."))
    assert read.gold["cetd/ab"].blocks == ()


def test_chatnoir_single_dataset_keeps_page_ids(tmp_path):
    one = {name: content for name, content in CHATNOIR.items() if "cetd" not in name}
    assert [page.id for page in load(tmp_path, one).pages] == ["ab"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("html/cetd/cd.html.gz", None, "no HTML for 1 pages, such as cetd/cd"),
        ("ground-truth/cetd.jsonl", b'{"page_id": "cd"', r"cetd\.jsonl:1 is no JSON"),
        ("ground-truth/cetd.jsonl", b"[1]", "holds list"),
        ("ground-truth/cetd.jsonl", lines({"page_id": "cd"}, {"page_id": "cd"}), ":2 has no page_id of its own"),
        ("html/cetd/cd.html.gz", b"not gzip", "no whole gzip file"),
    ],
)
def test_chatnoir_mistakes(tmp_path, name, content, why):
    files = {key: value for key, value in (CHATNOIR | {name: content}).items() if value is not None}
    with pytest.raises(CorpusError, match=why):
        load(tmp_path, files)


CLEANEVAL = {
    "orig/1.html": b'<text id="http://a.example/x" title="t" encoding="iso-8859-7">\n<html><p>\xe1</p></html>\n</text>',
    "clean/1-cleaned.txt": b"URL: http://a.example/x\n\n<h>Head &amp; line\n<p>Para\nover lines\n<l>one\n<l>two\n<p>End",
    "orig/2.html": b"<p>never cleaned",
}


def test_cleaneval_files(tmp_path):
    read = load(tmp_path, CLEANEVAL)
    (page,) = read.pages
    assert (page.id, page.url, page.site, page.encoding) == ("1", "http://a.example/x", "a.example", "iso-8859-7")
    assert page.content == b"<html><p>\xe1</p></html>"
    assert read.gold["1"].blocks == (
        Block("Head & line", role="heading"),
        Block("Para over lines"),
        Block("one\ntwo", role="list"),
        Block("End"),
    )
    assert read.gold["1"].parts["tagged"].startswith("URL: ")


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ("", ()),
        ("no tags at all", (Block("no tags at all"),)),
        ("<p>a</p><P>b</P>", (Block("a"), Block("b"))),
        ("<p>the URL: stays\n<p>x", (Block("the URL: stays"), Block("x"))),
        ("<p> \n<h>x", (Block("x", role="heading"),)),
    ],
)
def test_cleaneval_tags(tagged, expected):
    assert cleaneval.blocks(tagged) == expected


def test_trafilatura_prefers_cache_and_parses_python_without_running_it(tmp_path):
    code = b"import os\nos.abort()\nX = {}\nEVAL_PAGES = {'http://a.example/': {'file': 'a.html', 'with': ['x', ''], 'without': ['y']}}\n"
    read = load(tmp_path, {"tests/evaldata.py": code, "tests/cache/a.html": b"cache", "tests/eval/a.html": b"eval"})
    assert read.pages[0].content == b"cache"
    assert (read.gold["a"].must_have, read.gold["a"].must_not) == (("x",), ("y",))
    with pytest.raises(CorpusError, match="no literal dict"):
        load(tmp_path, {"tests/evaldata.py": b"EVAL_PAGES = {'u': __import__('os').abort()}", "tests/eval/a.html": b""})
    with pytest.raises(CorpusError, match="no page"):
        load(tmp_path, {"tests/evaldata.py": code, "tests/eval/b.html": b""})


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


def record(kind: str, uri: str, content: bytes, *, http: bytes = b"", headers: str = "") -> bytes:
    block = http + content
    mime = "application/http; msgtype=response" if http else "text/plain"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nContent-Type: {mime}\r\n{headers}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n"
WARC = (
    record("warcinfo", "", b"software: x")
    + record("request", "http://a.example/", b"GET / HTTP/1.1\r\n\r\n")
    + record("response", "http://www.a.example/1", b"<p>\xef", http=OK)
    + record("response", "http://a.example/2", b"gone", http=OK.replace(b"200 OK", b"404 Not Found"))
    + record("response", "http://a.example/3", b"PNG", http=OK.replace(b"text/html; charset=windows-1251", b"image/png"))
    + record("response", "http://a.example/4", b"  ", http=OK)
    + record("response", "http://b.example/5", b"<p>five", http=OK)
)
WET = record("conversion", "http://c.example/", "Ένα κείμενο".encode(), headers="WARC-Identified-Content-Language: ell,eng\r\n")


@pytest.mark.parametrize("ending", [".warc", ".warc.gz"])
def test_warc_responses_are_pages_without_gold(tmp_path, ending):
    path = tmp_path / f"crawl{ending}"
    path.write_bytes(gzip.compress(WARC) if ending.endswith("gz") else WARC)
    read = bench.corpus.load(path)
    assert [(page.id, page.site, page.encoding, page.content) for page in read.pages] == [
        ("0000000", "a.example", "windows-1251", b"<p>\xef"), ("0000001", "b.example", "windows-1251", b"<p>five")
    ]  # fmt: skip
    assert (read.name, read.gold, read.pages[0].packed) == ("crawl", {}, True)


def test_wet_records_are_text_pages(tmp_path):
    path = tmp_path / "x.wet.gz"
    path.write_bytes(gzip.compress(WET))
    (page,) = bench.corpus.load(path).pages
    assert (page.kind, page.lang, page.content.decode()) == (Kind.TEXT, "ell", "Ένα κείμενο")


def test_warc_is_streamed_and_its_pages_are_counted(tmp_path, monkeypatch):
    path = tmp_path / "x.warc"
    path.write_bytes(WARC * 50)
    stream = warc.pages(open_source(path), "c")
    assert next(stream).id == "0000000"
    assert next(stream).id == "0000001"
    monkeypatch.setattr(warc, "PAGES", 10)
    with pytest.raises(CorpusError, match="more than 10 pages"):
        bench.corpus.load(path)


MARKDOWN = """# Title *with* marks

Text with [a link](http://x.example/a_(b)) and ![an image](i.png "t") and `code`.

- one
- two **bold**
1. three

| a | b |
|---|:-:|
| 1 | **2** |

> quoted

```python
# not a heading

x = [1](2)
```

$$ E = mc^2 $$ and $a_1$ but \\$5 and $6 are prices

<table><tr><td>x</td></tr></table>
"""


def test_markdown_gold_as_blocks():
    assert markdown_gold.blocks(MARKDOWN) == (
        Block("Title *with* marks", role="heading"),
        Block("Text with a link and  and code."),
        Block("one\ntwo bold\nthree", role="list"),
        Block("a | b\n1 | 2", role="table"),
        Block("quoted", role="quote"),
        Block("# not a heading\nx = [1](2)", role="code"),
        Block("$$ E = mc^2 $$ and $a_1$ but $5 and $6 are prices"),
        Block("x"),
    )


def test_a_fence_that_is_never_closed_is_code():
    assert markdown_gold.blocks("```\nnever closed") == (Block("never closed", role="code"),)


def test_chatnoir_is_not_taken_for_wcxb(tmp_path):
    source = open_source(zipped(tmp_path / "c.zip", [(f"top/{name}", content) for name, content in CHATNOIR.items()]))
    assert chatnoir.recognises(source)
    assert [name for name in bench.corpus.READERS if __import__(bench.corpus.READERS[name], fromlist=["x"]).recognises(source)] == [
        "chatnoir"
    ]
