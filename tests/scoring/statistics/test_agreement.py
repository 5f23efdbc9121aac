"""Estimates without gold: the other families vote, one vote a family, and no output vouches for itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bench.scoring.statistics import agreement
from bench.scoring.statistics.agreement import consensus, estimated, page_figures

CONTENT, REST = "abcdefghijklmnopqrst", "0123456789"


def held(*outputs: str) -> np.ndarray:
    """Return a table of outputs whose shingles are letters."""
    letters = sorted(set("".join(outputs)))
    return np.array([[letter in output for letter in letters] for output in outputs], bool).reshape(len(outputs), len(letters))


def f1(*outputs: str, families: str = "abcdefgh") -> list[float]:
    return [float(value) for value in estimated(held(*outputs), list(families[: len(outputs)]))[:, 0]]


def test_what_all_return_is_content() -> None:
    assert f1(CONTENT, CONTENT, CONTENT) == pytest.approx([1, 1, 1], abs=0.01)


def test_what_one_adds_costs_precision_and_what_one_lacks_costs_recall() -> None:
    figures = estimated(held(CONTENT, CONTENT, CONTENT, CONTENT + REST, CONTENT[:10]), list("abcde"))
    assert figures[3] == pytest.approx([0.8, 2 / 3, 1], abs=0.02)
    assert figures[4] == pytest.approx([2 / 3, 1, 0.5], abs=0.02)


def test_settings_of_one_library_do_not_vouch_for_each_other() -> None:
    alone = f1(REST, CONTENT, CONTENT, CONTENT)
    assert f1(REST, REST, REST, REST, CONTENT, CONTENT, CONTENT, families="aaaabcd")[0] == pytest.approx(alone[0], abs=1e-9)
    assert alone[0] < 0.05


def test_nothing_where_others_return_content_is_wrong_and_where_they_return_nothing_right() -> None:
    assert f1("", CONTENT, CONTENT, CONTENT)[0] == 0
    assert f1("", "", "") == [1, 1, 1]


def test_two_families_are_too_few_for_an_estimate() -> None:
    assert np.isnan(f1(CONTENT, CONTENT, REST, families="aab")).all()
    assert estimated(np.zeros((0, 0), bool), []).shape == (0, 3)


def test_consensus_is_the_median_agreement_of_two_families() -> None:
    assert consensus(held("ab", "ab", "ab"), list("xyz")) == 1
    assert consensus(held("ab", "bc", "bc"), list("xyz")) == 0.5  # .5, .5, 1
    assert consensus(held("", ""), list("xy")) == 1
    assert np.isnan(consensus(held("ab", "ab"), list("xx")))


@given(arrays(bool, st.tuples(st.integers(3, 40), st.integers(0, 12))), st.randoms())
def test_estimates_are_shares_and_neither_order_nor_repeats_of_shingles_matter(table: np.ndarray, random: object) -> None:
    families = [str(at % 5) for at in range(len(table))]
    figures = estimated(table, families)
    assert ((figures >= 0) & (figures <= 1 + 1e-9)).all()
    backwards = estimated(table[::-1, ::-1], families[::-1])[::-1]
    assert backwards == pytest.approx(figures, abs=1e-6)


def between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def plain_content(votes: list[list[float]], left_out: int) -> list[float]:
    """Return the chance that each shingle is content by all families but one: expectation maximisation, one number after another."""
    voters = [family for at, family in enumerate(votes) if at != left_out]
    content = [sum(column) / len(voters) for column in zip(*voters, strict=True)]
    for _ in range(30):
        whole, rest = sum(content), sum(1 - share for share in content)
        share = between(whole / (whole + rest), 0.02, 0.98)
        holds, holds_rest = [], []
        for family in voters:
            right = sum(chance * vote for chance, vote in zip(content, family, strict=True))
            wrong = sum((1 - chance) * vote for chance, vote in zip(content, family, strict=True))
            holds.append(between((right + 1.6) / (whole + 2), 0.02, 0.98))
            holds_rest.append(between((wrong + 0.2) / (rest + 2), 0.01, 0.9))
        before, content = content, []
        for column in zip(*voters, strict=True):
            odds = math.log(share / (1 - share))
            for vote, one, other in zip(column, holds, holds_rest, strict=True):
                odds += vote * math.log(one / other) + (1 - vote) * math.log((1 - one) / (1 - other))
            content.append(1 / (1 + math.exp(-between(odds, -30, 30))))
        if max(abs(new - old) for new, old in zip(content, before, strict=True)) < 1e-4:
            break
    return content


def plain_figures(table: list[list[bool]], families: list[str]) -> list[list[float]]:
    """Return what ``page_figures`` says but the agreement of families, shingle by shingle."""
    names = sorted(set(families))
    members = [[line for line, own in zip(table, families, strict=True) if own == name] for name in names]
    votes = [[sum(column) / len(lines) for column in zip(*lines, strict=True)] for lines in members]
    made = []
    for line, own in zip(table, families, strict=True):
        content = plain_content(votes, names.index(own))
        others = [vote for name, vote in zip(names, votes, strict=True) if name != own]
        right, wanted = sum(chance for chance, held in zip(content, line, strict=True) if held), sum(content)
        errors = shared = 0.0
        for at, (chance, held) in enumerate(zip(content, line, strict=True)):
            error = 1 - chance if held else chance
            errors += error
            shared += error * (max(vote[at] for vote in others) if held else 1 - min(vote[at] for vote in others))
        made.append([2 * right / (sum(line) + wanted), right / sum(line) if any(line) else 0.0, right / wanted, errors, shared])
    return made


@pytest.mark.parametrize("count", [3, 4, 6])
@pytest.mark.parametrize("seed", range(12))
def test_figures_are_those_of_a_plain_computation(count: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    families = sorted([*"abcdef"[:count], *draw.choice(list("abcdef"[:count]), 2)])
    likely = draw.random((len(families), 1)) * np.where(np.arange(60) < 25, 0.95, 0.3)
    table = draw.random((len(families), 60)) < likely
    figures = page_figures(table, families)
    assert figures[:, [0, 1, 2, 4, 5]] == pytest.approx(np.array(plain_figures(table.tolist(), families)), abs=1e-9)
    assert figures[:, :3] == pytest.approx(estimated(table, families), abs=0)


@pytest.mark.parametrize("returned", [0.0, 0.01])
def test_a_family_that_returns_next_to_nothing_of_a_long_page_has_no_more_say_than_one_in_fifty(returned: float) -> None:
    draw = np.random.default_rng(1)
    table = draw.random((4, 400)) < np.array([0.9, 0.8, 0.7, returned])[:, None] * np.where(np.arange(400) < 300, 1.0, 0.2)
    figures = page_figures(table, list("abcd"))
    assert figures[:, [0, 1, 2, 4, 5]] == pytest.approx(np.array(plain_figures(table.tolist(), list("abcd"))), abs=1e-9)


def test_kinds_of_shingles_are_counted_whatever_the_number_of_outputs() -> None:
    draw = np.random.default_rng(0)
    for outputs in (2, 50, 130):
        held = draw.random((outputs, 12))[:, draw.integers(0, 12, 400)] < 0.5
        patterns, sizes = agreement._patterns(held)
        columns, counts = np.unique(held, axis=1, return_counts=True)
        told = dict(zip(map(tuple, patterns.T.astype(bool).tolist()), sizes, strict=True))
        assert told == dict(zip(map(tuple, columns.T.tolist()), counts, strict=True))
