"""Protocol rouge-5: corner cases, a naive second implementation, and what is said where jieba is not installed."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench
from bench.errors import ProtocolError
from bench.model import Block, Gold
from bench.scoring import load
from bench.scoring.protocols import rouge5
from tests.scoring.libraries import need
from tests.scoring.pages import figures, gold


@pytest.fixture
def jieba() -> None:
    need("rouge-5")


@pytest.mark.usefixtures("jieba")
def test_rouge5_of_texts_under_five_tokens_is_nothing_even_if_identical() -> None:
    assert figures("rouge-5", (gold("a b"), "a b"))["f1"] == 0
    assert figures("rouge-5", (gold(" \n"), " "))["f1"] == 1
    assert figures("rouge-5", (gold("a b c"), "a b c"))["f1"] == 1  # white space counts: five tokens


@pytest.mark.usefixtures("jieba")
@settings(max_examples=40)
@given(*[st.text(alphabet="ab \u4e2d\u56fd", max_size=20)] * 2)
def test_rouge5_is_that_of_a_naive_implementation(truth: str, text: str) -> None:
    wanted, returned = ([tuple(side[i : i + 5]) for i in range(len(side) - 4)] for side in map(rouge5.tokenise, (truth, text)))
    common = sum(min(wanted.count(gram), returned.count(gram)) for gram in set(wanted))
    expected = (1.0, 1.0) if not truth.strip() and not text.strip() else (common / max(1, len(returned)), common / max(1, len(wanted)))
    assert rouge5.row(rouge5.prepare(gold(truth)), text)[:2] == expected


@pytest.mark.usefixtures("jieba")
def test_markdown_is_compared_where_gold_has_it_and_explained_by_5_grams() -> None:
    truth = Gold("page", (Block("other"),), parts={"markdown": "a b c"})
    assert rouge5.row(rouge5.prepare(truth), "a b c") == (1, 1, 1, 1, 1, 1)
    assert [(step.kind, step.what) for step in rouge5.explain(truth, "a b c")] == [("equal", "a| |b| |c")]


def test_without_jieba_the_protocol_is_listed_and_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert load("rouge-5").rules.tokens
    with pytest.raises(ProtocolError, match="needs jieba, which is not installed") as raised:
        bench.score("a", "a", protocol="rouge-5")
    assert raised.value.hint == "pip install 'boilerbench[rouge5]'"
    assert bench.score("a", "a", protocol="words")["f1"] == 1
