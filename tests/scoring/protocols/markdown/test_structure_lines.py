"""The protocol ``structure-lines``: what the look of a line makes of it, parts that gold lacks, the expressions it stands for."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.scoring import answers, load
from bench.scoring.explain import explain
from bench.scoring.protocols.markdown import structure, structure_lines
from tests.scoring.pages import figures, gold

LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")  # these four are how the published figures were counted
HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)$", re.MULTILINE)
LINKED = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)]*)\)")


def worded(text: str) -> str:
    return " ".join(re.findall(r"\w+", LINK.sub(r"\1", text).lower()))


@pytest.mark.parametrize(
    ("part", "markdown", "items"),
    [
        ("headings", "# A *b*\n\n##### c [d](/e)\n####### f\n#g\n # h", ["a b", "c d"]),
        ("headings", "```\n# a comment\n```\n# !", ["a comment"]),
        ("items", "- a\n  * b\n+ c\n1. d\n2) e\n-f\n3 g\n- !", ["a", "b", "c", "d", "e"]),
        ("items", "text\n- a\n  goes on", ["a"]),
        ("items", "-\n\nnext", ["next"]),
        ("items", "a\n\n\n  \n \t- b\n- \n", ["b"]),
        ("rows", "| A | b [c](/d) |\n|---|:-:|\n| | ! |\n| no", [("a", "b c"), ("", "")]),
        ("rows", "text\n|alone|\n|", [("alone",)]),
        ("links", "[A](/b) ![c](/d) [e] (f) [g](h) [[i](j) [k]", ["a", "g", "i"]),
        ("links", "[![a](b)](c) [](d) [e](f\ng)", ["a", "e"]),
        ("links", "![a [b](c) [d](e", ["b"]),
        ("words", "# A\n\n- ![b](c)d [E](f)!", ["a", "bd", "e"]),
    ],
)
def test_what_begins_like_a_part_is_one(part: str, markdown: str, items: list[object]) -> None:
    assert structure_lines.read(markdown)[part] == items


@settings(max_examples=300, deadline=None)
@given(st.text("ab1#-*+.)(][!| \n\t\r\u2028", max_size=40))
@example("!![a](b)![c](d)[e]](f)[g](h)")
@example("#  \n\n- \n 1)\n\n \n+ a")
def test_it_reads_what_the_regular_expressions_find(markdown: str) -> None:
    read = structure_lines.read(markdown)
    assert read["words"] == re.findall(r"\w+", LINK.sub(r"\1", markdown).lower())
    assert read["headings"] == [text for text in map(worded, HEADING.findall(markdown)) if text]
    assert read["items"] == [text for text in map(worded, ITEM.findall(markdown)) if text]
    assert read["links"] == [text for text in (worded(found) for found, _ in LINKED.findall(markdown)) if text]


def test_a_part_that_gold_lacks_is_left_out_and_one_that_only_gold_has_is_0() -> None:
    made = figures("structure-lines", (gold("# a"), "# a\n- a"), (gold("b"), "b"), (gold("- c"), ""))
    assert made["headings"] == made["headings_precision"] == 1
    assert made["items"] == made["items_precision"] == made["items_recall"] == 0
    assert math.isnan(made["rows"])
    assert made["words"] == pytest.approx((2 * 1 / 3 + 1 + 0) / 3)
    assert made["f1"] == pytest.approx(((1 + 2 / 3) / 2 + 1 + 0) / 3)


def test_it_shares_columns_and_figures_with_structure_as_far_as_it_has_parts() -> None:
    ours, theirs = load("structure-lines"), structure.SCORER
    assert set(ours.columns) == {name for name in theirs.columns if not name.startswith(("levels", "code"))}
    assert set(ours.metrics) == {name for name in theirs.metrics if not name.startswith(("levels", "code"))}
    assert ours.needs == theirs.needs
    assert not answers.takes(ours, "text")
    assert answers.read(ours, "markdown", "# a") == "# a"
    rows = structure.np.array([ours.row(ours.prepare(gold(text)), "") for text in ("# a", "- b\n- c")])
    counted = structure.pages_with_parts(rows, structure_lines.PARTS)
    assert counted == {"words": 2, "headings": 1, "items": 1, "rows": 0, "links": 0}


def test_a_table_without_a_line_below_its_head_has_rows_here_alone() -> None:
    table = "| a | b |\n| c | d |"
    assert figures("structure-lines", (gold(table), table))["rows"] == 1
    assert math.isnan(figures("structure", (gold(table), table))["rows"])


def test_it_explains_item_by_item() -> None:
    steps = explain(load("structure-lines"), gold("# a\n\n- b\n\n| c | d |"), "# a\n\n[e](f)").steps
    assert [(step.kind, step.what) for step in steps] == [
        ("equal", "headings: a"), ("missing", "items: b"), ("missing", "rows: c | d"), ("extra", "links: e"),
        ("missing", "words: b"), ("missing", "words: c"), ("missing", "words: d"), ("extra", "words: e"), ("equal", "words: a"),
    ]  # fmt: skip
