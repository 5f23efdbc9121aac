"""Sides that cannot be held against each other: without a page that worked, or scored on one side only; and what is not gated."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from bench.gate.refusals import sides
from bench.model import Status
from tests.gate import made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.gate.refusals import Case
    from bench.gate.snapshot import Snapshot


@pytest.fixture
def now(tmp_path: Path) -> Snapshot:
    source = made.corpus(4)
    return made.snapshot(source, tmp_path, ("aligned", "shingles"), one=made.outputs(source), two=made.outputs(source, seed=4))


def case(then: Snapshot, now: Snapshot, floors: Sequence[str] = ()) -> Case:
    """Return a case in which the adapters ``floors`` are yardsticks."""
    folder = SimpleNamespace(manifest=lambda: SimpleNamespace(floors=frozenset(floors)))
    return cast("Case", SimpleNamespace(now=now, baseline=made.pin(then), folder=folder))


def ended(side: Snapshot, name: str, *statuses: Status) -> Snapshot:
    """Return a snapshot in which the pages of an adapter ended so."""
    return replace(side, adapters={**side.adapters, name: replace(side.adapters[name], statuses=statuses)})


def test_an_adapter_without_a_page_that_worked_is_named_and_those_after_it_too(now: Snapshot) -> None:
    skipped, empty = (Status.SKIPPED,) * 4, (Status.EMPTY, Status.EMPTY, Status.EMPTY, Status.SKIPPED)
    assert not list(sides.never_worked(case(now, now)))
    assert not list(sides.never_worked(case(ended(now, "one", *skipped), ended(now, "one", *skipped))))
    told = list(sides.never_worked(case(now, ended(ended(now, "one", *empty), "two", *skipped))))
    assert [problem.what for problem in told] == ["no page of one worked: 3 empty, 1 skipped", "no page of two worked: 4 skipped"]
    told = list(sides.never_worked(case(now, ended(ended(now, "one", *empty), "two", *skipped), floors=["one"])))
    assert [problem.what for problem in told] == ["no page of two worked: 4 skipped"]
    told = list(sides.never_worked(case(now, ended(now, "two", *skipped))))
    assert [problem.what for problem in told] == ["no page of two worked: 4 skipped"], "one worked"


def without_scores(side: Snapshot, name: str, protocol: str, *pages: int) -> Snapshot:
    """Return a snapshot in which an adapter has no score on these pages."""
    rows = side.rows[name, protocol].copy()
    rows[list(pages)] = np.nan
    return replace(side, rows={**side.rows, (name, protocol): rows})


def test_what_is_scored_on_one_side_alone_is_named_with_the_side_that_lacks_it(now: Snapshot) -> None:
    assert not list(sides.scored_on_one_side(case(now, now)))
    (problem,) = sides.scored_on_one_side(case(now, without_scores(now, "two", "shingles", 1, 3)))
    assert problem.what == "the run has no score of two by shingles on 2 pages, such as p001"
    (problem,) = sides.scored_on_one_side(case(without_scores(now, "one", "aligned", 2), now))
    assert problem.what == "the baseline has no score of one by aligned on 1 pages, such as p002"
    gone = replace(now, rows={key: rows for key, rows in now.rows.items() if key != ("one", "shingles")})
    (problem,) = sides.scored_on_one_side(case(now, gone))
    assert problem.what == "the run has no score of one by shingles on 4 pages, such as p000"
    (problem,) = sides.scored_on_one_side(case(gone, now))
    assert problem.what == "the baseline has no score of one by shingles on 4 pages, such as p000"


def test_only_pages_tried_on_both_sides_need_a_score_and_only_adapters_of_both(now: Snapshot) -> None:
    skipped = ended(without_scores(now, "one", "aligned", 0), "one", Status.SKIPPED, *[Status.OK] * 3)
    assert not list(sides.scored_on_one_side(case(now, skipped)))
    assert not list(sides.scored_on_one_side(case(skipped, now)))
    lacking = without_scores(now, "two", "aligned", 1)
    alone = replace(lacking, adapters={"two": now.adapters["two"]})
    (problem,) = sides.scored_on_one_side(case(now, alone))  # one, which the run has not, does not end the search
    assert "no score of two by aligned on 1 pages" in problem.what


def test_what_is_not_gated_is_said(now: Snapshot) -> None:
    other = replace(now, made_by={**now.made_by, "run": "another"})
    assert list(sides.unjudged(case(now, other))) == []
    assert list(sides.unjudged(case(now, now))) == ["made: the baseline was made from this very run"]
    fewer = replace(
        now,
        adapters={"one": now.adapters["one"]},
        protocols=("aligned",),
        rows={("one", "aligned"): now.rows["one", "aligned"]},
    )
    assert list(sides.unjudged(case(fewer, other))) == [
        "made: not in the baseline, so not gated: two",
        "made: not scored in the baseline, so not gated: protocol shingles",
    ]
