"""Protocol words: corner cases, snippets, and a naive second implementation."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.scoring.protocols import words
from tests.scoring.pages import figures, gold

TEXTS = st.text(alphabet="ab AB\n\u0130\u00df\u03a3.", max_size=40)
SNIPPETS = st.lists(st.text(alphabet="abA ", min_size=1, max_size=4), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("truth", "text", "row"),
    [
        ("", "", (0, 0, 0, 0, 0, 0, 0)),
        ("a", "", (0, 0, 1, 0, 0, 0, 0)),
        ("", "a", (0, 1, 0, 0, 0, 0, 0)),
        ("A b", "B, a!", (2, 2, 2, 0, 0, 0, 0)),
        ("a a b", "a b b c", (2, 4, 3, 0, 0, 0, 0)),
        ("a_b", "a b", (0, 2, 1, 0, 0, 0, 0)),
        ("\u03a3\u03a3", "\u03c3\u03c2", (1, 1, 1, 0, 0, 0, 0)),
        ("\u0130", "i\u0307", (1, 1, 1, 0, 0, 0, 0)),
        ("a b\na b\nc", "a b\nc d\na", (4, 5, 5, 0, 0, 0, 0)),  # a line that both have, of one that gold has twice
        ("a\n\nb", "b\na\na\nb", (2, 4, 2, 0, 0, 0, 0)),
        ("\U00020000 a\nb", "\U00020000 a\n\U00020000", (2, 3, 3, 0, 0, 0, 0)),  # beyond the Basic Multilingual Plane
    ],
)
def test_corner_cases(truth: str, text: str, row: tuple[float, ...]) -> None:
    assert words.row(words.prepare(gold(truth)), text) == row


def test_snippets_are_counted_in_lower_case_with_white_space_as_it_is() -> None:
    ready = words.prepare(gold("a", ("A b", "c"), ("X", "a  b", "y")))
    assert words.row(ready, "x a B")[3:] == (1, 2, 1, 3)


@example("A\u03a3. A", "a\u03c2. a\u03c3", (), ())
@given(TEXTS, TEXTS, SNIPPETS, SNIPPETS)
def test_words_are_those_of_a_naive_implementation(truth: str, text: str, have: tuple[str, ...], must_not: tuple[str, ...]) -> None:
    wanted, returned = (re.findall(r"\w+", side.lower()) for side in (truth, text))
    left = list(wanted)
    common = 0
    for token in returned:
        if token in left:
            left.remove(token)
            common += 1
    precision, recall = (1.0, 1.0) if not wanted and not returned else (common / (len(returned) or 1), common / (len(wanted) or 1))
    made = figures("words", (gold(truth, have, must_not), text))
    assert (made["precision"], made["recall"]) == (precision, recall)
    assert made["f1"] == pytest.approx(2 * precision * recall / (precision + recall) if precision + recall else 0)
    for metric, listed in (("with", have), ("without", must_not)):
        share = sum(snippet.lower() in text.lower() for snippet in listed) / len(listed) if listed else 1.0
        assert made[metric] == pytest.approx(share)


def test_pages_without_snippets_count_one_in_the_source_and_are_left_out_beside_it() -> None:
    made = figures("words", (gold("a", ("a",), ("b",)), "a"), (gold("a"), "a"))
    assert (made["with"], made["without"]) == (1.0, 0.5)
    assert (made["with_listed"], made["without_listed"]) == (1.0, 0.0)
    assert "without" in words.SCORER.lower_is_better


def test_a_page_is_explained_by_snippets_then_words() -> None:
    steps = words.explain(gold("a b b", ("A",), ("z",)), "b z")
    assert [(step.kind, step.what, step.gold, step.output) for step in steps] == [
        ("snippet to have", "A", 1, 0),
        ("snippet not to have", "z", 0, 1),
        ("missing", "b", 2, 1),
        ("missing", "a", 1, 0),
        ("extra", "z", 0, 1),
    ]
