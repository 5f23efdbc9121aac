# ruff: noqa: E501
# A table of cases has one case a line.
import pytest

from bench.corpus.gold.consensus import consensus
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
    drafted = [block.text for block in consensus(PAGE, outputs)]
    assert len(drafted) == len(kept)
    assert all(any(text.startswith(start_) for text in drafted) for start_ in kept)


def test_roles_and_order_come_from_the_page():
    roles = [(block.role, block.text.count("\n")) for block in consensus(PAGE, {"x": ALL})]
    assert roles == [("heading", 0), ("paragraph", 0), ("list", 1), ("paragraph", 0)]


def test_a_repeated_block_is_drafted_once_and_dumps_work_too():
    page = Page("a", "c", "Title of the page\n• menu\nTitle of the page\nThe text of it is long enough to count.".encode(), Kind.TEXT)
    drafted = consensus(page, {"x": "Title of the page\nThe text of it is long enough to count."})
    assert drafted == (Block("Title of the page"), Block("The text of it is long enough to count."))
