"""Scoring all outputs of a page at once: the rows that each gets alone, whatever is equal or empty."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import SCORERS, batch, load
from tests.scoring.libraries import need

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = st.lists(st.text(alphabet="ab \n.\u00e9\u0130\u4e2d\U0001f600", max_size=30), max_size=6)


@pytest.mark.parametrize("name", sorted(SCORERS))
@settings(max_examples=12, deadline=None)
@given(truth=st.text(alphabet="ab \n.\u00e9", max_size=30), texts=TEXTS)
def test_rows_are_those_of_each_text_alone(name: str, truth: str, texts: list[str]) -> None:
    need(name)
    scorer = load(name)
    gold = Gold("page", (Block(truth),), ("a",), ("b",), {"markdown": truth, "tagged": truth, "html": truth})
    assert batch.page(scorer, gold, texts + texts) == [scorer.row(scorer.prepare(gold), text) for text in texts + texts]


@pytest.mark.parametrize("together", [False, True])
def test_gold_is_prepared_once_and_equal_texts_are_scored_once(together: bool) -> None:
    scorer, prepared, scored = load("aligned"), [], []

    def prepare(gold: Gold) -> object:
        prepared.append(gold)
        return scorer.prepare(gold)

    def row(ready: object, text: str) -> tuple[float, ...]:
        scored.append(text)
        return scorer.row(ready, text)

    def rows(ready: object, texts: Sequence[str]) -> list[tuple[float, ...]]:
        scored.extend(texts)
        return scorer.rows(ready, texts)

    gold = Gold("page", (Block("a b"),))
    made = dataclasses.replace(scorer, prepare=prepare, row=row, rows=rows if together else None)
    assert batch.page(made, gold, ["a", "b", "a", ""]) == [scorer.row(scorer.prepare(gold), text) for text in ("a", "b", "a", "")]
    assert (prepared, scored) == ([gold], ["a", "b", ""])
