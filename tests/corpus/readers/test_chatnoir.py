import gzip

import pytest

from bench.corpus.readers import READERS, chatnoir
from bench.corpus.reading import find_reader
from bench.corpus.source.archive import open_source
from bench.errors import CorpusError
from bench.model import Block
from tests.corpus.hostile import zipped
from tests.corpus.readers.crafted import lines, load

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


def test_pages_without_a_ground_truth_are_counted(tmp_path):
    assert load(tmp_path, CHATNOIR | {"html/cetd/ef.html": b"", "html/other/ab.html": b""}).left_out == {"pages without a ground truth": 2}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("html/cetd/cd.html.gz", None, "no HTML for 1 pages, such as cetd/cd"),
        ("ground-truth/cetd.jsonl", b'{"page_id": "cd"', r"cetd\.jsonl:1 is no JSON"),
        ("ground-truth/cetd.jsonl", b"[1]", "holds list"),
        ("ground-truth/cetd.jsonl", lines({"page_id": "cd"}, {"page_id": "cd"}), ":2 has no page_id of its own"),
        ("html/cetd/cd.html.gz", b"not gzip", "no whole gzip file"),
        ("html/cetd/ab.htm", b"another", "holds page cetd/ab, which another file holds too"),
        ("b/html/cetd/ab.html", b"another", "holds page cetd/ab, which another file holds too"),
        ("b/ground-truth/cetd.jsonl", lines({"page_id": "cd", "plaintext": ""}), "holds page cetd/cd, which another file holds too"),
    ],
)
def test_chatnoir_mistakes(tmp_path, name, content, why):
    files = {key: value for key, value in (CHATNOIR | {name: content}).items() if value is not None}
    with pytest.raises(CorpusError, match=why):
        load(tmp_path, files)


def test_chatnoir_is_not_taken_for_wcxb(tmp_path):
    source = open_source(zipped(tmp_path / "c.zip", [(f"top/{name}", content) for name, content in CHATNOIR.items()]))
    assert chatnoir.recognises(source)
    assert [name for name in READERS if find_reader(name).recognises(source)] == ["chatnoir"]
