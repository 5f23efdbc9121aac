"""Means, hours and money of a line, by hand; what is left out is counted and said."""

from __future__ import annotations

from math import isnan, nan

import pytest

from bench.scoring.tables.costs import tables
from bench.scoring.tables.costs.answers import AnswerCost

ANSWERS = [
    AnswerCost(tokens=10, characters=50, wasted=4.0, recall=0.5, cpu_ns=18_000_000),
    AnswerCost(tokens=20, characters=90, wasted=0.0, recall=1.0, cpu_ns=54_000_000),
    AnswerCost(tokens=3, characters=10),  # no gold, and not timed
]


def test_a_line_by_hand() -> None:
    line = tables.cost_line("a", ANSWERS, 2, 0.25)
    assert (line.pages, line.failed, line.with_gold, line.timed) == (3, 2, 2, 2)
    assert (line.tokens, line.characters, line.wasted, line.recall) == (11, 50, 2, 0.75)
    assert line.cpu_ms == pytest.approx(36)
    assert line.hours == pytest.approx(10)  # .036 s x 1,000,000 / 3,600 s
    assert line.money == pytest.approx(2.5)


def test_without_an_answer_there_is_no_figure() -> None:
    line = tables.cost_line("a", [], 5, 1.0)
    assert (line.pages, line.failed) == (0, 5)
    assert all(map(isnan, (line.tokens, line.characters, line.wasted, line.recall, line.cpu_ms, line.hours, line.money)))


def test_the_table_says_what_was_counted_and_what_was_left_out() -> None:
    about = {"tokenizer": "uax29", "unit": "words", "price": 0.25}
    low, high = tables.cost_line("low", ANSWERS, 0, 0.25), tables.cost_line("high", ANSWERS[1:2], 3, 0.25)
    none = tables.cost_line("none", ANSWERS[2:], 0, 0.25)
    made = tables.costs("c", "html", [none, low, high], about)
    assert [line.adapter for line in made.lines] == ["high", "low", "none"]
    said = " ".join(made.notes)
    assert "Words are counted by uax29." in said
    assert "hours x 0.25" in said
    assert "Left out, for they failed: 3 of high pages." in said
    assert "1 of low, 1 of none pages" in said
    assert made.as_data()["lines"][1]["money"] == pytest.approx(2.5)
    assert isnan(made.as_data()["lines"][2]["wasted"]) == isnan(nan)
