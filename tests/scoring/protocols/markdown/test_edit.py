"""Protocols text-edit, code-edit, formula-edit and table-edit: Levenshtein's plain table, pages left out, what each takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import load
from bench.scoring.protocols.markdown import edit as markdown_edit
from tests.scoring.pages import figures, gold

SAMPLE = "a `x = 1`\n\n$c^2$\n\n| a |\n|---|\n| b |\n\n```\ny\n```\n"


@given(*[st.text(alphabet="ab\n", max_size=8)] * 2)
def test_text_edit_is_levenshtein_over_the_longer_side(truth: str, text: str) -> None:
    table = [list(range(len(text) + 1))]
    for i, char in enumerate(truth, 1):
        table.append([i])
        for j, other in enumerate(text, 1):
            table[i].append(min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (char != other)))
    assert markdown_edit.TEXT.row(markdown_edit.TEXT.prepare(gold(truth)), text) == (table[-1][-1], max(len(truth), len(text)))


def test_pages_without_any_on_either_side_are_left_out_and_one_side_alone_is_nothing() -> None:
    code, plain = "x `y = 1`", "x"
    assert figures("code-edit", (gold(code), code), (gold(plain), plain))["similarity"] == 1
    assert figures("code-edit", (gold(code), code), (gold(plain), code))["similarity"] == 0.5
    assert np.isnan(figures("code-edit", (gold(plain), plain))["similarity"])


@pytest.mark.parametrize(
    ("name", "taken"),
    [("text-edit", SAMPLE), ("code-edit", "x = 1\n\ny"), ("formula-edit", "c^2"), ("table-edit", "| a |\n|---|\n| b |")],
)
def test_each_protocol_takes_its_own_kind(name: str, taken: str) -> None:
    scorer = load(name)
    assert sorted(scorer.prepare(gold(SAMPLE)).split("\n\n")) == sorted(taken.split("\n\n"))
    assert scorer.row(scorer.prepare(gold(SAMPLE)), SAMPLE)[0] == 0
    assert scorer.row(scorer.prepare(gold(SAMPLE)), "") == ((len(taken),) * 2 if name != "text-edit" else (len(SAMPLE),) * 2)


def test_a_page_is_explained_by_its_edit_script() -> None:
    explain = markdown_edit.TEXT.explain
    assert explain is not None
    steps = explain(gold("abcd"), "axcde")
    assert [(step.kind, step.what, step.gold, step.output) for step in steps] == [
        ("equal", "a", 1, 1),
        ("changed", "b -> x", 1, 1),
        ("equal", "cd", 2, 2),
        ("extra", "e", 0, 1),
    ]
