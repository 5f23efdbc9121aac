"""What a run measured, as history: every metric and cost of it, its speed suite's figures, the commit it ran at."""

from __future__ import annotations

import json
import math
import subprocess
from typing import TYPE_CHECKING

from bench.store.history import read
from bench.store.measured import head, record
from bench.store.run_folder import RunFolder
from tests.report import synthetic

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
    assert {entry.metric for entry in entries if entry.protocol == "run"} == {"p50_ms", "p95_ms", "peak_mb", "coverage"}
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


def test_the_commit_is_that_of_the_repository_with_a_plus_where_files_changed(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@t.test", "-c", "commit.gpgsign=false")
        return subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    assert head(tmp_path) == ""
    git("init", "-q")
    (tmp_path / "file").write_text("1", encoding="utf-8")
    git("add", "file")
    git("commit", "-q", "-m", "one")
    assert head(tmp_path) == git("rev-parse", "--short=12", "HEAD")
    (tmp_path / "file").write_text("2", encoding="utf-8")
    assert head(tmp_path).endswith("+")
