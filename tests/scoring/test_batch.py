"""Scoring all outputs of a page at once: the rows that each gets alone, whatever is equal, empty or long."""

from __future__ import annotations

import dataclasses
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import SCORERS, batch, load

TEXTS = st.lists(st.text(alphabet="ab \n.\u00e9\u0130\u4e2d\U0001f600", max_size=30), max_size=6)


@pytest.fixture(autouse=True)
def _quiet_jieba() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # noqa: F401


@pytest.mark.parametrize("name", sorted(SCORERS))
@settings(max_examples=12, deadline=None)
@given(truth=st.text(alphabet="ab \n.\u00e9", max_size=30), texts=TEXTS)
def test_rows_are_those_of_each_text_alone(name: str, truth: str, texts: list[str]) -> None:
    scorer = load(name)
    gold = Gold("page", (Block(truth),), ("a",), ("b",), {"markdown": truth, "tagged": truth, "html": truth})
    assert batch.page(scorer, gold, texts + texts) == [scorer.row(scorer.prepare(gold), text) for text in texts + texts]


def test_more_text_than_a_batch_holds_is_scored_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    scorer = load("words")

    def counted(prepared: object, texts: list[str]) -> list[tuple[float, ...]]:
        sizes.append(len(texts))
        assert scorer.rows is not None
        return scorer.rows(prepared, texts)

    monkeypatch.setattr(batch, "BATCH", 8)
    gold, texts = Gold("page", (Block("a b c"),)), ["a b c", "a", "b c", "a b c d e f g", ""]
    found = batch.page(dataclasses.replace(scorer, rows=counted), gold, texts)
    assert found == [scorer.row(scorer.prepare(gold), text) for text in texts]
    assert sizes == [2, 1, 1, 1]
