"""TEDS: against the apted package, worked examples, and limits."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from bench.model import Block, Gold
from bench.scoring.protocols.markdown import teds

apted = pytest.importorskip("apted", reason="the reference of the tree edit distance")


@dataclass
class Node:
    label: str
    text: str = ""
    below: list[Node] = field(default_factory=list)


class Costs(apted.Config):  # type: ignore[misc, name-defined]
    def rename(self, left: Node, right: Node) -> float:
        return Levenshtein.normalized_distance(left.text, right.text) if left.label == right.label else 1.0

    def children(self, node: Node) -> list[Node]:
        return node.below


def grown(tables: list[teds.Table]) -> Node:
    return Node("root", "", [Node("table", "", [Node("tr", "", [Node(*cell) for cell in line]) for line in table]) for table in tables])


def drawn(source: random.Random) -> list[teds.Table]:
    def cell() -> teds.Cell:
        return source.choice(["td", "td", "td colspan=2"]), source.choice(["", "a", "ab", "abc", "xyz"])

    return [[[cell() for _ in range(source.randint(0, 4))] for _ in range(source.randint(0, 4))] for _ in range(source.randint(0, 3))]


def test_distances_are_those_of_apted() -> None:
    source = random.Random(0)
    for _ in range(150):
        left, right = drawn(source), drawn(source)
        expected = apted.APTED(grown(left), grown(right), Costs()).compute_edit_distance()
        assert teds.distance(teds.planted(left), teds.planted(right)) == pytest.approx(expected), (left, right)


def score(truth: str, text: str) -> float:
    gold = Gold("page", (Block(truth),), parts={"markdown": truth})
    return float(teds.SCORER.finish(teds.parts(np.array([teds.row(teds.prepare(gold), text)])))[0, 0])


PIPED = "| a | b |\n|---|---|\n| c | d |\n"
MARKED = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td> d </td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("truth", "text", "value"),
    [
        (PIPED, PIPED, 1.0),
        (PIPED, MARKED, 1.0),
        (PIPED, PIPED.replace("d", "x"), 6 / 7),
        (PIPED, PIPED.replace("| c | d |\n", ""), 4 / 7),
        (PIPED, "no table", 0.0),
        (MARKED, MARKED.replace("<th>a", '<th colspan="2">a'), 6 / 7),
        (MARKED, MARKED.replace("<td>c", '<td colspan="1">c'), 1.0),
        ("| a\\|b | c |\n|---|---|\n", "<table><tr><td>a|b</td><td>c</td></tr></table>", 1.0),
        (PIPED + "\n" + PIPED, PIPED, 0.5),
    ],
)
def test_worked_examples(truth: str, text: str, value: float) -> None:
    assert score(truth, text) == pytest.approx(value)


def test_two_unrelated_tables_are_not_alike_as_the_source_has_it() -> None:
    other = PIPED.replace("a", "kkkk").replace("b", "mmmm").replace("c", "nnnn").replace("d", "oooo")
    assert score(PIPED, other) == pytest.approx(3 / 7)  # only table and rows agree; the source's strings give 0.956


def test_a_page_of_endless_tables_is_cut_off() -> None:
    endless = "| a | b |\n|---|---|\n" + "| c | d |\n" * 5000
    assert teds.LIMIT <= len(teds.tree(endless)) <= teds.LIMIT + 3
    assert teds.tree("<table>" * 400 + "<tr><td>a").labels == ("root",)
