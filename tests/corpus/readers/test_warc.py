import gzip

import pytest

import bench.corpus
from bench.corpus.readers import warc
from bench.corpus.source.archive import open_source
from bench.errors import CorpusError
from bench.model import Kind


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
    assert read.left_out == {
        "records with an empty body": 1, "responses that are not HTML": 1, "responses without status 200": 1,
        "request records": 1, "warcinfo records": 1,
    }  # fmt: skip
    assert len(read.pages) + sum(read.left_out.values()) == 7


def test_records_that_hold_no_page_of_a_server_are_counted_by_type(tmp_path):
    path = tmp_path / "x.warc"
    path.write_bytes(WARC + record("resource", "file:///a.pdf", b"%PDF") + record("revisit", "http://a.example/1", b"", http=OK) * 2)
    read = bench.corpus.load(path)
    assert len(read.pages) == 2
    assert (read.left_out["resource records"], read.left_out["revisit records"]) == (1, 2)
    path.write_bytes(record("resource", "file:///a.html", b"<p>x"))
    with pytest.raises(CorpusError, match=r"holds no pages \(1 resource records\)"):
        bench.corpus.load(path)


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


def test_pages_before_a_cut_are_kept_and_the_cut_is_counted(tmp_path):
    path = tmp_path / "x.warc"
    path.write_bytes(WARC[:-6])
    read = bench.corpus.load(path)
    assert [page.url for page in read.pages] == ["http://www.a.example/1"]
    assert read.left_out["records cut off"] == 1


def test_a_damaged_record_loses_no_other(tmp_path):
    path = tmp_path / "x.warc"
    path.write_bytes(WARC.replace(b"WARC/1.0", b"WORC/1.0", 3).replace(b"WORC/1.0", b"WARC/1.0", 2))
    read = bench.corpus.load(path)
    assert [page.url for page in read.pages] == ["http://b.example/5"]
    assert read.left_out["damaged records"] == 1


def test_pages_of_several_files_are_numbered_by_file(tmp_path):
    for name in ("a.warc", "b.wet"):
        (tmp_path / name).write_bytes(WARC if name == "a.warc" else WET)
    assert [page.id for page in bench.corpus.load(tmp_path).pages] == ["000-0000000", "000-0000001", "001-0000000"]
