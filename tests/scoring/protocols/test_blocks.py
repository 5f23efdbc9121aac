"""Tests of protocol blocks: a table, one page by hand, laws, and a naive second implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring.protocols import blocks
from bench.scoring.text import lcs

LINE = st.lists(st.sampled_from(["a", "b", "c", "d", "x_y", "é"]), max_size=6).map(" ".join)
TEXT = st.lists(LINE, max_size=4).map("\n".join)


def counts(gold: str, text: str) -> tuple[float, ...]:
    return blocks.row(blocks.prepare(Gold("p", (Block(gold),))), text)


def figures(*pages: tuple[str, str]) -> list[float]:
    rows = np.array([counts(*page) for page in pages])
    found: list[float] = blocks.SCORER.finish(blocks.SCORER.parts(rows).sum(-2)).tolist()
    return found


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [
        ("", "", (0, 0, 0)),
        ("a b", "", (0, 0, 2)),
        ("", "a b", (0, 2, 0)),
        ("a b\nc d", "a b\nc d", (4, 0, 0)),
        ("a b", "a b\nhome news", (2, 2, 0)),
        ("a b\nc d e", "a b", (2, 0, 3)),
        ("a", "a " + "z " * 8, (9, 0, 0)),
        ("a", "a " + "z " * 9, (0, 10, 0)),
        ("x_y", "x y", (2, 0, 0)),
    ],
)
def test_counts(gold: str, text: str, expected: tuple[float, ...]) -> None:
    assert counts(gold, text) == expected


def test_pages_are_pooled() -> None:
    assert figures(("a b", "a b\nx x"), ("a b c d", "")) == pytest.approx([4 / 10, 2 / 4, 2 / 6, 2 / 8])
    assert np.isnan(figures(("", ""))).all()


@given(TEXT, TEXT)
def test_a_naive_count_agrees(gold: str, text: str) -> None:
    sides = [[line.replace("_", " ").split() for line in side.split("\n")] for side in (gold, text)]
    flat = [[token for line in side for token in line] for side in sides]
    known = lcs.alphabet(flat[0])
    kept = [place for place, token in enumerate(flat[1]) if token in known]
    pairs = [(i, kept[j]) for i, j in lcs.pairs(lcs.codes(flat[0], known), lcs.codes(flat[1], known))]
    total = [0, 0]
    for which, side in enumerate(sides):
        on, start = {pair[which] for pair in pairs}, 0
        for line in side:
            hit = sum(place in on for place in range(start, start + len(line)))
            total[which] += len(line) if hit * 10 > len(line) else 0
            start += len(line)
    assert counts(gold, text) == (total[1], len(flat[1]) - total[1], len(flat[0]) - total[0])


@given(TEXT, TEXT)
def test_laws(gold: str, text: str) -> None:
    tp, fp, fn = counts(gold, text)
    assert tp + fp == len(blocks.tokenise(text)[0])
    assert 0 <= fn <= len(blocks.tokenise(gold)[0])
    if blocks.tokenise(gold)[0]:
        assert figures((gold, gold)) == [1, 1, 1, 1]
        assert figures((gold, "other")) == [0, 0, 0, 0]
