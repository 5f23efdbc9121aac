"""Leaderboards, breakdowns, page table, signature: on a small run whose figures can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bench.errors import BoilerbenchError
from bench.model import Manifest
from bench.scoring import load
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables import breakdowns, leaderboards
from bench.scoring.tables.matrix import Results
from bench.scoring.tables.signature import signature

QUICK = Sampling(resamples=200)
SITES = ("x", "x", "y", "z", "", "w")


def manifest() -> Manifest:
    corpora = tuple(
        {"name": name, "digest": f"{name}digest0123456789", "pages": 6, "oracle": name == "oracle"} for name in ("one", "two", "oracle")
    )
    rows = (
        {"name": "good", "package": "pkg", "version": "1.0", "settings": {"fast": True, "all": 0}},
        {"name": "bad"},
        {"name": "everything", "floor": True},
    )
    return Manifest(id="r", created="2026-01-01T00:00:00Z", version="0", corpora=corpora, adapters=rows, options={}, machine={})


def results() -> Results:
    """Three corpora of six pages: the first four HTML, the last two text; ``bad`` fails on one page, ``everything`` takes no text."""
    pages, extractions, scores = [], [], []
    for corpus in ("one", "two", "oracle"):
        for at, site in enumerate(SITES):
            kind, page = ("html" if at < 4 else "text"), f"p{at}"
            blocks = [{"text": "w " * (at + 1), "optional": False, "role": "paragraph"}]
            pages.append({"corpus": corpus, "page_id": page, "kind": kind, "site": site, "lang": ("pt-BR", "pt", "de", "", "de", "de")[at],
                          "type": ("article", "category", "collection", "forum", "", "")[at], "devices": np.array(["nav"] if at else []),
                          "blocks": blocks})  # fmt: skip
            for name in ("good", "bad", "everything"):
                failed = name == "bad" and at == 1
                skipped = name == "everything" and kind == "text"
                status = "timeout" if failed else "skipped" if skipped else "ok"
                extractions.append({"adapter": name, "corpus": corpus, "page_id": page, "status": status, "text": "w " * 10 * (not failed),
                                    "wall_ns": 0 if skipped else (at + 1) * 10**6, "peak_rss": 5 * 10**6})  # fmt: skip
                if not skipped:
                    hits = {"good": 10.0, "bad": 0.0 if failed else 5.0, "everything": 8.0}[name]
                    scores.append({"adapter": name, "corpus": corpus, "page_id": page, "status": status,
                                   "tp": hits, "fp": 0.0, "fn": 10 - hits, "equal": float(hits == 10)})  # fmt: skip
    return Results(manifest(), load("shingles"), pd.DataFrame(pages), pd.DataFrame(extractions), pd.DataFrame(scores))


@pytest.fixture(scope="module")
def boards() -> tuple[leaderboards.Board, ...]:
    return leaderboards.leaderboards(results(), QUICK, peer=True)


def test_there_is_a_board_a_corpus_and_track(boards: tuple[leaderboards.Board, ...]) -> None:
    assert [(board.corpora[0], board.track, board.n, board.clusters) for board in boards[:3]] == [
        ("one", "html", 4, 3),
        ("one", "text", 2, 2),
        ("two", "html", 4, 3),
    ]
    assert [row.adapter for row in boards[0].rows] == ["good", "everything", "bad"]
    assert boards[1].absent == ("everything",)
    assert [board.oracle for board in boards] == [False] * 4 + [True] * 2


def test_a_standing_shows_failures_beside_the_figure(boards: tuple[leaderboards.Board, ...]) -> None:
    bad = boards[0].rows[-1]
    assert (bad.n, bad.tried, bad.coverage, bad.failures, bad.skipped) == (4, 4, 0.75, {"timeout": 1}, 0)
    assert bad.metrics["recall"].value == pytest.approx(3 * 0.5 / 4)
    assert bad.metrics["precision"].value == 1  # the source's convention: the failed page leaves precision
    assert (bad.wall_p50_ms, bad.peak_mb) == (2.5, 5.0)
    good = boards[0].rows[0]
    assert (good.version, good.settings, good.package) == ("1.0", "{all=0,fast=True}", "pkg")
    assert (good.peer["f1"], bad.peer["recall"] > 0) == (0.0, True)
    low, value, high = bad.metrics["recall"].low, bad.metrics["recall"].value, bad.metrics["recall"].high
    assert low <= value <= high


def test_macro_means_leave_oracles_out(boards: tuple[leaderboards.Board, ...]) -> None:
    found = leaderboards.macro(results(), QUICK)
    assert [(board.corpora, board.track, board.n) for board in found] == [(("one", "two"), "html", 8), (("one", "two"), "text", 4)]
    assert found[0].rows[-1].metrics["recall"].value == pytest.approx(boards[0].rows[-1].metrics["recall"].value)
    assert found[0].rows[0].n == 8


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("type", {"article", "collection", "forum", "(unknown)"}),
        ("language", {"pt", "de", "(unknown)"}),
        ("site", {"x", "y", "z", "w", "(unknown)"}),
        ("devices", {"nav", "(none)"}),
        ("complexity", {"low (< 0.70)", "high (>= 0.70)", "(unknown)"}),
    ],
)
def test_breakdowns_name_their_groups(by: str, groups: set[str]) -> None:
    frame = breakdowns.breakdown(results(), by, QUICK)
    assert set(frame[frame["corpus"] == "one"]["group"]) == groups


def test_breakdown_figures_are_those_of_the_group_alone() -> None:
    frame = breakdowns.breakdown(results(), "type", QUICK).set_index(["corpus", "track", "group", "adapter"])
    line = frame.loc[("one", "html", "collection", "bad")]
    assert (line["n"], line["recall"], line["coverage"]) == (2, 0.25, 0.5)
    length = breakdowns.breakdown(results(), "length", QUICK)
    assert len(set(length[length["corpus"] == "one"]["group"])) == 4


def test_complexity_is_the_share_of_text_that_is_not_gold() -> None:
    found = breakdowns.complexity(results())
    assert found["one", "p0"] == pytest.approx(0.9)
    assert ("one", "p4") not in found  # no whole text of a text dump: `everything` does not take it


def test_an_unknown_dimension_is_a_user_error() -> None:
    with pytest.raises(BoilerbenchError, match="colour"):
        breakdowns.breakdown(results(), "colour")


def test_the_page_table_has_the_hardest_pages_first_and_no_floor_in_its_mean() -> None:
    frame = breakdowns.page_table(results(), "recall")
    assert tuple(frame.loc[0, ["corpus", "page_id"]]) == ("one", "p1")
    assert frame.loc[0, "mean"] == 0.5  # good 1, bad 0; the floor's 0.8 is left out
    assert frame.loc[0, "spread"] == 1
    assert np.isnan(frame[frame["track"] == "text"]["everything"]).all()


def test_the_signature_names_everything_in_one_order() -> None:
    line = signature(manifest(), ["two", "one"], load("aligned"), Sampling(seed=7), track="html")
    assert line == (
        "f1:aligned@1|uax29|corpus:one@onedigest012:6+corpus:two@twodigest012:6|track:html|bad+everything+pkg==1.0(good{all=0,fast=True})"
        "|bs:10000|unit:site|test:resample|ci:0.95|seed:7"
    )
    turned = replace(manifest(), adapters=tuple(reversed(manifest().adapters)))
    assert signature(turned, ["one", "two"], load("aligned"), Sampling(seed=7), track="html") == line


def test_the_signature_says_each_package_once_with_its_rows() -> None:
    rows = (
        {"name": "lxml-b", "package": "lxml", "version": "6.1"},
        {"name": "lxml-a", "package": "lxml", "version": "6.1", "settings": {"x": 1}},
        {"name": "traf", "package": "traf", "version": "2.0", "settings": {"fast": True}},
        {"name": "traf@1.0", "package": "traf", "version": "1.0", "settings": {"fast": True}},
        {"name": "mine", "settings": {"y": 2}},
        {"name": "absent", "package": "gone"},
    )
    line = signature(replace(manifest(), adapters=rows), ["one"], load("aligned"))
    said = "gone(absent)+lxml==6.1(lxml-a{x=1},lxml-b)+mine{y=2}+traf==1.0(traf@1.0{fast=True})+traf==2.0{fast=True}"
    assert line.split("|")[3] == said
