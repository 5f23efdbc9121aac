"""Floors against the rows of their own baseline, thresholds against the scale of what they are about."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from bench.gate.limits import gated
from bench.gate.refusals import floors
from bench.gate.thresholds import parse
from bench.scoring import load
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.gate.baseline import Baseline
    from bench.gate.refusals import Case


@pytest.fixture
def pinned(tmp_path: Path) -> Baseline:
    source = made.corpus(6)
    return made.pin(made.snapshot(source, tmp_path, ("aligned", "shingles"), one=made.outputs(source), two=made.outputs(source, seed=4)))


def case(pinned: Baseline, *thresholds: str) -> Case:
    asked = SimpleNamespace(thresholds=[parse(one) for one in thresholds])
    return cast("Case", SimpleNamespace(now=pinned.snapshot, baseline=pinned, asked=asked))


def test_a_floor_that_is_gone_is_named_whole(pinned: Baseline) -> None:
    key = ("html", "one", "aligned", "f1")
    assert not list(floors.disagree(case(pinned)))
    short = replace(pinned, floors={name: value for name, value in pinned.floors.items() if name != key})
    (problem,) = floors.disagree(case(short))
    assert "no floor of html / one / aligned f1, though its pages give " in problem.what


def test_a_floor_that_only_a_threshold_judges_is_missed_where_the_threshold_names_it(pinned: Baseline) -> None:
    metric = next(name for *_, protocol, name in pinned.floors if not gated(load(protocol), name))
    short = replace(pinned, floors={key: value for key, value in pinned.floors.items() if key[3] != metric})
    assert not list(floors.disagree(case(short)))
    assert not list(floors.disagree(case(short, "f1:-0.01")))
    lacking = [problem.what for problem in floors.disagree(case(short, f"{metric}:-0.01"))]
    assert [f"no floor of html / {name} / shingles {metric}" in what for name, what in zip(("one", "two"), lacking, strict=True)] == [
        True
    ] * 2


def test_only_a_threshold_beyond_the_scale_is_too_wide(pinned: Baseline) -> None:
    assert not list(floors.too_wide(case(pinned, "f1:-1", "precision:-90%")))
    told = [problem.what for problem in floors.too_wide(case(pinned, "aligned/recall:-1.5", "f1:-1"))]
    assert told
    assert {what.endswith(" is wider than the scale of aligned") and "recall" in what for what in told} == {True}
