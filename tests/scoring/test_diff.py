"""Tests of the page view's diff: it rebuilds both texts and counts what ``aligned`` counts."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import aligned, tokens
from bench.scoring.diff import Diff, diff

PIECE = st.sampled_from(["the ", "cat", " sat.", "\n", "… ", "on", "漢字", "🙂", "it’s", " _ ", "e\u0301", "\u00ad"])
TEXT = st.lists(PIECE, max_size=14).map("".join)
GOLD = st.lists(st.builds(Block, TEXT, st.booleans()), max_size=4).map(lambda blocks: Gold("p", tuple(blocks)))


def shown(found: Diff) -> list[tuple[str, str, str]]:
    return [(run.kind, found.gold[slice(*run.gold)], found.text[slice(*run.text)]) for run in found.runs]


@pytest.mark.parametrize(
    ("blocks", "text", "expected"),
    [
        ([], "", []),
        ([], "a b.", [("extra", "", "a b.")]),
        ([Block("— …")], "*", [("missing", "— …", ""), ("extra", "", "*")]),
        ([Block("a b.")], "", [("missing", "a b.", "")]),
        ([Block(" a, b")], "a b!", [("equal", " a, b", "a b!")]),
        ([Block("a b c")], "a x c", [("equal", "a ", "a "), ("missing", "b ", ""), ("extra", "", "x "), ("equal", "c", "c")]),
        (
            [Block("By A", optional=True), Block("c d")],
            "By c d",
            [("optional", "By ", "By "), ("optional", "A\n\n", ""), ("equal", "c d", "c d")],
        ),
        ([Block("a"), Block("b")], "a b", [("equal", "a\n\n", "a "), ("equal", "b", "b")]),
    ],
)
def test_runs_of_known_cases(blocks: list[Block], text: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(diff(Gold("p", tuple(blocks)), text)) == expected


@given(GOLD, TEXT)
def test_both_texts_are_rebuilt_from_the_runs(gold: Gold, text: str) -> None:
    found = diff(gold, text)
    assert found.rebuilt() == (gold.text, text)


@given(GOLD, TEXT)
def test_counts_are_those_of_the_row(gold: Gold, text: str) -> None:
    row = dict(zip(aligned.COLUMNS, aligned.row(aligned.prepare(gold), text), strict=True))
    assert diff(gold, text).counts() == {name: row[name] for name in ("matched", "required", "output", "optional_matched", "optional")}


@given(GOLD, TEXT)
def test_runs_are_what_they_say(gold: Gold, text: str) -> None:
    found = diff(gold, text)
    for run in found.runs:
        left = tokens.words(found.gold[slice(*run.gold)])
        right = tokens.words(found.text[slice(*run.text)])
        assert (len(left), len(right)) == (run.gold_words, run.text_words)
        if left and right:
            assert run.kind in {"equal", "optional"}
            assert left == right
        if left:
            assert gold.blocks is not None
            assert (run.kind == "optional") == gold.blocks[run.block].optional
        else:
            assert run.kind in {"extra", "missing"}


@given(TEXT, TEXT)
def test_the_edit_script_is_no_longer_than_the_standard_librarys(left: str, right: str) -> None:
    a, b = tokens.words(left), tokens.words(right)
    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    theirs = sum((i2 - i1) + (j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
    assert diff(Gold("p", (Block(left),)), right).edits() <= theirs


@given(st.lists(st.sampled_from("abcde"), max_size=40), st.lists(st.sampled_from("abcdef"), max_size=40))
def test_without_optional_blocks_no_edit_script_is_shorter(gold, output):
    made = diff(Gold("p", (Block(" ".join(gold)),)), " ".join(output))
    codes = difflib.SequenceMatcher(None, gold, output, autojunk=False).get_opcodes()
    theirs = sum((i_end - i) + (j_end - j) for kind, i, i_end, j, j_end in codes if kind != "equal")
    assert made.edits() <= theirs


def test_required_words_come_before_a_longer_stretch_of_optional_ones():
    gold = Gold("p", (Block("x"), Block("a b c", optional=True)))
    made = diff(gold, "a b c x")
    assert made.counts()["matched"] == 1
    assert made.edits() == 6  # matching a, b and c instead would leave two words
