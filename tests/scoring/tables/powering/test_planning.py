"""What more gold would prove."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.powering.planning import GoldPlan, plans
from tests.scoring.tables.powering.corpora import PAGES, run

QUICK = Sampling(resamples=300)


def plan(**asked: object) -> GoldPlan:
    (made,) = plans(run(**asked), QUICK)
    return made


def test_more_gold_narrows_the_margin_of_the_leader_and_less_so_where_it_is_powered() -> None:
    made = plan(n=20)
    assert (made.left, made.right, made.pages) == ("best", "second", PAGES)
    assert [step.gold for step in made.steps] == [20, 30, 40, 70, 120]
    for before, after in zip(made.steps, made.steps[1:], strict=False):
        assert after.margin < before.margin
        assert after.alone < before.alone
    assert made.steps[0].margin < made.steps[0].alone
    assert f"with 20 more golds the interval of this margin would be about ±{made.steps[2].margin:.3f}" in made.verdict


def test_what_is_planned_is_about_what_more_gold_then_gives() -> None:
    planned, found = plan(n=20).steps[3], plan(n=70).steps[0]
    assert planned.gold == found.gold
    assert planned.margin == pytest.approx(found.margin, rel=0.35)
    assert planned.alone == pytest.approx(found.alone, rel=0.35)


def test_without_a_sample_gold_alone_is_planned_with() -> None:
    made = plan(n=20, sampling={})
    assert all(step.margin == step.alone for step in made.steps)
    assert "drawn at random" in made.basis


def test_gold_of_one_page_says_nothing() -> None:
    assert "says nothing of this margin yet" in plan(n=1).verdict


def test_drafts_are_no_gold_to_plan_with() -> None:
    made = plan(n=20, gold="draft")
    assert made.steps == ()
    assert made.verdict.startswith("no plan: ")
    assert "circular" in made.verdict
    assert "boilerbench corpus next" in made.verdict


def test_one_contender_has_no_margin() -> None:
    given = run()
    one = replace(given, scores=given.scores[given.scores["adapter"].isin(["best", "yardstick"])])
    assert plans(one, QUICK) == ()
