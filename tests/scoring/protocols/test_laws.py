"""Laws that every protocol keeps: bounds, identity, disjointness, pages that do not touch each other, symmetry where it holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring import SCORERS, load
from bench.scoring.explain import explain
from tests.scoring.libraries import need

WORDS = st.lists(st.sampled_from(["ab", "ba", "c", "Dee", "e.", "f,", "gh", "ij"]), min_size=6, max_size=25).map(" ".join)
MARKED = "\n\n```\nx = ab\n```\n\n$ab^2$\n\n| ab | c |\n|---|---|\n| gh | ba |"
PROTOCOLS = sorted(SCORERS)
quick = settings(max_examples=12, deadline=None)


def marked(text: str) -> Gold:
    """Gold that serves every protocol."""
    whole = text + MARKED
    return Gold("page", (Block(whole),), (text.split(maxsplit=1)[0],), ("wwww",), {"markdown": whole, "structure": whole, "tagged": whole})


def value(name: str, gold: Gold, text: str) -> dict[str, float]:
    need(name)
    scorer = load(name)
    row = scorer.row(scorer.prepare(gold), text)
    assert len(row) == len(scorer.columns)
    assert all(math.isfinite(figure) for figure in row)
    return dict(zip(scorer.metrics, scorer.finish(scorer.parts(np.array([row])))[0].tolist(), strict=True))


@pytest.mark.parametrize("name", PROTOCOLS)
@quick
@given(truth=WORDS, text=WORDS | st.just("") | st.text(max_size=20))
def test_metrics_stay_in_bounds(name: str, truth: str, text: str) -> None:
    top = 100 if load(name).percent else 1
    assert all(math.isnan(figure) or -1e-9 <= figure <= top + 1e-9 for figure in value(name, marked(truth), text).values())


@pytest.mark.parametrize("name", PROTOCOLS)
@quick
@given(truth=WORDS)
def test_gold_itself_is_perfect(name: str, truth: str) -> None:
    scorer, gold = load(name), marked(truth)
    assert value(name, gold, gold.text)[scorer.headline] == pytest.approx(100 if scorer.percent else 1)


@pytest.mark.parametrize("name", PROTOCOLS)
@quick
@given(truth=WORDS, length=st.integers(1, 60))
def test_text_with_nothing_in_common_is_worth_nothing(name: str, truth: str, length: int) -> None:
    assert value(name, marked(truth), "z" * length)[load(name).headline] == 0


@pytest.mark.parametrize("name", PROTOCOLS)
@quick
@given(truth=WORDS)
def test_no_output_is_worth_nothing(name: str, truth: str) -> None:
    assert value(name, marked(truth), "")[load(name).headline] == 0


@pytest.mark.parametrize("name", PROTOCOLS)
@quick
@given(golds=st.lists(WORDS, min_size=2, max_size=4), text=WORDS)
def test_a_further_page_moves_no_other_row_and_figures_are_sums(name: str, golds: list[str], text: str) -> None:
    need(name)
    scorer = load(name)
    prepared = [scorer.prepare(marked(gold)) for gold in golds]
    alone = scorer.row(prepared[0], text)
    rows = np.array([scorer.row(item, text) for item in prepared])
    assert tuple(rows[0]) == alone == scorer.row(prepared[0], text)
    stacked = np.stack([rows, rows[::-1]])
    pages = scorer.finish(scorer.parts(stacked))
    assert pages.shape == (2, len(golds), len(scorer.metrics))
    np.testing.assert_array_equal(pages[0], scorer.finish(scorer.parts(rows)))
    doubled = scorer.finish(2 * scorer.parts(rows).sum(0))
    np.testing.assert_allclose(doubled, scorer.finish(scorer.parts(rows).sum(0)), atol=1e-12)


@pytest.mark.parametrize("name", ["aligned", "shingles", "shingles-allpages", "words", "rouge-5"])
@quick
@given(truth=WORDS, text=WORDS)
def test_precision_of_one_side_is_recall_of_the_other(name: str, truth: str, text: str) -> None:
    gold, turned = (Gold("page", (Block(side),), parts={"markdown": side}) for side in (truth, text))
    there, back = value(name, gold, text), value(name, turned, truth)
    assert there["precision"] == pytest.approx(back["recall"])
    assert there["f1"] == pytest.approx(back["f1"])


@pytest.mark.parametrize("name", ["edit", "text-edit"])
@quick
@given(truth=WORDS, text=WORDS)
def test_similarities_are_symmetric(name: str, truth: str, text: str) -> None:
    gold, turned = (Gold("page", (Block(side),), parts={"markdown": side}) for side in (truth, text))
    headline = load(name).headline
    assert value(name, gold, text)[headline] == pytest.approx(value(name, turned, truth)[headline])


@quick
@given(truth=WORDS, credit=WORDS)
def test_optional_blocks_are_neutral_for_our_own_protocol(truth: str, credit: str) -> None:
    free = " ".join(f"q{ord(word[0])}" for word in credit.split())
    gold = Gold("page", (Block(truth), Block(free, optional=True)))
    bare = Gold("page", (Block(truth),))
    for text in (truth, truth.replace("ab", "zz"), ""):
        assert value("aligned", gold, f"{text}\n{free}")["f1"] == pytest.approx(value("aligned", bare, text)["f1"])
        assert value("aligned", gold, text)["f1"] == pytest.approx(value("aligned", bare, text)["f1"])


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_protocol_says_what_it_does_and_explains_itself(name: str) -> None:
    need(name)
    scorer, gold = load(name), marked("ab ba c Dee e. f, gh")
    assert scorer.name == name
    assert scorer.headline in scorer.metrics
    assert set(scorer.lower_is_better) <= set(scorer.metrics)
    assert all(len(getattr(scorer.rules, field)) > 3 for field in ("source", "tokens", "empty", "failed", "averaging"))
    assert scorer.applies(gold)
    assert not scorer.applies(Gold("page", None))
    made = explain(scorer, gold, gold.text.replace("Dee", "zz"))
    assert made.steps
    assert set(made.metrics) == set(scorer.metrics)
    assert tuple(made.row.values()) == scorer.row(scorer.prepare(gold), gold.text.replace("Dee", "zz"))
