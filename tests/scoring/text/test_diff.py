"""Tests of the page view's diff: it rebuilds both texts and counts what ``aligned`` counts."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import corpus
from bench.adapters import floors
from bench.model import Block, Gold, Kind
from bench.scoring.protocols import aligned
from bench.scoring.text import alignment, tokens
from bench.scoring.text.diff import Diff, compare, diff, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

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
    row = dict(zip(aligned.COLUMNS, aligned.row(alignment.prepare(gold), text), strict=True))
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


def theirs(left: list[str], right: list[str], *, autojunk: bool = False) -> int:
    """Return the length of the standard library's edit script."""
    codes = difflib.SequenceMatcher(None, left, right, autojunk).get_opcodes()
    return sum((i_end - i) + (j_end - j) for kind, i, i_end, j, j_end in codes if kind != "equal")


@given(TEXT, TEXT)
def test_the_edit_script_is_no_longer_than_the_standard_librarys(left: str, right: str) -> None:
    assert diff(Gold("p", (Block(left),)), right).edits() <= theirs(tokens.words(left), tokens.words(right))


@given(st.lists(st.sampled_from("abcde"), max_size=40), st.lists(st.sampled_from("abcdef"), max_size=40))
def test_without_optional_blocks_no_edit_script_is_shorter(gold: list[str], output: list[str]) -> None:
    assert diff(Gold("p", (Block(" ".join(gold)),)), " ".join(output)).edits() <= theirs(gold, output)


@pytest.mark.parametrize("extractor", [floors.everything, floors.paragraphs])
def test_no_edit_script_for_a_page_of_the_embedded_corpus_is_longer_than_the_standard_librarys(extractor: Callable[[str], str]) -> None:
    embedded = corpus.load("embedded")
    for page in embedded.pages:
        blocks = embedded.gold[page.id].blocks
        if blocks is None or page.kind is not Kind.HTML:
            continue
        required = tuple(block for block in blocks if not block.optional)
        text = extractor(page.content.decode("utf-8", "replace"))
        made = diff(Gold(page.id, required), text)
        left, right = [word for block in required for word in tokens.words(block.text)], tokens.words(text)
        assert made.edits() <= min(theirs(left, right), theirs(left, right, autojunk=True)), page.id


@given(GOLD, TEXT)
def test_what_was_scored_settles_the_length_of_the_edit_script(gold: Gold, text: str) -> None:
    row = dict(zip(aligned.COLUMNS, aligned.row(alignment.prepare(gold), text), strict=True))
    left = row["required"] + row["optional"]
    assert diff(gold, text).edits() == left + row["output"] - 2 * (row["matched"] + row["optional_matched"])


@given(GOLD, st.lists(TEXT, max_size=4))
def test_outputs_compared_before_change_nothing(gold: Gold, texts: list[str]) -> None:
    prepared = prepare(gold)
    assert [compare(prepared, text) for text in texts] == [diff(gold, text) for text in texts]


def test_required_words_come_before_a_longer_stretch_of_optional_ones() -> None:
    gold = Gold("p", (Block("x"), Block("a b c", optional=True)))
    made = diff(gold, "a b c x")
    assert made.counts()["matched"] == 1
    assert made.edits() == 6  # matching a, b and c instead would leave two words


@given(GOLD, TEXT)
def test_a_coarse_diff_says_so_and_holds_both_texts(gold: Gold, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bench.scoring.text.diff.COARSE", 0)
        patch.setattr("bench.scoring.text.lcs.BANDED", 2)
        found = compare(prepare(gold), text, exact=False)
    exact = diff(gold, text)
    assert found.coarse == bool(tokens.words(gold.text) and tokens.words(text))
    assert not exact.coarse
    assert found.rebuilt() == (gold.text, text)
    assert found.counts()["output"] == exact.counts()["output"]
    assert found.counts()["required"] == exact.counts()["required"]
    assert found.edits() >= exact.edits() or any(block.optional for block in gold.blocks or ())
