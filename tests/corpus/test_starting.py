import gzip
import tempfile
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bench.corpus
from bench.corpus.starting import saved_pages, start
from bench.errors import CorpusError
from bench.model import Block, Kind


def saved(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "One page!.html").write_bytes(b"<html lang=el><link rel=canonical href='https://www.x.example/1'><p>one")
    (folder / "One page?.htm").write_bytes(b"<!-- saved from url=(0021)http://y.example/two -->\n<p>two")
    (folder / "dump.txt").write_text("text")
    (folder / "image.png").write_bytes(b"no")
    return folder


def test_a_users_corpus_is_started_and_gone_on_with(tmp_path):
    folder = saved(tmp_path)
    new = saved_pages(folder)
    assert [(page.id, page.url, page.site, page.lang, page.kind) for page in new.pages] == [
        ("One-page", "https://www.x.example/1", "x.example", "el", Kind.HTML),
        ("One-page-2", "http://y.example/two", "y.example", "", Kind.HTML),
        ("dump", "", "", "", Kind.TEXT),
    ]
    assert new.left_out == {"files whose ending and first tag are of no page": 1}
    written = start(folder, new.pages, {"One-page": (Block("one"),)})
    assert [path.name for path in written] == ["One-page.txt", "One-page-2.txt", "dump.txt"]
    read = bench.corpus.load(folder)
    assert [page.content for page in read.pages] == [page.content for page in new.pages]
    assert all(gold.draft for gold in read.gold.values())
    assert read.gold["One-page"].blocks == (Block("one"),)

    with pytest.raises(CorpusError, match="no saved page"):
        saved_pages(folder)
    (folder / "gold" / "dump.txt").write_text("cleaned by hand")
    (folder / "new.html").write_bytes(b"<p>new")
    more = saved_pages(folder)
    assert [page.id for page in more.pages] == ["new"]
    start(folder, more.pages, {})
    again = bench.corpus.load(folder)
    assert len(again.pages) == 4
    assert again.gold["dump"].blocks == (Block("cleaned by hand"),)
    assert not again.gold["dump"].draft


def test_a_folder_without_pages_is_an_error(tmp_path):
    with pytest.raises(CorpusError, match="no folder"):
        saved_pages(tmp_path / "none")
    with pytest.raises(CorpusError, match="no saved page"):
        saved_pages(tmp_path)


def test_files_whose_names_differ_in_case_or_unicode_form_alone_become_pages_apart(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("Page.html", "page.html", "PAGE.htm", "caf\u00e9.html", "cafe\u0301.html"):
        (folder / name).write_text(f"<p>{name}")
    new = saved_pages(folder)
    start(folder, new.pages, {})
    assert {page.id: page.content.decode() for page in bench.corpus.load(folder).pages} == {
        page.id: f"<p>{page.title}" for page in new.pages
    }
    assert len({page.id.casefold() for page in new.pages}) == 5


def test_pages_of_folders_below_are_taken_in_under_their_path(tmp_path):
    folder = saved(tmp_path)
    for name in ("more", "One page!_files", ".git"):
        (folder / name).mkdir()
        (folder / name / "One page!.html").write_bytes(b"<p>below")
    (folder / "more" / "empty.html").write_bytes(b"")
    new = saved_pages(folder)
    assert [page.id for page in new.pages] == ["One-page", "One-page-2", "dump", "more/One-page"]
    assert new.left_out == {
        "empty files": 1,
        "files whose ending and first tag are of no page": 1,
        "folders that a browser saved beside a page": 1,
        "hidden files or folders": 1,
    }
    start(folder, new.pages, {})
    assert [page.id for page in bench.corpus.load(folder).pages] == [page.id for page in new.pages]
    with pytest.raises(CorpusError, match="no saved page"):
        saved_pages(folder)


def test_packed_and_wrapped_pages_are_read_again_as_they_were_drafted(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.html.gz").write_bytes(gzip.compress(b"<p>packed"))
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1251\r\nContent-Location: https://www.y.example/b\r\n\r\n"
    (folder / "b.mht").write_bytes(head + b"<p>\xcf")
    (folder / "c.html").write_bytes(b"%PDF-1.7")
    new = saved_pages(folder)
    assert new.left_out == {"PDF files": 1}
    start(folder, new.pages, {})
    read = bench.corpus.load(folder).pages
    assert [(page.id, page.content, page.url, page.site, page.encoding) for page in read] == [
        ("a", b"<p>packed", "", "", ""),
        ("b", b"<p>\xcf", "https://www.y.example/b", "y.example", "windows-1251"),
    ]
    (folder / "a.html.gz").write_bytes(b"%PDF-1.7")
    with pytest.raises(CorpusError, match=r"a\.html\.gz is no page; it is among PDF files"):
        bench.corpus.load(folder)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
    lambda name: not name.startswith(".") and len(name.encode()) < 240
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=4, unique=True), lang=st.text(max_size=5), url=st.text(max_size=8))
def test_an_index_of_any_names_is_read_again(tmp_path, names, lang, url):
    folder = Path(tempfile.mkdtemp(dir=tmp_path)) / "a\x7f🎉\u2028'\"\\"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.html").write_text(
            f"<html lang='{escape(lang)}'><link rel=canonical href='https://x/{escape(url)}'><p>{name}", encoding="utf-8"
        )
    new = saved_pages(folder)
    start(folder, new.pages[:1], {})
    start(folder, saved_pages(folder).pages, {}) if len(names) > 1 else None
    read = bench.corpus.load(folder)
    assert {page.content for page in read.pages} == {page.content for page in new.pages}
    assert {(page.content, page.url, page.lang) for page in read.pages} == {(page.content, page.url, page.lang) for page in new.pages}


def test_an_index_with_a_byte_order_mark_is_gone_on_with(tmp_path):
    folder = saved(tmp_path)
    start(folder, saved_pages(folder).pages, {})
    (folder / "pages.toml").write_bytes(b"\xef\xbb\xbf" + (folder / "pages.toml").read_bytes())
    (folder / "new.html").write_text("<p>new")
    start(folder, saved_pages(folder).pages, {})
    assert len(bench.corpus.load(folder).pages) == 4
