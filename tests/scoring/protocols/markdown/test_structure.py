"""The protocol ``structure``: each part by itself, parts that are missing, and that a loss lowers only what it concerns."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Gold
from bench.scoring import load
from bench.scoring.explain import explain
from bench.scoring.protocols.markdown import structure
from bench.scoring.text.tree import PARTS
from tests.scoring.pages import figures, gold

NAME = st.text("abcdefgh", min_size=1, max_size=6)
WORDS = st.lists(NAME, min_size=1, max_size=5).map(" ".join)
BLOCK = st.one_of(
    WORDS,
    st.tuples(WORDS, NAME).map(lambda pair: f"[{pair[0]}](/{pair[1]})"),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items) + "\n\nafter"),
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3).map(
        lambda rows: "\n".join(["| a | b |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)])
    ),
    WORDS.map(lambda line: f"```\n{line}\n```"),
)
BODY = st.lists(BLOCK, max_size=5)
quick = settings(max_examples=30, deadline=None)


def scored(truth: str, text: str) -> dict[str, float]:
    return figures("structure", (gold(truth), text))


@quick
@given(heading=WORDS, level=st.integers(1, 6), body=BODY)
def test_a_perfect_output_is_1_in_every_part_it_has(heading: str, level: int, body: list[str]) -> None:
    text = "\n\n".join([f"{'#' * level} {heading}", *body])
    made = scored(text, text)
    assert made["f1"] == 1
    assert all(math.isnan(made[part]) or made[part] == 1 for part in PARTS)
    assert made["headings"] == made["levels"] == made["words"] == 1


@quick
@given(headings=st.lists(st.tuples(st.integers(1, 6), WORDS), min_size=1, max_size=4), body=BODY)
def test_losing_one_heading_lowers_only_its_parts(headings: list[tuple[int, str]], body: list[str]) -> None:
    lines = [f"{'#' * level} {text}" for level, text in headings]
    whole, less = ("\n\n".join([*body, *kept]) for kept in (lines, lines[1:]))
    made, before = scored(whole, less), scored(whole, whole)
    for part in PARTS:
        if part in {"headings", "levels", "words"}:
            assert made[part] < before[part]
        else:
            assert made[part] == before[part] or math.isnan(before[part])
    assert made["headings_precision"] == 1 or len(headings) == 1


@pytest.mark.parametrize(
    ("part", "truth", "text", "value"),
    [
        ("headings", "# a\n\n## b", "## a\n\nb", 2 / 3),
        ("levels", "# a\n\n## b", "## a\n\n## b", 1 / 2),
        ("items", "- a\n  - b\n- c", "- a\n- b\n- d", 2 / 3),
        ("items", "1. a\n2. b", "- a\n- b", 1),
        ("rows", "| a | b |\n|--|--|\n| c | d |", "| a | b |\n|--|--|\n| c | e |", 1 / 2),
        ("headings", "## The *End*!", "# the end", 1),
        ("code", "```py\nx = 1\n```", "    x = 1", 1),
        ("links", "[a](https://x.org/p#top)", "see [a](/p)", 1),
        ("links", "[a](https://x.org/p?q=1)", "[a](/p)", 0),
        ("words", "**A** b [c](/d)", "a b c", 1),
    ],
)
def test_each_part_is_compared_as_a_multiset(part: str, truth: str, text: str, value: float) -> None:
    assert scored(truth, text)[part] == pytest.approx(value)


def test_a_part_of_neither_side_is_left_out_and_one_of_one_side_is_0() -> None:
    made = figures("structure", (gold("# a"), "# a"), (gold("b"), "- b"), (gold("- c"), ""))
    assert made["headings"] == 1
    assert made["items"] == made["items_precision"] == made["items_recall"] == 0
    assert math.isnan(made["code"])
    assert made["words"] == pytest.approx(2 / 3)
    assert made["f1"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    scorer = load("structure")
    rows = structure.np.array([scorer.row(scorer.prepare(gold(truth)), text) for truth, text in (("# a", ""), ("b", "- b"))])
    assert structure.pages_with_parts(rows) == {"words": 2, "headings": 1, "levels": 1, "items": 0, "rows": 0, "code": 0, "links": 0}


def test_it_explains_item_by_item_and_needs_markdown() -> None:
    steps = explain(load("structure"), gold("# a\n\n- b"), "# a").steps
    assert [(step.kind, step.what) for step in steps] == [
        ("equal", "headings: a"), ("equal", "levels: a | 1"), ("missing", "items: b"), ("missing", "words: b"), ("equal", "words: a"),
    ]  # fmt: skip
    assert not load("structure").applies(Gold("page", (), parts={"markdown": "# a"}))
