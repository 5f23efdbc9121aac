"""Tests of rouge-lsum: bit-equal to rouge-score 0.1.2 on generated sentences and on published (gold, output) pairs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import nltk
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rouge_score import rouge_scorer, tokenizers

from bench.model import Block, Gold
from bench.scoring.protocols import rouge
from bench.scoring.text import lcs, sentences
from tests.scoring import peers

if TYPE_CHECKING:
    from collections.abc import Callable

PAIRS = 1_040  # of the smallest pages: the reference needs six minutes for a thousand average pairs
SENTENCES = st.one_of(st.text("a|", max_size=12), st.text("abcdX|", max_size=30)).map(lambda text: [list(s) for s in text.split("|") if s])
TEXT = st.lists(
    st.sampled_from(["a", "b", "The", "the", "cat", "sat.", "Mr.", "Then", "e.g.", "No!", "\n", "3.", "“Why?”", "\u00a0", ")"]), max_size=24
).map(" ".join)


class Whitespace(tokenizers.Tokenizer):
    def tokenize(self, text: str) -> list[str]:
        return text.split()


@pytest.fixture(autouse=True)
def _split_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rouge-score ask our splitter instead of downloading its model; that both split alike is tested in test_sentences."""
    monkeypatch.setattr(nltk, "sent_tokenize", sentences.split)


def reference(gold: str, text: str) -> tuple[float, float, float]:
    found = rouge_scorer.RougeScorer(["rougeLsum"], tokenizer=Whitespace(), split_summaries=True).score(gold, text)["rougeLsum"]
    return found.fmeasure, found.precision, found.recall


def scored(gold: str, text: str) -> tuple[float, ...]:
    return rouge.row(rouge.prepare(Gold("p", (Block(gold),))), text)[:3]


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [
        ("", "", (1, 1, 1)),
        (" \n", "\t", (1, 1, 1)),
        ("", "a", (0, 0, 1)),
        ("a", "", (0, 0, 0)),
        ("a", "b", (0, 0, 0)),
        ("a b", "b a", (0.5, 0.5, 0.5)),
        ("A b. C d.", "C d. A b.", (1, 1, 1)),
        ("a a a", "a", (0.5, 1, 1 / 3)),
    ],
)
def test_rules(gold: str, text: str, expected: tuple[float, float, float]) -> None:
    assert scored(gold, text) == expected


@settings(max_examples=5_000, deadline=None)
@given(SENTENCES, SENTENCES)
@example([["a", "a"]], [["a", "x"]])
@example([["a", "b", "a"]], [["b", "x", "y", "a", "b"], ["a"]])
def test_generated_sentences_score_bit_for_bit(gold: list[list[str]], output: list[list[str]]) -> None:
    theirs = rouge_scorer._summary_level_lcs(gold, output)
    found = rouge.measured(rouge.prepared(gold), output)
    if any(gold):
        assert found[:3] == (theirs.fmeasure, theirs.precision, theirs.recall)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_generated_texts_score_bit_for_bit(gold: str, text: str) -> None:
    if gold.split():
        assert scored(gold, text) == reference(gold, text)


def older(gold: str, text: str) -> tuple[float, ...]:
    return rouge.NLTK39.row(rouge.NLTK39.prepare(Gold("p", (Block(gold),))), text)[:3]


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT)
def test_sentences_of_an_older_nltk_score_bit_for_bit(gold: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nltk, "sent_tokenize", lambda side: sentences.split(side, older=True))
        if gold.split():
            assert older(gold, text) == reference(gold, text)


def test_a_curly_quote_tells_the_releases_of_nltk_apart() -> None:
    gold, text = "“A b.” C d e.", "C d e. “A b.”"
    assert scored(gold, text) == (1, 1, 1)
    assert older(gold, text) == (0.6, 0.6, 0.6)
    said = [[step.what for step in one.explain(Gold("p", (Block(gold),)), text)] for one in (rouge.SCORER, rouge.NLTK39) if one.explain]
    assert said == [["“A b.”", "C d e."], ["“A b.” C d e."]]
    assert (rouge.SCORER.variant, rouge.NLTK39.variant) == ("punkt", "punkt<3.10")


@given(st.text("abc", min_size=1, max_size=12), st.text("abcxy", max_size=12))
def test_the_walk_is_that_of_rouge_score(gold: str, output: str) -> None:
    expected = rouge_scorer.lcs_ind(list(gold), list(output))
    found = rouge.chosen(lcs.masks(gold), len(gold), output)
    assert [place for place in range(len(gold)) if found >> place & 1] == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "TABLE_BITS", 0)
        assert rouge.chosen(lcs.masks(gold), len(gold), output) == found


class Remembered:
    """Rouge-score's own function, asked once for a pair of sentences: the outputs of one page share most of theirs."""

    def __init__(self, function: Callable[[list[str], list[str]], list[int]]) -> None:
        self.function = lru_cache(maxsize=200_000)(lambda gold, output: function(list(gold), list(output)))

    def __call__(self, gold: list[str], output: list[str]) -> list[int]:
        return self.function(tuple(gold), tuple(output))


def test_published_pairs_score_bit_for_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    gold = peers.gold()

    def size(page: str) -> int:
        return len(gold[page]) * sum(len(output[page]) for output in peers.outputs().values())

    pairs = [(gold[page], output[page]) for page in sorted(gold, key=size) for output in peers.outputs().values() if output[page].strip()]
    assert len(pairs) > PAIRS
    monkeypatch.setattr(rouge_scorer, "lcs_ind", Remembered(rouge_scorer.lcs_ind))
    different = [number for number, (wanted, text) in enumerate(pairs[:PAIRS]) if scored(wanted, text) != reference(wanted, text)]
    assert different == []


@given(TEXT)
def test_a_text_scores_one_against_itself(text: str) -> None:
    assert scored(text, text) == (1, 1, 1)


@given(SENTENCES, SENTENCES)
def test_bounds(gold: list[list[str]], output: list[list[str]]) -> None:
    figures = rouge.measured(rouge.prepared(gold), output)
    assert all(0 <= figure <= 1 for figure in figures[:3])
    assert figures[3] <= min(figures[4], figures[5])


@given(SENTENCES)
def test_disjoint_sentences_score_zero(gold: list[list[str]]) -> None:
    if any(gold):
        assert rouge.measured(rouge.prepared(gold), [["other"]])[:3] == (0, 0, 0)
