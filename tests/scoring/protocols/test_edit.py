"""Tests of protocol edit: a table, every published value, laws."""

from __future__ import annotations

import csv
import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring.protocols import edit
from tests.scoring import peers

TEXT = st.lists(st.sampled_from(["a", "b", "B", "c.", "\n"]), max_size=10).map(" ".join)


def score(gold: str, text: str) -> float:
    return edit.row(edit.prepare(Gold("p", (Block(gold),))), text)[0]


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [
        ("", "", 1),
        ("\n", " ", 1),
        ("a", "", 0),
        ("", "a", 0),
        ("a b", "a  b", 1),
        ("a b", "b a", 0.5),
        ("a b c", "a c", 0.8),
        ("A", "a", 0),
    ],
)
def test_rules(gold: str, text: str, expected: float) -> None:
    assert score(gold, text) == expected


def test_every_published_value_of_the_bs4_baseline() -> None:
    bs4 = pytest.importorskip("bs4")
    with peers.need(peers.SHARED / "published" / "levenshtein-bs4.csv").open(encoding="utf-8", newline="") as table:
        published = {line["hash_key"]: float(line["dist"]) for line in csv.DictReader(table)}
    assert len(published) == 181
    found = {}
    for page, content in peers.pages().items():
        soup = bs4.BeautifulSoup(content, "html.parser")
        for tag in soup(["script", "style", "noscript"]):
            tag.decompose()
        found[hashlib.sha256(content).hexdigest()] = score(peers.gold()[page], soup.get_text(" ", strip=True))
    assert found == pytest.approx(published, abs=1e-6)


@given(TEXT, TEXT)
def test_laws(gold: str, text: str) -> None:
    assert 0 <= score(gold, text) <= 1
    assert score(gold, text) == score(text, gold)
    assert score(gold, gold) == 1
    assert score(gold, "other") == 0


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_the_corpus_figure_is_the_mean_of_pages(pages: list[tuple[str, str]]) -> None:
    rows = np.array([edit.row(edit.prepare(Gold("p", (Block(gold),))), text) for gold, text in pages])
    figure = edit.SCORER.finish(edit.SCORER.parts(rows).sum(-2))
    assert figure.tolist() == pytest.approx([np.mean([score(gold, text) for gold, text in pages])])
