"""What one answer costs, counted by hand."""

from __future__ import annotations

from math import isnan

import pytest

from bench.model import Block, Gold
from bench.scoring.tables.costs.answers import answer_cost, gold_tokens
from bench.scoring.tables.costs.tokenizers import WORDS

GOLD = Gold("p", (Block("By Ann", optional=True), Block("the cat and the dog")))


@pytest.mark.parametrize(
    ("answer", "tokens", "wasted", "recall"),
    [
        ("the cat and the dog", 5, 0, 1.0),
        ("dog the and cat the", 5, 0, 1.0),  # blind to order
        ("By Ann: the cat", 4, 0, 2 / 5),  # optional words are no waste, and no recall either
        ("the the the cat", 4, 1, 3 / 5),  # gold has ``the`` twice
        ("Menu Home the cat and the dog", 7, 2, 1.0),
        ("", 0, 0, 0.0),
    ],
)
def test_tokens_wasted_and_recall(answer: str, tokens: int, wasted: int, recall: float) -> None:
    made = answer_cost(answer, answer, gold_tokens(GOLD, WORDS), WORDS, 7)
    assert (made.tokens, made.characters, made.wasted, made.cpu_ns) == (tokens, len(answer), wasted, 7)
    assert made.recall == pytest.approx(recall)


def test_marks_of_markdown_cost_but_are_no_waste() -> None:
    made = answer_cost("[cat](http://x.test/menu)", "cat", gold_tokens(GOLD, WORDS), WORDS)
    assert (made.tokens, made.wasted, made.recall) == (4, 0, 1 / 5)  # cat http x.test menu


def test_without_gold_nothing_is_said_of_waste() -> None:
    assert gold_tokens(Gold("p", None, must_have=("cat",)), WORDS) is None
    made = answer_cost("a cat", "a cat", None, WORDS)
    assert (made.tokens, isnan(made.wasted), isnan(made.recall)) == (2, True, True)


def test_of_gold_without_a_required_word_there_is_no_recall() -> None:
    made = answer_cost("a cat", "a cat", gold_tokens(Gold("p", (), blank=True), WORDS), WORDS)
    assert (made.wasted, isnan(made.recall)) == (2, True)
