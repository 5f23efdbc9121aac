"""Saved pages without an index: ids, what is passed over, where pages come from."""

import gzip
import os
import tracemalloc

import pytest

import bench.corpus
from bench.corpus.plain import id_of
from bench.corpus.starting import saved_pages
from bench.errors import CorpusError
from bench.model import Kind

MIME = b"""MIME-Version: 1.0
Snapshot-Content-Location: https://www.example.org/x
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable
Content-Location: https://www.example.org/x

<p>caf=E9</p>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
--b--
"""


def folder_of(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def test_pages_are_read_as_they_are_and_nothing_is_written(tmp_path):
    html = b'<html lang="de"><link rel="canonical" href="https://www.example.org/a"><p>a</p>'
    files = {"a.html": html, "deep/b.txt": b"text", "c.html.gz": gzip.compress(html), "d.mhtml": MIME}
    before = sorted(folder_of(tmp_path, files).rglob("*"))
    made = bench.corpus.load(tmp_path)
    pages = {page.id: page for page in made.pages}
    assert sorted(pages) == ["a", "c", "d", "deep/b"]
    assert not made.gold
    assert not made.left_out
    assert pages["a"].content == pages["c"].content == html
    assert [pages[name].site for name in ("a", "c", "d", "deep/b")] == ["example.org", "example.org", "example.org", ""]
    assert (pages["a"].lang, pages["deep/b"].kind) == ("de", Kind.TEXT)
    assert (pages["d"].content.strip(), pages["d"].encoding) == (b"<p>caf\xe9</p>", "iso-8859-1")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_passed_over_is_counted_by_reason(tmp_path):
    files = {
        "ok.html": b"<p>x</p>", "empty.html": b" \n", "cut.html.gz": b"\x1f\x8b\x08", "no.mhtml": b"Content-Type: text/plain\n\nx",
        "style.css": b"x", ".hidden.html": b"x", "ok_files/ad.html": b"x", "no-ending": b"<!doctype html><p>x", "a.pdf.html": b"%PDF-1.4",
        "reports/runs/1/manifest.json": b"{}", "reports/runs/1/extractions.parquet": b"", "reports/runs/1/report/index.html": b"x",
    }  # fmt: skip
    made = bench.corpus.load(folder_of(tmp_path, files))
    assert [page.id for page in made.pages] == ["no-ending", "ok"]
    assert made.left_out == {
        "MHTML files without a page": 1,
        "PDF files": 1,
        "empty files": 1,
        "files of damaged gzip": 1,
        "files of runs of boilerbench": 3,
        "files whose ending and first tag are of no page": 1,
        "folders that a browser saved beside a page": 1,
        "hidden files or folders": 1,
    }


def test_a_folder_of_nothing_but_empty_pages_is_said(tmp_path):
    with pytest.raises(CorpusError, match="holds no pages \\(1 empty files\\)"):
        bench.corpus.load(folder_of(tmp_path, {"a.html": b""}))


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["Page.html", "page.html", "PAGE.HTML"], ["PAGE", "Page-2", "page-3"]),
        (["a.html", "a.htm", "a.xhtml", "a.b.c.html"], ["a", "a-2", "a-3", "a.b.c"]),
        (["q?a=1&b=2.html", "quote'\"x.html", "back\\slash.html", "new\nline.html"], ["back-slash", "new-line", "q-a-1-b-2", "quote-x"]),
        (["🎉 party.html", "新闻.html", "قال.html", "--opt.html"], ["opt", "party", "قال", "新闻"]),
        (["?.html", "*.html"], ["page", "page-2"]),
        (["x/a.html", "y/a.html", "x-a.html"], ["x-a", "x/a", "y/a"]),
        ([f"{'a' * 250}.html"], ["a" * 120]),
    ],
)
def test_ids_are_safe_and_do_not_clash(tmp_path, names, ids):
    assert [page.id for page in bench.corpus.load(folder_of(tmp_path, dict.fromkeys(names, b"<p>x</p>"))).pages] == ids


def test_an_id_makes_no_list_of_all_numbers():
    tracemalloc.start()
    try:
        assert id_of("a.html", set()) == "a"
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_a_name_that_is_no_text_is_refused_by_name(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(b"<p>x</p>")
    with pytest.raises(CorpusError, match=r"the name caf\\xe9.html is no UTF-8 text"):
        bench.corpus.load(tmp_path)


def test_ids_are_those_of_a_corpus_of_ones_own(tmp_path):
    folder_of(tmp_path, {"deep/a.html": b"<p>x</p>", "deep/a.htm": b"<p>y</p>", "n o.html.gz": gzip.compress(b"<p>z</p>")})
    assert [page.id for page in bench.corpus.load(tmp_path).pages] == [page.id for page in saved_pages(tmp_path).pages]


def test_a_mirror_has_the_sites_of_its_folders(tmp_path):
    mirror = folder_of(tmp_path, {"www.example.org/a/b.html": b"<p>x</p>", "docs.example.com/c.html": b"<p>x</p>", "v1/d.html": b"x"})
    assert {page.id: page.site for page in bench.corpus.load(mirror).pages} == {
        "docs.example.com/c": "docs.example.com",
        "v1/d": "",
        "www.example.org/a/b": "example.org",
    }
