"""The saved page outlines what each text missed and added, and holds nothing that runs or is fetched."""

from __future__ import annotations

import re

import pytest

from bench.model import Block, Gold, Kind, Page
from bench.report.pages.saved_page import saved_page

MARKUP = (
    "<body><nav>home news sport<script>run()</script></nav><h1>the long story</h1><p>words of the story itself<p onclick=x()>and its end"
    "<aside>read <a href=http://a.example>more here</a></aside><img src=http://b.example/x.png>"
)
GOLD = Gold("p", (Block("the long story", role="heading"), Block("words of the story itself"), Block("and its end", optional=True)))


def shown(*texts, gold=GOLD, markup=MARKUP, kind=Kind.HTML):
    return saved_page(Page("p", "c", markup.encode(), kind), gold, texts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("the long story\nwords of the story itself\nand its end", (0, 0)),
        ("words of the story itself", (1, 0)),  # what is optional is never missed
        ("", (2, 0)),
        ("home news sport\nthe long story\nwords of the story itself\nread more here", (0, 2)),
        ("words of the story", (1, 0)),  # most of a block is the block
    ],
)
def test_blocks_missed_and_added_are_counted(text, counts):
    assert shown(text).counts == (counts,)


def test_each_text_has_a_target_and_outlines_of_its_own():
    made = shown("words of the story itself", "home news sport\nthe long story\nwords of the story itself")
    first, second = (re.findall(rf"#k{at}:target~:is\((.*?)\),.*?outline:3px (\w+)", made.markup) for at in (0, 1))
    (missed,), (added,) = first, second
    assert (missed[1], added[1]) == ("dashed", "solid")
    assert re.search(rf"<h1><span {re.escape(missed[0][1:-1])}>the long story", made.markup)
    assert re.search(rf"<nav><span {re.escape(added[0][1:-1])}>home news sport", made.markup)
    assert re.findall(r"<i hidden id=(k\d)>", made.markup) == ["k0", "k1"]


def test_nothing_runs_or_is_fetched():
    made = shown("x").markup
    assert not re.search("<script|onclick|href|http:|src=", made)
    assert made.startswith('<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="default-src \'none\';')


def test_without_gold_nothing_is_outlined_and_found_is_unknown():
    made = shown("home news sport", gold=Gold("p", None))
    assert made.counts == ((0, 0),)
    assert made.found != made.found
    assert shown("").found == 1.0


def test_text_dumps_are_shown_line_by_line_and_what_is_too_large_is_not(monkeypatch):
    assert shown(
        "a line", gold=Gold("p", (Block("a line"), Block("<b>another"))), markup="a line\n\n<b>another", kind=Kind.TEXT
    ).counts == ((1, 0),)
    monkeypatch.setattr("bench.report.pages.saved_page.LARGEST", 10)
    assert shown("x") is None


def test_a_page_of_which_no_extractor_returned_text_is_shown_without_outlines():
    made = shown()
    assert made.counts == ()
    assert "the long story" in made.markup
    assert "outline:3px" not in made.markup
