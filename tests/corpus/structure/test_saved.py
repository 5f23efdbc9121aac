"""Saved files as people have them: packed, wrapped, of other kinds, under any name."""

from __future__ import annotations

import base64
import gzip
import io
import zlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bench.corpus.structure.saved import SavedPage, bare, files_below, read_saved, unwrapped
from bench.errors import CorpusError
from bench.model import Kind

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "<!DOCTYPE html><html lang=en><title>Ferry</title><p>The café by the harbour".encode() + b"<p>The council voted on Tuesday." * 20
SEA = b"<p>caf\xe9 by the sea"
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ex.example/a\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\n'
    b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n----b\r\n"
    b"Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: %s\r\nContent-Location: https://ex.example/a?b=1\r\n\r\n"
    b"%s\r\n----b--\r\n"
)


def test_a_plain_page_is_its_own_bytes_whatever_they_are() -> None:
    for content in (b"", PAGE, b"<p>\xff\xfe\0broken", "\ufeff<p>a".encode(), "<p>a".encode("utf-16"), b"only words"):
        assert read_saved("a.html", content) == SavedPage(content)
    assert read_saved("A.TXT", b"words") == SavedPage(b"words", Kind.TEXT)


@pytest.mark.parametrize("name", ["a.html", "a.html.gz", "a.shtml", "a", "a.dat.gz"])
def test_gzip_is_undone_by_its_first_bytes(name: str) -> None:
    assert read_saved(name, gzip.compress(PAGE)) == SavedPage(PAGE)
    assert read_saved(name, gzip.compress(gzip.compress(PAGE))) == SavedPage(PAGE)
    assert read_saved(name, gzip.compress(PAGE)[:-9]) == "files of damaged gzip"


def test_brotli_and_zstandard_are_undone() -> None:
    stream_io = pytest.importorskip("fastwarc.stream_io")
    packed = {}
    for ending, writer in ((".br", stream_io.BrotliWriter), (".zst", stream_io.ZstdWriter)):
        raw = io.BytesIO()
        stream = writer(raw)
        stream.write(PAGE)
        stream.close()
        packed[ending] = raw.getvalue()
    for ending, stored in packed.items():
        assert read_saved(f"a.html{ending}", stored) == SavedPage(PAGE)
        assert read_saved("a.html", stored) == SavedPage(PAGE)
    assert read_saved("a.html.br", b"\x01\x02\x03\x04" * 20) == "files of damaged Brotli"
    assert read_saved("a.html.zst", packed[".zst"][:8]) == "files of damaged Zstandard"


def test_what_unpacks_without_end_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(66)) + packer.flush()
    assert read_saved("a.html", bomb) == "files that unpack to more than a page may be"


@pytest.mark.parametrize(
    ("way", "body"),
    [
        (b"quoted-printable", b"<p>caf=E9 by t=\r\nhe sea"),
        (b"base64", base64.b64encode(SEA)),
        (b"8bit", SEA),
    ],
)
def test_the_page_in_mhtml_is_read_with_its_encoding_and_address(way: bytes, body: bytes) -> None:
    for name in ("a.mhtml", "a.mht", "a.html", "a.mhtml.gz"):
        page = read_saved(name, MHTML % (way, body) if not name.endswith("gz") else gzip.compress(MHTML % (way, body)))
        assert isinstance(page, SavedPage)
        assert page.content.rstrip() == SEA
        assert (page.url, page.encoding) == ("https://ex.example/a?b=1", "windows-1252")


def test_mhtml_without_a_page_or_damaged_is_named() -> None:
    assert read_saved("a.mhtml", b"no headers at all") == "MHTML files without a page"
    assert read_saved("a.mhtml", MHTML.replace(b"text/html; charset", b"text/css; charset")) == "MHTML files without a page"
    nested = b"MIME-Version: 1.0\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000)
    )
    assert isinstance(read_saved("a.mhtml", nested), str)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2", "PDF files"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG images"),
        (b"PK\x03\x04\x14\0", "ZIP archives"),
        (b"\xff\xd8\xff\xe0\0", "JPEG images"),
        (b"bplist00\xd1\x01", "Safari web archives"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "WARC files"),
        (b"\0\x01\xfe\xfd" * 500, "binary files of an unknown kind"),
    ],
)
def test_other_files_are_named_by_their_first_bytes_under_any_name(content: bytes, what: str) -> None:
    for name in ("a.html", "a.txt", "a", "a.pdf"):
        held = read_saved(name, content)
        assert isinstance(held, str)
        assert held.startswith(what)
        assert unwrapped(name, content) == held


def test_files_of_no_page_ending_are_pages_where_they_begin_as_one() -> None:
    for start in (b"", b"\xef\xbb\xbf", b"\n <!-- a\n> b --> ", b"<?xml version='1.0'?>\n"):
        for name in ("a", "index.php?id=3", "a.dat"):
            assert isinstance(read_saved(name, start + PAGE), SavedPage)
    for name, content in (("a.css", b"body { }"), ("a.js", b"var html = '<html>'"), ("a", b"words"), ("a.svg", b"<svg>")):
        assert read_saved(name, content) == "files whose ending and first tag are of no page"
        assert unwrapped(name, content) == SavedPage(content)


def test_the_address_is_what_a_browser_or_singlefile_noted() -> None:
    single = (
        b"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://ex.example/b?c=%20d \n saved date: Mon\n--><p>a"
    )
    explorer = b"<!-- saved from url=(0021)http://y.example/two -->\n<p>two"
    assert [read_saved("a.html", content).url for content in (single, explorer, PAGE)] == [  # type: ignore[union-attr]
        "https://ex.example/b?c=%20d",
        "http://y.example/two",
        "",
    ]


def test_a_name_without_its_packing() -> None:
    assert [bare(name) for name in ("a.html.gz", "d/a.BR", ".gz", "a.gz.html")] == ["a.html", "d/a", ".gz", "a.gz.html"]


def test_files_are_looked_for_below_and_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    for name in ("b.html", "sub/a.html", "sub/deep/🎉.html", ".DS_Store", "._b.html", "b_files/x.html", "gold/b.txt", "readings/ann/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pages.toml").write_text("")
    (tmp_path / "dead").symlink_to("nowhere")
    left_out: Counter[str] = Counter()
    assert sorted(files_below(tmp_path, left_out)) == ["b.html", "sub/a.html", "sub/deep/🎉.html"]
    assert left_out == {
        "hidden files or folders": 3,
        "folders that a browser saved beside a page": 1,
        "folders that are corpora by themselves": 1,
        "links that lead nowhere, pipes and the like": 1,
    }


def test_a_name_that_is_no_utf8_is_refused_by_that_name(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.html").write_text("x")
    with pytest.raises(CorpusError, match=r"caf\\xe9\.html is no UTF-8"):
        list(files_below(tmp_path, Counter()))
