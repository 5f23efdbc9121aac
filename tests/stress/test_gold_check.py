"""A changed page keeps its gold only where every line still stands, whole and in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.model import Block, Gold, Page
from bench.stress.gold_check import GoldCheck
from tests.toys import stories

PAGE, GOLD = stories.story(0)
TEXT = PAGE.content.decode()
SECOND, THIRD = stories.sentence(0, 1), stories.sentence(0, 2)


@pytest.mark.parametrize(
    ("old", "new", "keeps"),
    [
        ("", "", True),
        ("</h1>", "</h1><div><p>Buy boots</p></div>", True),
        ("<article>", "<div><div>", True),
        (SECOND, SECOND.replace(" ", "\n  "), True),
        (SECOND, f"<span>{SECOND}</span>", True),
        (SECOND, "", False),
        (SECOND, SECOND.replace("nobody", "no ad here body"), False),
        (SECOND, SECOND.replace("behind", "</p><p>Advertisement</p><p>behind"), False),
    ],
)
def test_a_line_that_is_gone_or_cut_is_seen(old: str, new: str, keeps: bool) -> None:
    changed = replace(PAGE, stored=TEXT.replace(old, new, 1).encode())
    assert GoldCheck(PAGE, GOLD).keeps(changed) is keeps


def test_lines_that_change_places_are_seen() -> None:
    swapped = TEXT.replace(SECOND, "@").replace(THIRD, SECOND).replace("@", THIRD)
    assert not GoldCheck(PAGE, GOLD).keeps(replace(PAGE, stored=swapped.encode()))


def test_a_line_over_two_passages_must_not_be_parted() -> None:
    page = Page("a", "c", b"<dl><dt>Length:</dt><dd>four metres</dd></dl>")
    check = GoldCheck(page, Gold("a", (Block("Length: four metres"),)))
    assert check.keeps(replace(page, stored=b"<p>Ad</p><dl><dt>Length:</dt><dd>four metres</dd></dl>"))
    assert not check.keeps(replace(page, stored=b"<dl><dt>Length:</dt><p>Ad</p><dd>four metres</dd></dl>"))


def test_segments_that_must_not_be_returned_have_to_stay() -> None:
    check = GoldCheck(PAGE, Gold("s0", None, must_not=("All rights reserved",), must_have=("Headline 0",)))
    assert check.keeps(PAGE)
    assert not check.keeps(replace(PAGE, stored=TEXT.replace("All rights", "Rights").encode()))


def test_a_page_without_gold_keeps_it() -> None:
    assert GoldCheck(PAGE, None).keeps(replace(PAGE, stored=b"<p>other</p>"))
