"""Explanations: a protocol's own, in its own terms, or the row alone where it brings none."""

from __future__ import annotations

import dataclasses

import pytest

from bench.model import Block, Gold
from bench.scoring import SCORERS, load
from bench.scoring.explain import explain
from bench.scoring.protocols.steps import Step
from tests.scoring.pages import gold


def test_the_steps_are_those_of_the_protocol_itself() -> None:
    scorer = dataclasses.replace(load("edit"), name="theirs", explain=lambda gold, text: [Step("equal", gold.text + text, 1, 2)])
    made = explain(scorer, gold("a"), "b")
    assert made.protocol == "theirs"
    assert made.steps == (Step("equal", "ab", 1, 2),)


def test_a_protocol_without_an_explanation_is_explained_by_its_row() -> None:
    made = explain(dataclasses.replace(load("edit"), name="theirs", explain=None), gold("a b"), "a")
    assert made.steps == ()
    assert made.row == {"similarity": 2 / 3, "common": 1, "gold": 2, "output": 1}
    assert made.metrics == {"similarity": 2 / 3}


@pytest.mark.parametrize("name", sorted(SCORERS))
def test_every_protocol_of_ours_brings_an_explanation(name: str) -> None:
    assert load(name).explain is not None


def test_the_default_protocol_shows_the_alignment_that_it_scored() -> None:
    page = Gold("p", (Block("By  Ann", optional=True), Block("a b c")))
    made = explain(load("aligned"), page, "By a x c")
    assert [(step.kind, step.what, step.gold, step.output) for step in made.steps] == [
        ("optional", "By", 1, 1),
        ("optional", "Ann", 1, 0),
        ("equal", "a", 1, 1),
        ("missing", "b", 1, 0),
        ("extra", "x", 0, 1),
        ("equal", "c", 1, 1),
    ]


@pytest.mark.parametrize(
    ("name", "truth", "text", "steps"),
    [
        ("edit", "a, b", "a, c", [("equal", "a,"), ("missing", "b"), ("extra", "c")]),
        ("blocks", "a, b_c", "a d\nc", [("equal", "a"), ("missing", "b"), ("extra", "d"), ("equal", "c")]),
        ("rouge-lsum", "One two. Three.", "One.", [("sentence", "One two."), ("sentence", "Three.")]),
        ("teds", "| a | b |\n|--|--|\n", "| a | c |\n|--|--|\n", [("missing", "a | b"), ("extra", "a | c")]),
    ],
)
def test_steps_are_in_the_terms_of_their_protocol(name: str, truth: str, text: str, steps: list[tuple[str, str]]) -> None:
    assert [(step.kind, step.what) for step in explain(load(name), gold(truth), text).steps] == steps
