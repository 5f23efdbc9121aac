"""The protocols of Fundus' evaluation: which optional paragraphs count, whole paragraphs, tokens and sentences."""

from __future__ import annotations

import pytest

from bench.model import Block, Gold
from bench.scoring.protocols import fundus


def gold(*texts: str) -> Gold:
    """Gold whose texts in brackets are optional."""
    return Gold("p", tuple(Block(text.strip("[]"), optional=text.startswith("[")) for text in texts))


def figures(scorer: object, truth: Gold, text: str) -> tuple[float, ...]:
    return scorer.row(scorer.prepare(truth), text)[:3]


def test_every_choice_of_up_to_four_optional_paragraphs_is_tried_and_of_more_all_or_none() -> None:
    four = list(fundus.references(gold("a", "[b]", "c", "[d]", "[e]", "[f]")))
    assert len(four) == 16
    assert (four[0], four[1], four[-1]) == (["a", "b", "c", "d", "e", "f"], ["a", "c", "d", "e", "f"], ["a", "c"])
    assert list(fundus.references(gold("a", *["[x]"] * 5))) == [["a", *"xxxxx"], ["a"]]
    assert list(fundus.references(Gold("p", None))) == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb\n\nc", (1.0, 1.0, 1.0)),
        ("a\n\nc", (1.0, 1.0, 1.0)),
        ("a \n \nc\n\nx", (0.4, 1 / 3, 1 / 2)),  # letter by letter: "a " is another paragraph
        ("a\n\na", (0.5, 0.5, 0.5)),
        ("A", (0.0, 0.0, 0.0)),
        ("", (0.0, 0.0, 0.0)),
    ],
)
def test_paragraphs_are_matched_whole(text: str, expected: tuple[float, ...]) -> None:
    truth = gold("a", "[b]", "c")
    assert figures(fundus.PARAGRAPHS, truth, text) == pytest.approx(expected)


def test_the_choice_that_counts_is_the_one_of_the_highest_f1() -> None:
    truth = gold("One two.", "[Three four.]", "[Five six.]")
    assert figures(fundus.ROUGE, truth, "one, TWO! Five six") == (1.0, 1.0, 1.0)
    assert figures(fundus.ROUGE, truth, "One two.") == (1.0, 1.0, 1.0)
    assert figures(fundus.ROUGE, truth, "One two seven.") == pytest.approx((0.8, 2 / 3, 1.0))


def test_explanations_are_of_the_choice_that_counts() -> None:
    truth = gold("One.", "[Two.]", "Three.")
    assert [step.what for step in fundus.PARAGRAPHS.explain(truth, "One.\n\nThree.")] == ["One.", "Three."]
    assert [(step.what, step.gold, step.output) for step in fundus.ROUGE.explain(truth, "One. Three")] == [("one", 1, 1), ("three", 1, 1)]
