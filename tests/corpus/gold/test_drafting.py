# ruff: noqa: E501
# A table of cases has one case a line.
import pytest

import bench.corpus
from bench.corpus.gold.consensus import consensus
from bench.corpus.starting import saved_pages, start
from bench.errors import CorpusError
from bench.model import Block, Kind, Page

PAGE = Page(
    "a",
    "c",
    b"<nav><a>Home</a></nav><h1>The Ferry</h1><p>The first paragraph of some length stands here for all.</p>"
    b"<ul><li>an item of the list</li><li>another item of the list</li></ul><p>Share</p><p>The last paragraph is here, and it ends.</p>",
)
ALL = "The Ferry\nThe first paragraph of some length stands here for all.\n- an item of the list\n- another item of the list\nThe last paragraph is here, and it ends."


@pytest.mark.parametrize(
    ("outputs", "kept"),
    [
        ({"x": ALL, "y": ALL, "z": ""}, ["The Ferry", "The first", "an item", "The last"]),
        ({"x": ALL, "y": "The Ferry", "z": "The Ferry"}, ["The Ferry"]),
        ({"x": ALL + "\nShare\nHome", "y": ALL, "z": "Share"}, ["The Ferry", "The first", "an item", "The last", "Share"]),
        ({"x": "HomeSharing is caring", "y": "HomeSharing is caring"}, []),  # short blocks count as lines of their own only
        (
            {"x": ALL.replace("some length", "SOME length"), "y": ALL.replace(", and", "; and")},
            ["The Ferry", "The first", "an item", "The last"],
        ),
        ({}, []),
        ({"x": " ", "y": ""}, []),
    ],
)
def test_what_most_extractors_hold_is_kept(outputs, kept):
    found = [block.text for block in consensus(PAGE, outputs)]
    assert len(found) == len(kept)
    assert all(any(text.startswith(start_) for text in found) for start_ in kept)


def test_roles_and_order_come_from_the_page():
    roles = [(block.role, block.text.count("\n")) for block in consensus(PAGE, {"x": ALL})]
    assert roles == [("heading", 0), ("paragraph", 0), ("list", 1), ("paragraph", 0)]


def test_a_repeated_block_is_drafted_once_and_dumps_work_too():
    page = Page("a", "c", "Title of the page\n• menu\nTitle of the page\nThe text of it is long enough to count.".encode(), Kind.TEXT)
    found = consensus(page, {"x": "Title of the page\nThe text of it is long enough to count."})
    assert found == (Block("Title of the page"), Block("The text of it is long enough to count."))


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
    found = saved_pages(folder)
    assert [(page.id, page.url, page.site, page.lang, page.kind) for page in found.pages] == [
        ("One-page", "https://www.x.example/1", "x.example", "el", Kind.HTML),
        ("One-page-2", "http://y.example/two", "y.example", "", Kind.HTML),
        ("dump", "", "", "", Kind.TEXT),
    ]
    written = start(folder, found.pages, {"One-page": (Block("one"),)})
    assert [path.name for path in written] == ["One-page.txt", "One-page-2.txt", "dump.txt"]
    read = bench.corpus.load(folder)
    assert [page.content for page in read.pages] == [page.content for page in found.pages]
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
