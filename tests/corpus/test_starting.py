import pytest

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
    assert new.left_out == {"files that do not end in .html, .htm, .xhtml, .txt": 1}
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


def test_folders_of_saved_pages_are_counted_but_not_what_a_browser_saves_beside_a_page(tmp_path):
    folder = saved(tmp_path)
    for name in ("more", "One page!_files", "gold", ".git"):
        (folder / name).mkdir()
    assert saved_pages(folder).left_out["folders (the pages of each are a corpus of their own)"] == 1
