"""Gold read for alignments: flags of optional words, blocks kept apart, and runs that count what the row counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring.protocols import aligned
from bench.scoring.text import alignment, lcs, tokens

TEXT = st.lists(st.sampled_from(["a", "b", "c", "x", ". ", "\n", "漢"]), max_size=12).map(" ".join)
GOLD = st.lists(st.builds(Block, TEXT, st.booleans()), max_size=4).map(lambda blocks: Gold("p", tuple(blocks)))


def test_optional_words_are_flagged_and_required_ones_stand_apart() -> None:
    read = alignment.prepare(Gold("p", (Block("By A", optional=True), Block("b. c"), Block("A", optional=True))))
    known = read.reader.known
    assert read.code == "".join(known[word] for word in ("By", "A", "b", "c", "A"))
    assert read.optional == b"\x01\x01\x00\x00\x01"
    assert read.required == known["b"] + known["c"]


@pytest.mark.parametrize("page", [Gold("p", None), Gold("p", ()), Gold("p", (Block(""),)), Gold("p", (Block("…"),))])
def test_gold_without_words_aligns_with_nothing(page: Gold) -> None:
    read = alignment.prepare(page)
    assert (read.code, read.optional, read.required) == ("", b"", "")
    assert alignment.runs(read, ["a"]) == []


@given(GOLD, TEXT)
def test_runs_match_equal_words_as_often_as_the_row_says(page: Gold, text: str) -> None:
    read, words = alignment.prepare(page), tokens.words(text)
    runs = alignment.runs(read, words)
    own = [word for block in page.blocks or () for word in tokens.words(block.text)]
    matched = [(i + step, j + step) for i, j, size in runs for step in range(size)]
    assert all(own[i] == words[j] for i, j in matched)
    row = dict(zip(aligned.COLUMNS, aligned.row(read, text), strict=True))
    assert sum(not read.optional[i] for i, _ in matched) == row["matched"]
    assert sum(read.optional[i] for i, _ in matched) == row["optional_matched"]


@given(GOLD, TEXT)
def test_large_pairs_are_aligned_without_foreign_words_and_placed_among_them(page: Gold, text: str) -> None:
    read = alignment.prepare(page)
    usual = alignment.matches(read, read.reader.code(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lcs, "TABLE_BITS", 0)
        runs = alignment.matches(read, read.reader.code(text))
    assert sum(size for *_, size in runs) == sum(size for *_, size in usual)
    assert all(read.code[i : i + size] == read.reader.code(text)[j : j + size] for i, j, size in runs)
