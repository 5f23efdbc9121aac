"""Boards of pages without gold, from what a run holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine import agreement
from bench.scoring.statistics.resampling import Sampling
from bench.store import estimates
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

CONTENT = "page {} tells that the harbour was quiet that morning and nobody spoke of it any more until noon"
NAV = "imprint and newsletter and jobs and many ways to advertise"
QUICK = Sampling(resamples=200)


def run(path: Path, *, gold: int = 0, names: str = "abcd") -> RunFolder:
    """Return a run of contenders on six pages, the first ``gold`` of them with gold; ``d`` adds a menu."""
    whole = made.corpus([CONTENT.format(at) for at in range(6)])
    corpus = replace(whole, gold={page: known for page, known in whole.gold.items() if int(page[1:]) < gold})
    extractions = [
        made.extraction(page.id, name, text=f"{NAV}\n" * (name == "d") + CONTENT.format(page.id[1:]))
        for name in names
        for page in corpus.pages
    ]
    return made.run(path / "runs" / "one", extractions, [corpus])


def test_a_board_of_pages_without_gold(tmp_path: Path) -> None:
    folder = run(tmp_path)
    assert estimates.of_run(folder, QUICK) == ()  # nothing was estimated yet
    agreement.ensure(folder)
    (one,) = estimates.of_run(folder, QUICK)
    assert one.board.metrics == ("est_f1", "est_precision", "est_recall")
    assert [standing.adapter for standing in one.board.standings] == ["a", "b", "c", "d"]
    best, last = one.board.standings[0].metrics["est_f1"], one.board.standings[-1].metrics
    assert best.value == pytest.approx(1, abs=0.01)
    assert last["est_precision"].value < last["est_recall"].value
    assert last["est_f1"].low <= last["est_f1"].value <= last["est_f1"].high < best.low
    assert (one.board.n, one.board.clusters, one.board.gold.pages) == (6, 6, 0)
    assert one.consensus > 0.7
    assert one.as_data()["estimated"] is True


def test_pages_with_gold_are_not_estimated(tmp_path: Path) -> None:
    folder = run(tmp_path, gold=2)
    agreement.ensure(folder)
    (one,) = estimates.of_run(folder, QUICK)
    assert one.board.n == 4
    assert {each.page_id for each in one.disagreements} == {"p2", "p3", "p4", "p5"}
    full = run(tmp_path / "all", gold=6)
    assert not estimates.are_needed(full)
    assert estimates.of_run(full, QUICK) == ()


def test_too_few_families_are_said(tmp_path: Path) -> None:
    few = run(tmp_path, names="ab")
    agreement.ensure(few)
    assert estimates.of_run(few, QUICK) == ()
    assert "of 3 families at least; these are of 2 (a, b)" in estimates.too_few(few)
    assert estimates.too_few(run(tmp_path / "enough")) == ""
