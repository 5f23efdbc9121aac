"""Tests of the default protocol: its rules in a table, one page by hand, then the laws."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring.protocols import aligned
from bench.scoring.text import alignment, tokens

WORD = st.sampled_from(["the", "cat", "sat", "on", "mat", "漢", "it’s", "3.14"])
LINE = st.lists(WORD, max_size=8).map(" ".join)
BLOCKS = st.lists(st.builds(Block, LINE, st.booleans()), max_size=4).map(tuple)


def gold(*blocks: Block | str) -> Gold:
    return Gold("p", tuple(block if isinstance(block, Block) else Block(block) for block in blocks))


def score(of: Gold, text: str) -> tuple[float, ...]:
    return aligned.row(alignment.prepare(of), text)


def metrics(rows: list[tuple[float, ...]]) -> list[float]:
    found: list[float] = aligned.SCORER.finish(aligned.SCORER.parts(np.array(rows)).sum(-2)).tolist()
    return found


OPTIONAL = Block("By Ann", optional=True)


@pytest.mark.parametrize(
    ("of", "text", "expected"),
    [
        (gold(), "", (1, 1, 1)),
        (gold("…"), " — ", (1, 1, 1)),
        (gold(), "a", (0, 0, 0)),
        (gold("a"), "", (0, 0, 0)),
        (gold("a"), "b", (0, 0, 0)),
        (gold("a b"), "a b", (1, 1, 1)),
        (gold("a b"), "b a", (0.5, 0.5, 0.5)),
        (gold("a b", "c d"), "a b\n\nc d", (1, 1, 1)),
        (gold("a b", "c d"), "a bc d", (2 / 3, 0.5, 4 / 7)),
        (gold("a b c d"), "x a b y", (0.5, 0.5, 0.5)),
        (gold("a a"), "a a a a", (0.5, 1, 2 / 3)),
        (gold(OPTIONAL), "", (1, 1, 1)),
        (gold(OPTIONAL), "By Ann", (1, 1, 1)),
        (gold(OPTIONAL), "By Ann x", (0, 0, 0)),
        (gold(OPTIONAL, "a b"), "a b", (1, 1, 1)),
        (gold(OPTIONAL, "a b"), "By Ann a b", (1, 1, 1)),
        (gold(OPTIONAL, "a b"), "By a b", (1, 1, 1)),
        (gold(OPTIONAL, "a b"), "By Ann", (0, 0, 0)),
        (gold(OPTIONAL, "a b"), "a b By Ann", (0.5, 1, 2 / 3)),
        (gold("漢字"), "漢 字", (1, 1, 1)),
    ],
)
def test_rules(of: Gold, text: str, expected: tuple[float, float, float]) -> None:
    f1, precision, recall, *_ = score(of, text)
    assert (precision, recall, f1) == pytest.approx(expected)


def test_one_page_by_hand() -> None:
    of = gold(Block("A headline", role="heading"), Block("By Ann, 3 May", optional=True), "The first words.", "The last words.")
    found = score(of, "Home News\nA headline\nBy Ann\nThe first words.")
    assert dict(zip(aligned.COLUMNS, found, strict=True)) == {
        "precision": 5 / 7, "recall": 5 / 8, "f1": 10 / 15,
        "matched": 5, "required": 8, "output": 9, "optional_matched": 2, "optional": 4,
    }  # fmt: skip


def test_the_corpus_figure_is_the_mean_of_pages() -> None:
    rows = [score(gold("a b"), "a b"), score(gold("a b c d"), "a"), score(gold("a"), "")]
    assert metrics(rows) == pytest.approx([(1 + 0.4) / 3, 2 / 3, (1 + 0.25) / 3])
    assert np.isnan(aligned.SCORER.finish(np.zeros((2, 4)))).all()
    weights = np.array([[2.0, 0, 1], [0, 0, 0]])
    drawn = aligned.SCORER.finish(weights @ aligned.SCORER.parts(np.array(rows)))
    assert drawn[0].tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3])
    assert np.isnan(drawn[1]).all()


@given(BLOCKS, LINE)
def test_bounds_and_counts(blocks: tuple[Block, ...], text: str) -> None:
    found = dict(zip(aligned.COLUMNS, score(Gold("p", blocks), text), strict=True))
    assert len(found) == len(aligned.SCORER.columns)
    assert all(0 <= found[name] <= 1 for name in ("precision", "recall", "f1"))
    assert found["matched"] <= min(found["required"], found["output"] - found["optional_matched"])
    assert found["optional_matched"] <= found["optional"]
    assert found["output"] == len(tokens.words(text))


@given(BLOCKS, st.lists(st.booleans(), min_size=4, max_size=4))
def test_gold_scores_one_with_any_of_its_optional_blocks(blocks: tuple[Block, ...], kept: list[bool]) -> None:
    text = "\n".join(block.text for block, keep in zip(blocks, kept, strict=False) if keep or not block.optional)
    assert score(Gold("p", blocks), text)[:3] == (1, 1, 1)


@given(BLOCKS)
def test_disjoint_text_scores_zero(blocks: tuple[Block, ...]) -> None:
    assert score(Gold("p", blocks), "entirely different")[:3] == (0, 0, 0)


@given(LINE, LINE)
def test_precision_and_recall_change_places_with_gold_and_output(left: str, right: str) -> None:
    forth, back = score(gold(left), right), score(gold(right), left)
    assert (forth[0], forth[1], forth[2]) == (back[0], back[2], back[1])


@given(BLOCKS, LINE, LINE, st.integers(0, 4))
def test_an_optional_block_more_never_lowers_a_score(blocks: tuple[Block, ...], text: str, extra: str, place: int) -> None:
    before = score(Gold("p", blocks), text)
    after = score(Gold("p", (*blocks[:place], Block(extra, optional=True), *blocks[place:])), text)
    assert all(new >= old for old, new in zip(before[:3], after[:3], strict=True))


@given(BLOCKS, LINE, st.integers(1, 3))
def test_unrelated_words_lower_precision_alone(blocks: tuple[Block, ...], text: str, count: int) -> None:
    before, after = score(Gold("p", blocks), text), score(Gold("p", blocks), f"{text}\n{'unrelated ' * count}")
    assert after[1] < before[1] or before[1] == 0
    assert after[2] == before[2] or before[4] == 0


@given(st.lists(st.tuples(BLOCKS, LINE), min_size=1, max_size=4))
def test_adding_a_page_moves_no_other_row(pages: list[tuple[tuple[Block, ...], str]]) -> None:
    rows = [score(Gold(str(n), blocks), text) for n, (blocks, text) in enumerate(pages)]
    own = aligned.SCORER.finish(aligned.SCORER.parts(np.array(rows)))
    for row, figures in zip(rows, own.tolist(), strict=True):
        assert tuple(figures) == row[:3]
    low, high = own.min(0), own.max(0)
    assert all(a - 1e-12 <= m <= b + 1e-12 for a, m, b in zip(low, metrics(rows), high, strict=True))


def test_spare_alignment_of_words_never_crosses_blocks() -> None:
    prepared = alignment.prepare(gold("semi", "colon"))
    assert len(prepared.code) == 2
    assert all(x != y for x, y in pairwise(prepared.code))


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=1))
def test_the_counts_give_the_figures_to_the_bit(drawn):
    rows = []
    for matched, lacking, more, free in drawn:
        required, output = matched + lacking, matched + more + free
        rows.append((*aligned.measures(matched, output - free, required), matched, required, output, free, free))
    held = np.array(rows, float)
    assert np.array_equal(aligned.derive(held[:, 3:]), held[:, :3])
