"""Protocol fidelity: corner cases, one page by hand, figures that move alone, and what it explains."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import DEFAULT
from bench.scoring.protocols import aligned, fidelity
from bench.scoring.protocols.fidelity import BIDI, BREAK, CONTROL, SCORER
from tests.scoring.pages import figures

LINE = st.lists(st.sampled_from(["ab", "ba", "c", "Dee", "e.", "x's", "1.5", "né"]), min_size=1, max_size=6).map(" ".join)
LINES = st.lists(LINE, min_size=2, max_size=5)
BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n\n")
CONTROLS = [chr(code) for code in (0, 1, 7, 8, 11, 12, 14, 27, 31, 0x7F, 0x80, 0x85, 0x9F, 0x200B, 0xFEFF, 0xFFFD)]
MARKS = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
NEITHER = ["\t", "\n", "\r", " ", "\xa0", "\xad", "\u200c", "\u200d", "\u2060", "\u202f", "\u2065", "\u206a", "é", "😀"]


def gold(*texts: str, role: str = "paragraph") -> Gold:
    """Return gold with a block for each text; one in parentheses is optional."""
    return Gold("p", tuple(Block(text, optional=text.startswith("("), role=role) for text in texts))


def row(truth: Gold, text: str) -> dict[str, int]:
    return dict(zip(SCORER.columns, map(int, fidelity.row(fidelity.prepare(truth), text)), strict=True))


def values(truth: Gold, text: str) -> dict[str, float]:
    return figures("fidelity", (truth, text))


@pytest.mark.parametrize(
    ("blocks", "text", "kept", "judged"),
    [
        (("a b", "c d"), "a b\nc d", 1, 1),
        (("a b", "c d"), "a b c d", 0, 1),
        (("a b.", "c d"), "a b. c d", 0, 1),
        (("a b", "c d"), "menu\na b share\nit c d\nfooter", 1, 1),
        (("a b", "c d"), "a b share it c d", 0, 1),
        (("a b", "c d"), "a b", 0, 0),
        (("a b", "c d"), "a\nd", 0, 0),
        (("end of it.", "Start here"), "end of it.Start here", 0, 1),
        (("end of it", "Start here"), "end of itStart here", 0, 1),
        (("One", "Two", "Three four"), "OneTwoThree four", 0, 2),
        (("One", "Two"), "One\nTwo", 1, 1),
        (("in 1", "2 more"), "in 12 more", 0, 1),
        (("a b", "(by me)", "c d"), "a b\nc d", 1, 1),
        (("a b", "(by me)", "c d"), "a b by me\nc d", 1, 1),
        (("a b", "(by me)", "c d"), "a b by me c d", 0, 1),
        (("(by me)", "a b"), "by me a b", 0, 0),
        (("a b", "* * *", "c d"), "a b\nc d", 1, 1),
        (("a b", "c d", "e f"), "a b\nc d e f", 1, 2),
        (("今日は", "いい天気"), "今日はいい天気", 0, 1),
        (("今日は", "いい天気"), "今日は\nいい天気", 1, 1),
        (("a\nb", "c"), "a b\nc", 1, 1),
        (("a", "b"), "", 0, 0),
        (("a", "b"), "zz", 0, 0),
        (("a b",), "a b", 0, 0),
    ],
)
def test_boundaries(blocks: tuple[str, ...], text: str, kept: int, judged: int) -> None:
    made = row(gold(*blocks), text)
    assert (made["kept"], made["judged"]) == (kept, judged)


@pytest.mark.parametrize("end", BREAKS)
def test_every_line_end_counts_as_a_break(end: str) -> None:
    assert row(gold("a b.", "c d"), f"a b.{end}c d")["kept"] == 1


@pytest.mark.parametrize(("role", "boundaries"), [("paragraph", 1), ("quote", 1), ("list", 3), ("table", 3), ("code", 3)])
def test_lines_of_lists_tables_and_code_are_lines_of_the_page(role: str, boundaries: int) -> None:
    truth = gold("a b\n\nc d\n---\ne f", "g h", role=role)
    assert row(truth, "a b\nc d\ne f\ng h")["kept"] == boundaries == row(truth, "")["boundaries"]
    joined = row(truth, "a b c d e f\ng h")
    assert (joined["kept"], joined["judged"]) == (1, boundaries)


def test_which_characters_are_counted() -> None:
    assert all(CONTROL.fullmatch(char) and not BIDI.fullmatch(char) for char in CONTROLS)
    assert all(BIDI.fullmatch(char) and not CONTROL.fullmatch(char) for char in MARKS)
    assert not any(CONTROL.fullmatch(char) or BIDI.fullmatch(char) for char in NEITHER)
    assert sum(bool(CONTROL.fullmatch(chr(code))) for code in range(0x10000)) == 32 - 3 + 1 + 32 + 3
    assert sum(bool(BIDI.fullmatch(chr(code))) for code in range(0x10000)) == len(MARKS)


@pytest.mark.parametrize(
    ("blocks", "text", "controls", "marks"),
    [
        (("a\x07 b",), "a\x07 b", 0, 0),
        (("a\x07 b",), "a\x07 b\x07", 1, 0),
        (("a\x07 b",), "a b", 0, 0),
        (("a\u200e b",), "a\u200f b", 0, 1),
        (("a b", "(\u200eme)"), "a b\u200e", 0, 0),
        (("a b",), "\ufeffa\u200b b\u202e\u2066", 2, 2),
        (("",), "\x00", 1, 0),
    ],
)
def test_what_the_gold_has_is_not_added(blocks: tuple[str, ...], text: str, controls: int, marks: int) -> None:
    made = row(gold(*blocks), text)
    assert (made["controls_added"], made["bidi_added"]) == (controls, marks)


@pytest.mark.parametrize(
    ("blocks", "text", "expected"),
    [
        (("a b", "c d"), "a b\nc d", (1, 1, 1, 1)),
        (("a b", "c d"), "a b c d", (0.5, 0, 1, 1)),
        (("a b", "c d"), "a b\nc d\x07", (0.75, 1, 0, 1)),
        (("a b", "c d"), "a b\nc d\u202e", (0.75, 1, 1, 0)),
        (("a b", "c d"), "", (0, 0, 0, 0)),
        (("a b", "c d"), "zz", (0, 0, 0, 0)),
        (("a b",), "", (0, math.nan, 0, 0)),
        (("a b",), "a", (1, math.nan, 1, 1)),
        (("a b", "c d"), "a", (1, math.nan, 1, 1)),
        ((), "", (1, math.nan, 1, 1)),
        ((), "zz", (0, math.nan, 0, 0)),
        (("* *",), "\x07", (0.75, math.nan, 0, 1)),
        (("(by me)",), "", (1, math.nan, 1, 1)),
        (("(by me)",), "by", (1, math.nan, 1, 1)),
    ],
)
def test_the_figures_of_a_page(blocks: tuple[str, ...], text: str, expected: tuple[float, ...]) -> None:
    assert tuple(values(gold(*blocks), text).values()) == pytest.approx(expected, nan_ok=True)
    assert SCORER.metrics == tuple(values(gold(*blocks), text))


def test_a_page_without_boundaries_is_left_out_of_line_breaks_alone() -> None:
    two, one = gold("a b", "c d"), gold("a b")
    assert figures("fidelity", (two, "a b c d"), (one, "a b"), (two, "a b\nc d\x07")) == pytest.approx(
        {"fidelity": (0.5 + 1 + 0.75) / 3, "line_breaks": 1 / 2, "clean": 2 / 3, "bidi": 1}
    )


def test_pages_without_a_row_stay_undefined() -> None:
    rows = np.array([[np.nan] * len(SCORER.columns)])
    assert np.isnan(SCORER.finish(SCORER.parts(rows))).all()


@given(LINES, st.sampled_from(BREAKS))
def test_gold_itself_is_perfect_with_any_line_end(lines: list[str], end: str) -> None:
    made = values(gold(*lines), end.join(lines))
    assert made["line_breaks"] == made["bidi"] == 1
    assert made["clean"] == (end not in CONTROLS)


@given(LINES, st.data())
def test_joining_two_paragraphs_lowers_line_breaks_alone(lines: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(lines) - 1))
    made = values(gold(*lines), f"{chr(10).join(lines[:at])} {chr(10).join(lines[at:])}")
    assert made["line_breaks"] == pytest.approx(1 - 1 / (len(lines) - 1))
    assert made["clean"] == made["bidi"] == 1
    assert made["fidelity"] < 1


@given(LINES, st.sampled_from(CONTROLS + MARKS), st.data())
def test_a_character_added_anywhere_lowers_its_own_figure_alone(lines: list[str], char: str, data: st.DataObject) -> None:
    truth, text = gold(*lines), "\n".join(lines)
    at = data.draw(st.integers(0, len(text)))
    made = values(truth, text[:at] + char + text[at:])
    assert made["clean"] == (char not in CONTROLS)
    assert made["bidi"] == (char not in MARKS)
    assert made["fidelity"] == 0.75
    assert BREAK.fullmatch(char) or made["line_breaks"] == 1


@given(LINES, st.sampled_from(CONTROLS + MARKS), st.sampled_from(["\n", " "]))
def test_a_character_that_the_gold_has_too_moves_nothing(lines: list[str], char: str, between: str) -> None:
    truth = gold(*(f"{line}{char}" for line in lines))
    made = values(truth, between.join(block.text for block in truth.blocks or ()))
    assert made["clean"] == made["bidi"] == 1
    assert made["line_breaks"] == (between == "\n" or bool(BREAK.fullmatch(char)))


@given(LINES, st.lists(LINE, max_size=5), st.sampled_from(["\n", " ", ""]))
def test_counts_agree_with_each_other_and_with_the_steps(lines: list[str], output: list[str], between: str) -> None:
    truth, text = gold(*lines), between.join(output)
    made, steps = row(truth, text), [step.kind for step in fidelity.explain(truth, text)]
    assert 0 <= made["kept"] <= made["judged"] <= made["boundaries"] == len(lines) - 1
    assert steps.count("line break kept") == made["kept"]
    assert steps.count("line break lost") == made["judged"] - made["kept"]
    assert steps.count("not judged") == made["boundaries"] - made["judged"]


def test_words_alone_do_not_see_it() -> None:
    truth = gold("a b", "c d")
    rows = [aligned.row(aligned.SCORER.prepare(truth), text) for text in ("a b\nc d", "a b c d", "a b\nc d\u202e")]
    assert rows[0] == rows[1] == rows[2]


def test_the_explanation_names_what_was_lost_and_added() -> None:
    steps = fidelity.explain(gold("one two three four five", "six", "seven"), "one two three four five six\nseven\x07\x07\u202e")
    assert [(step.kind, step.what, step.gold, step.output) for step in steps] == [
        ("words in common", "7 words", 7, 7),
        ("line break lost", "two three four five | six", 1, 0),
        ("line break kept", "six | seven", 1, 1),
        ("control added", "U+0007", 0, 2),
        ("bidi mark added", "U+202E", 0, 1),
    ]


def test_it_is_never_a_default() -> None:
    assert SCORER.name != DEFAULT
