"""Shingles: the published tables to their digits, a plain reference by properties, corner cases."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import published
from bench.scoring.protocols import shingles
from tests.scoring import peers

TEXTS = st.text(alphabet="ab _'\n\u00e9\u0101\U0001d54f\u0130", max_size=40)


def gold(text: str) -> Gold:
    return Gold("page", (Block(text),))


def plain(truth: str, text: str, *, short: bool) -> tuple[float, ...]:
    """Return tp, fp, fn as the source would count them."""
    sides = []
    for side in (truth, text):
        tokens = re.findall(r"\w+", side)
        if short and 0 < len(tokens) < 4:
            sides.append(Counter([tuple(tokens)]))
        else:
            sides.append(Counter(tuple(tokens[i : i + 4]) for i in range(max(0, len(tokens) - 3))))
    wanted, found = sides
    tp = sum(min(count, found[gram]) for gram, count in wanted.items())
    return float(tp), float(sum(found.values()) - tp), float(sum(wanted.values()) - tp)


@pytest.mark.parametrize(
    ("truth", "text", "row"),
    [
        ("", "", (0, 0, 0, 1)),
        ("", "a", (0, 1, 0, 0)),
        ("a", "", (0, 0, 1, 0)),
        ("a b", "a b", (1, 0, 0, 1)),
        ("a b", "b a", (0, 1, 1, 0)),
        ("a b c", "a b c d", (0, 1, 1, 0)),
        ("a b c d", "a b c d", (1, 0, 0, 1)),
        ("a b c d", "a b c d e", (1, 1, 0, 0)),
        ("a b c d e", "a b c d", (1, 0, 1, 0)),
        ("a, b; c-d", "a b c d", (1, 0, 0, 1)),
        ("a a a a a a", "a a a a a", (2, 0, 1, 0)),
        ("a a a a a a a", "a a a a b", (1, 1, 3, 0)),
        ("b b b b a a a a a a", "a a a a x y", (1, 2, 6, 0)),
        ("a b c d e", "x x x x x b c d e x x", (1, 7, 1, 0)),
        ("A b c d", "a b c d", (0, 1, 1, 0)),
    ],
)
def test_corner_cases(truth: str, text: str, row: tuple[float, ...]) -> None:
    assert shingles.row(shingles.prepare(gold(truth)), text) == row


@given(TEXTS, TEXTS)
def test_rows_are_those_of_a_plain_reference(truth: str, text: str) -> None:
    prepared = shingles.prepare(gold(truth))
    assert shingles.row(prepared, text)[:3] == plain(truth, text, short=True)
    assert shingles.row_long(prepared, text) == plain(truth, text, short=False)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=6))
def test_outputs_read_before_change_no_row(truth: str, texts: list[str]) -> None:
    prepared = shingles.prepare(gold(truth))
    assert [shingles.row(prepared, text)[:3] for text in texts * 2] == [plain(truth, text, short=True) for text in texts * 2]
    assert [shingles.row_long(prepared, text) for text in texts] == [plain(truth, text, short=False) for text in texts]


@pytest.mark.parametrize("count", [shingles.SURROGATES - 3, shingles.SURROGATES - 2, shingles.SURROGATES - 1])
def test_gold_with_as_many_words_as_there_are_characters_below_the_surrogates_counts_the_same(count: int) -> None:
    words = [f"w{number}" for number in range(count)]
    truth, text = " ".join(words), " ".join(["z", *words[-9:], "z", "z", *words[:9], *words[-6:]])
    assert shingles.row(shingles.prepare(gold(truth)), text) == (*plain(truth, text, short=True), 0.0)


def test_a_large_vocabulary_counts_the_same() -> None:
    words = [f"w{number}" for number in range(70_000)]  # so many that their characters pass the surrogates and two bytes
    truth, text = " ".join(words), " ".join([*words[:55_000], "z", *words[60_000:], *words[57_000:56_000:-1]])
    assert shingles.row(shingles.prepare(gold(truth)), text) == (*plain(truth, text, short=True), 0.0)


def test_pages_are_explained_by_shingles_with_short_ones_or_whole_ones_alone() -> None:
    steps = [(step.kind, step.what) for step in shingles.explain(gold("a b c d e"), "a b c d x")]
    assert steps == [("missing", "b c d e"), ("extra", "b c d x"), ("equal", "a b c d")]
    assert [(step.kind, step.what) for step in shingles.explain(gold("a b"), "a")] == [("missing", "a b"), ("extra", "a")]
    assert shingles.explain_long(gold("a b"), "a b c d")[0].kind == "extra"
    assert shingles.explain_long(gold("a b"), "a b") == []


def test_an_empty_output_leaves_precision_but_not_the_all_pages_variant() -> None:
    prepared = shingles.prepare(gold("a b c d e"))
    rows = np.array([shingles.row(prepared, text) for text in ("a b c d e", "")])
    f1, precision, recall, accuracy = shingles.finish(shingles.parts(rows).sum(0))
    assert (precision, recall, accuracy) == (1.0, 0.5, 0.5)
    assert f1 == pytest.approx(2 / 3)
    every = shingles.finish_all(shingles.parts_all(rows[:, :3]).sum(0))
    assert tuple(every[1:]) == (0.5, 0.5, 0.5)
    assert shingles.finish(shingles.parts(rows[1:]).sum(0))[0] == 0  # nothing but failures is 0, not undefined


@pytest.fixture(scope="module")
def benchmark_rows() -> dict[str, np.ndarray]:
    """Rows of every stored output (and of both protocols for ``newspaper``) by name."""
    prepared = {page: shingles.prepare(gold(text)) for page, text in peers.gold().items()}
    found = {}
    for name, texts in peers.outputs().items():
        found[name] = np.array([shingles.row(prepared[page], texts[page]) for page in prepared])
        found[f"{name}, all pages"] = np.array([shingles.row_long(prepared[page], texts[page]) for page in prepared])
    return found


def test_the_published_table_comes_out_to_its_last_digit(benchmark_rows: dict[str, np.ndarray]) -> None:
    table = next(table for table in published.TABLES if table.name == "scrapinghub")
    ours = {
        name: dict(zip(shingles.SCORER.metrics, shingles.finish(shingles.parts(benchmark_rows[name]).sum(0)).tolist(), strict=True))
        for name in published.rows(table.name)
    }
    lines = published.compare(table, ours)
    assert len(lines) == 14 * 4
    assert not [line for line in lines if line.verdict != "equal"]


def test_newspaper4k_figures_come_out(benchmark_rows: dict[str, np.ndarray]) -> None:
    f1, precision, recall, _ = shingles.finish_all(shingles.parts_all(benchmark_rows["newspaper, all pages"]).sum(0))
    assert [f"{value:.4f}" for value in (precision, recall, f1)] == ["0.9586", "0.9339", "0.9461"]
