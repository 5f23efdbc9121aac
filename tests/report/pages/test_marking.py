"""What a page shows is what was scored: gold and output come back from its marks, and its counts are the row's."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.report.pages.marking import SLOTS, marked
from bench.scoring.protocols import aligned
from bench.scoring.text import alignment, diff
from bench.scoring.text.tokens import words

WORD = st.sampled_from(["one", "two", "three", "fjord", "日本語", "نهر", "a<b", "&amp;", "</del>", "x.y", "\u202e", "7"])
TEXT = st.lists(WORD | st.sampled_from([" ", "\n", ", ", ". "]), max_size=30).map(" ".join)
GOLD = st.lists(st.tuples(TEXT, st.booleans(), st.sampled_from(["paragraph", "heading", "x onclick=y"])), min_size=1, max_size=5)
ELEMENT = re.compile(r"<(del|ins|span)(?: data-r=\w+| class=[on])?>(.*?)</\1>", re.DOTALL)


def parts(body):
    """Words by element as they stand in the markup: (element, class) -> words, and those outside of any."""
    found = {"del": [], "ins": [], "o": [], "n": []}
    for match in ELEMENT.finditer(body):
        kind = match[1] if match[1] != "span" else match[0][12]
        found[kind] += words(unescape(match[2]))
    return found


@settings(max_examples=60, deadline=None)
@given(GOLD, TEXT)
def test_gold_and_output_come_back_and_counts_are_the_rows(blocks, text):
    gold = Gold("p", tuple(Block(t, optional=free, role=role) for t, free, role in blocks))
    made = diff.diff(gold, text)
    assert made.rebuilt() == (gold.text, text)
    shown = marked(made, lambda line: ("navigation", "", "footer")[len(line) % 3], [block.role for block in gold.blocks])
    row = dict(zip(aligned.COLUMNS, aligned.row(alignment.prepare(gold), text), strict=True))
    counts = shown.counts
    assert {name: counts[name] for name in counts} == {name: int(row[name]) for name in counts}
    found = parts(shown.body)
    assert len(found["del"]) == row["required"] - row["matched"]
    assert len(found["ins"]) == row["output"] - row["optional_matched"] - row["matched"]
    assert len(found["o"]) + len(found["n"]) == row["optional"]


@settings(max_examples=60, deadline=None)
@given(GOLD, TEXT)
def test_the_words_of_gold_and_output_stand_in_the_markup_in_order(blocks, text):
    gold = Gold("p", tuple(Block(t, optional=free) for t, free, _ in blocks))
    body = marked(diff.diff(gold, text), lambda _: "", ["paragraph"] * len(gold.blocks)).body
    left = re.sub(r"<ins[^>]*>.*?</ins>", " ", body, flags=re.DOTALL)
    right = re.sub(r"<del[^>]*>.*?</del>|<span class=n>.*?</span>", " ", body, flags=re.DOTALL)
    assert words(unescape(re.sub(r"</?(?:del|ins|span)[^>]*>", " ", left))) == [word for block in gold.blocks for word in words(block.text)]
    assert words(unescape(re.sub(r"</?(?:del|ins|span)[^>]*>", " ", right))) == words(text)


@settings(max_examples=60, deadline=None)
@given(GOLD, TEXT)
def test_foreign_text_brings_no_element_and_no_attribute(blocks, text):
    gold = Gold("p", tuple(Block(t, optional=free, role=role) for t, free, role in blocks))
    body = marked(diff.diff(gold, text), lambda _: "x onclick=y", [block.role for block in gold.blocks]).body
    assert not re.search("<", ELEMENT.sub("", re.sub(r"<(del|ins|span)[^>]*></\1>", "", body)))
    assert "\u202e" not in body


def test_lines_of_extra_text_are_named_by_the_region_each_stands_in():
    gold = Gold("p", (Block("the story itself"),))
    lines = ["Home News About us Contact", "Jobs", "All rights are reserved here", "a sentence of the page that stands in no region"]
    names = {lines[0]: "navigation", lines[2]: "footer"}
    shown = marked(diff.diff(gold, "\n".join(["the story itself", *lines])), lambda line: names.get(line.strip(), ""), ["paragraph"])
    assert re.findall(r"<ins(?: data-r=(\w+))?>(.*?)</ins>", shown.body, re.DOTALL) == [
        ("navigation", "\n".join(lines[:2])), ("footer", lines[2]), ("", lines[3])
    ]  # fmt: skip


def test_the_map_marks_where_words_are_missing():
    gold = Gold("p", (Block("a b c d e f g h"), Block("i j k l m n o p")))
    shown = marked(diff.diff(gold, "a b c d e f g h"), lambda _: "", ["paragraph"] * 2)
    assert shown.missing == f"M0 {SLOTS // 2}h5v{SLOTS // 2}h-5z"
    assert shown.extra == ""
