"""What a run measured, as history: every metric and cost of it, its speed suite's figures, the commit it ran at."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.scoring import load
from bench.store import measured, tables
from bench.store.boards import of_run
from bench.store.history import read
from bench.store.measured import record
from bench.store.run_folder import RunFolder
from tests.report import synthetic
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

SPEED = ("p50_ms", "p95_ms", "p99_ms", "pages_per_s", "mb_per_s", "peak_mb", "import_ms")


def test_a_run_is_recorded_with_every_metric_and_its_costs(tmp_path: Path) -> None:
    folder = RunFolder(synthetic.make(tmp_path / "runs" / "one"))
    entries = record(folder, tmp_path / "history", commit="abc123")
    assert sorted(map(str, entries)) == sorted(map(str, read(tmp_path / "history")))  # as text: NaN is not equal to itself
    names = {adapter["name"] for adapter in folder.manifest().adapters}
    assert {entry.adapter for entry in entries} == names
    assert {"f1", "precision", "recall"} <= {entry.metric for entry in entries if entry.protocol.startswith("aligned@")}
    assert {entry.metric for entry in entries if entry.protocol == "run"} == {"p50_ms", "peak_mb", "coverage"}
    one = next(entry for entry in entries if entry.metric == "f1")
    assert (one.commit, one.corpus, one.track) == ("abc123", "made", "html")
    assert one.low <= one.value <= one.high
    assert "Synthetic CPU" in one.machine


def test_the_speed_suites_figures_are_recorded_too(tmp_path: Path) -> None:
    folder = RunFolder(synthetic.make(tmp_path / "runs" / "one"))
    timed = {"adapter": "trafilatura", "version": "9", "pages": 3, **dict.fromkeys(SPEED, 1.5), "mb_per_s": None}
    (folder.path / "speed-summary.json").write_text(json.dumps({"corpora": {"made": "d"}, "adapters": [timed]}), encoding="utf-8")
    entries = [entry for entry in record(folder, tmp_path / "history", commit="") if entry.protocol == "speed"]
    assert {entry.metric for entry in entries} == set(SPEED) - {"mb_per_s"}
    assert {(entry.version, entry.value, entry.n) for entry in entries} == {("9", 1.5, 3)}
    assert all(math.isnan(entry.low) for entry in entries)


def test_costs_are_recorded_once_and_means_over_corpora_not_at_all(tmp_path: Path) -> None:
    corpora = [made.corpus(), made.corpus(name="other")]
    adapters = [{"name": "a", "package": "pkg", "version": "1.5", "settings": {"z": 1, "b": None}}]
    kept = [made.extraction(page.id, corpus=page.corpus, wall_ns=2_000_000, peak_rss=3_000_000) for one in corpora for page in one.pages]
    folder = made.run(tmp_path / "runs" / "one", kept, corpora, adapters=adapters, protocols=["words", "aligned"])
    entries = record(folder, tmp_path / "history", commit="abc")
    assert {entry.corpus: entry.digest for entry in entries} == {"tiny": "digest-of-tiny", "other": "digest-of-other"}
    costs = {(entry.corpus, entry.metric): entry.value for entry in entries if entry.protocol == "run"}
    assert costs == {
        (corpus, metric): value for corpus in ("tiny", "other") for metric, value in (("p50_ms", 2.0), ("peak_mb", 3.0), ("coverage", 1.0))
    }
    assert len([entry for entry in entries if entry.protocol == "run"]) == 6
    assert list(dict.fromkeys(entry.protocol for entry in entries)) == ["aligned@1", "run", f"words@{load('words').version}"]
    first = entries[0]
    assert (first.package, first.version, first.settings) == ("pkg", "1.5", '{"b": null, "z": 1}')
    assert (first.run, first.created, first.machine, first.n, first.track) == ("one", "2026-01-02T03:04:05Z", "cpu=x, cores=2", 3, "text")
    assert {entry.commit for entry in entries} == {"abc"}


def test_boards_at_hand_are_not_computed_again(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "runs" / "one", [made.extraction()], protocols=["aligned"])
    assert record(folder, tmp_path / "history", [], commit="") == ()
    assert not (tmp_path / "history").exists()  # a run that measured nothing adds nothing
    computed, given = record(folder, tmp_path / "history", commit=""), record(folder, tmp_path / "other", of_run(folder), commit="")
    assert list(map(str, computed)) == list(map(str, given)) != []


def test_figures_say_how_much_of_their_gold_no_person_cleaned(tmp_path: Path) -> None:
    whole = made.corpus()
    drafts = replace(whole, gold={**whole.gold, "p1": replace(whole.gold["p1"], draft=True)})
    for uncleaned, source in ((0, whole), (1, drafts)):
        folder = made.run(tmp_path / str(uncleaned), [made.extraction(f"p{at}") for at in range(3)], [source], protocols=["aligned"])
        assert {entry.uncleaned for entry in record(folder, tmp_path / "history", commit="")} == {uncleaned}
    path = folder.path / "pages.parquet"  # of an earlier release, which did not say whose words gold holds
    tables.write(path, folder.pages().drop_columns(["gold", "draft"]).replace_schema_metadata({"schema": "1"}))
    assert {entry.uncleaned for entry in record(folder, tmp_path / "history", commit="")} == {-1}


def test_what_the_manifest_does_not_say_is_empty(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "one", [made.extraction()], adapters=[{"name": "a"}], protocols=["aligned"], machine={"python": "3"})
    first = record(folder, tmp_path / "history", commit="")[0]
    assert (first.package, first.version, first.settings, first.machine) == ("", "", "{}", "python=3")


@pytest.mark.parametrize("content", ["", "{", "\xff"])
def test_a_speed_summary_that_cannot_be_read_is_left_aside(tmp_path: Path, content: str) -> None:
    folder = made.run(tmp_path / "one", [made.extraction()])
    (folder.path / "speed-summary.json").write_bytes(content.encode("latin-1"))
    assert record(folder, tmp_path / "history", commit="") == ()


def test_the_speed_of_several_corpora_is_of_all_of_them(tmp_path: Path) -> None:
    folder = made.run(tmp_path / "one", [made.extraction()])
    timed = {"adapter": "a", "version": "9", "pages": 3, **dict.fromkeys(SPEED), "p50_ms": 2}
    (folder.path / "speed-summary.json").write_text(json.dumps({"corpora": {"y": "d", "x": "d"}, "adapters": [timed]}), encoding="utf-8")
    (entry,) = record(folder, tmp_path / "history", commit="")
    assert (entry.corpus, entry.digest, entry.track, entry.metric, entry.value, entry.high) == (
        "x+y",
        "",
        "",
        "p50_ms",
        2.0,
        pytest.approx(math.nan, nan_ok=True),
    )


def test_the_commit_is_asked_for_where_it_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made.run(tmp_path / "one", [made.extraction()], protocols=["aligned"])
    monkeypatch.setattr(measured, "head", lambda: "asked+")
    assert {entry.commit for entry in record(folder, tmp_path / "history")} == {"asked+"}
