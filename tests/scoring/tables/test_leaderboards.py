"""Leaderboards of a small run whose figures can be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bench.model import Estimate
from bench.scoring.statistics.ranks import Ranking
from bench.scoring.tables import leaderboards
from bench.scoring.tables.signature import signature
from tests.scoring.tables.small_run import QUICK, manifest, results


@pytest.fixture(scope="module")
def boards() -> tuple[leaderboards.Board, ...]:
    return leaderboards.leaderboards(results(), QUICK, peer=True)


def test_there_is_a_board_for_each_corpus_and_track(boards: tuple[leaderboards.Board, ...]) -> None:
    assert [(board.corpora[0], board.track, board.n, board.clusters) for board in boards[:3]] == [
        ("one", "html", 4, 3),
        ("one", "text", 2, 2),
        ("two", "html", 4, 3),
    ]
    assert [row.adapter for row in boards[0].standings] == ["good", "everything", "bad"]
    assert boards[1].absent == ("everything",)
    assert [board.oracle for board in boards] == [False] * 4 + [True] * 2


def test_a_standing_shows_failures_beside_the_figure(boards: tuple[leaderboards.Board, ...]) -> None:
    bad = boards[0].standings[-1]
    assert (bad.n, bad.tried, bad.coverage, bad.failures, bad.skipped) == (4, 4, 0.75, {"timeout": 1}, 0)
    assert bad.metrics["recall"].value == pytest.approx(3 * 0.5 / 4)
    assert bad.metrics["precision"].value == 1  # the source's convention: the failed page leaves precision
    assert (bad.p50_ms, bad.peak_mb) == (2.5, 5.0)
    good = boards[0].standings[0]
    assert (good.version, good.settings, good.package) == ("1.0", "{all=0,fast=True}", "pkg")
    assert (good.peer["f1"], bad.peer["recall"] > 0) == (0.0, True)
    low, value, high = bad.metrics["recall"].low, bad.metrics["recall"].value, bad.metrics["recall"].high
    assert low <= value <= high


def test_a_board_says_where_its_figures_are_approximate(boards: tuple[leaderboards.Board, ...]) -> None:
    run = results()
    split = leaderboards.leaderboards(replace(run, scorer=replace(run.scorer, variant="nupunkt<3.10")), QUICK)
    assert {board.basis for board in boards} == {""}
    assert {"approximate: sentences were split by nupunkt" in board.basis for board in split} == {True}
    assert all("|nupunkt<3.10|" in board.signature for board in split)


def test_macro_means_leave_oracles_out(boards: tuple[leaderboards.Board, ...]) -> None:
    means = leaderboards.macro(results(), QUICK)
    assert [(board.corpora, board.track, board.n) for board in means] == [(("one", "two"), "html", 8), (("one", "two"), "text", 4)]
    assert means[0].standings[-1].metrics["recall"].value == pytest.approx(boards[0].standings[-1].metrics["recall"].value)
    assert means[0].standings[0].n == 8
    assert [len(means[0].pairs), means[0].clusters, means[1].clusters] == [3, 6, 4]
    assert [pair.n for pair in means[0].pairs] == [8, 8, 8]


def test_one_corpus_has_no_macro_mean() -> None:
    run = results()
    one = replace(run, manifest=replace(run.manifest, corpora=(run.manifest.corpora[0], run.manifest.corpora[2])))
    assert leaderboards.macro(one, QUICK) == ()


def test_an_adapter_scored_on_one_corpus_only_has_no_macro_mean() -> None:
    run = results()
    scores = run.scores[~((run.scores["adapter"] == "good") & (run.scores["corpus"] == "two"))]
    html, _ = leaderboards.macro(replace(run, scores=scores), QUICK)
    assert [standing.adapter for standing in html.standings] == ["everything", "bad"]
    assert html.absent == ("good",)


def test_a_board_can_be_ranked_by_any_metric(boards: tuple[leaderboards.Board, ...]) -> None:
    by = leaderboards.leaderboards(results(), QUICK, metric="precision")[0]
    assert (boards[0].metric, by.metric) == ("f1", "precision")
    assert [standing.adapter for standing in by.standings] == ["bad", "everything", "good"]  # all 1: by name
    assert {pair.metric for pair in by.pairs} == {"precision"}
    assert by.signature == signature(manifest(), ["one"], results().scorer, QUICK, metric="precision", track="html")
    assert boards[1].signature.split("|")[3] == "bad+pkg==1.0(good{all=0,fast=True})"  # those on the board alone


def test_peers_errors_stand_there_when_asked_for(boards: tuple[leaderboards.Board, ...]) -> None:
    assert set(boards[0].standings[0].peer) == set(boards[0].metrics)
    assert leaderboards.leaderboards(results(), QUICK)[0].standings[0].peer == {}


@pytest.mark.parametrize(
    ("values", "lower", "expected"),
    [
        ({"a": 0.1, "b": 0.3, "c": 0.2}, False, "bca"),
        ({"a": 0.1, "b": 0.3, "c": 0.2}, True, "acb"),
        ({"a": math.nan, "b": 0.3, "c": 0.4}, False, "cba"),
        ({"a": math.nan, "b": 0.3, "c": 0.4}, True, "bca"),
        ({"b": 0.3, "a": 0.3, "c": 0.3}, False, "abc"),
    ],
)
def test_the_best_comes_first_and_the_undefined_last(values: dict[str, float], lower: bool, expected: str) -> None:
    estimates = {name: {"m": Estimate(value, 0, 0, 0.95, 1)} for name, value in values.items()}
    assert "".join(leaderboards.ranking(estimates, "m", lower=lower)) == expected


def test_a_metric_of_which_less_is_better_ranks_the_other_way() -> None:
    run = results()
    turned = replace(run, scorer=replace(run.scorer, lower_is_better=("recall",)))
    assert [standing.adapter for standing in leaderboards.leaderboards(turned, QUICK, metric="recall")[0].standings] == [
        "bad",
        "everything",
        "good",
    ]


def extractions(statuses: list[str], walls: list[int], peaks: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"status": statuses, "wall_ns": walls, "peak_rss": peaks})


def standing(part: pd.DataFrame) -> leaderboards.Standing:
    """Return the line of an adapter with these extractions."""
    estimates = {"a": {"m": Estimate(1.0, 1.0, 1.0, 0.95, 1)}}
    figures = leaderboards._Figures(metric="m", estimates=estimates, pairs=(), ranking=Ranking({"a": (1, 2)}), sampling=QUICK)
    return leaderboards._standing({"name": "a"}, figures, part)


def test_extraction_figures_leave_skipped_pages_out() -> None:
    part = extractions(
        ["ok", "ok", "timeout", "error", "empty", "skipped"],
        [1_000_000, 3_000_000, 5_000_000, 7_000_000, 9_000_000, 10**9],
        [1, 2, 9_000_000, 1, 1, 10**9],
    )
    one = standing(part)
    assert (one.tried, one.coverage, one.skipped) == (5, 0.4, 1)
    assert list(one.failures.items()) == [("empty", 1), ("error", 1), ("timeout", 1)]
    assert (one.p50_ms, one.p95_ms, one.peak_mb) == (5.0, pytest.approx(np.nan, nan_ok=True), 9.0)
    assert (one.timed, one.doubt) == (5, "")


def test_outputs_that_were_never_timed_are_not_timed_at_0_ms() -> None:
    stored = standing(extractions(["ok", "ok"], [0, 0], [0, 0]))
    assert (stored.tried, stored.coverage) == (2, 1.0)
    assert np.isnan([stored.p50_ms, stored.p95_ms, stored.peak_mb]).all()
    mixed = standing(extractions(["ok"] * 3, [0, 1, 3_000_001], [0, 1, 0]))
    assert (mixed.p50_ms, mixed.peak_mb) == (pytest.approx(1.500001, rel=1e-9), 1e-6)  # one nanosecond is a time


def test_an_adapter_that_skipped_all_pages_has_no_coverage() -> None:
    skipped = standing(extractions(["skipped"], [5], [5]))
    assert (skipped.tried, skipped.skipped, skipped.failures) == (0, 1, {})
    assert np.isnan([skipped.coverage, skipped.p50_ms, skipped.peak_mb]).all()


def test_a_board_of_few_sites_has_no_ranks_and_says_why(boards: tuple[leaderboards.Board, ...]) -> None:
    assert {standing.rank for board in boards for standing in board.standings} == {None}
    assert boards[0].no_ranks.startswith("no ranks: 3 sites are too few to show any difference at p < 0.05")
    assert "no_ranks" in boards[0].as_data()


def test_ranks_are_of_contenders_alone_by_the_metric_of_the_board() -> None:
    estimates = {name: {"f1": Estimate(0.5, 0, 1, 0.95, 9)} for name in ("good", "everything", "bad")}
    assert leaderboards._ranking(results(), estimates | {"good": {"f1": Estimate(math.nan, 0, 0, 0.95, 0)}}, (), QUICK) == Ranking(
        {"bad": (1, 1)}
    )
    assert leaderboards._contenders(results()) == {"good", "bad"}
