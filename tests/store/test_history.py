"""The history: a part a run, written whole, read in order of time, refused where damaged."""

from __future__ import annotations

import json
import math
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.store import history
from bench.store.history import Entry, append, head, read, record
from bench.store.run_folder import RunFolder
from tests.report import synthetic

if TYPE_CHECKING:
    from pathlib import Path

PLACE = {
    "run": "run-1",
    "created": "2026-01-02T03:04:05Z",
    "commit": "abc",
    "machine": "a machine",
    "corpus": "c",
    "digest": "d",
    "track": "html",
}
WHAT = {"adapter": "a", "package": "pkg", "version": "1.0", "settings": "{}", "protocol": "aligned@1", "metric": "f1"}
ENTRY = Entry(**PLACE, **WHAT, value=0.9, low=0.8, high=0.95, n=7)


def test_what_is_appended_is_read_back_oldest_first(tmp_path: Path) -> None:
    later, earlier = replace(ENTRY, run="a-run", created="2026-02-01T00:00:00Z"), replace(ENTRY, run="z-run")
    append(tmp_path, [later])
    append(tmp_path, [earlier, replace(earlier, metric="recall")])
    assert [entry.run for entry in read(tmp_path)] == ["z-run", "z-run", "a-run"]
    assert later in read(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-run.parquet", "z-run.parquet"]


def test_a_run_appended_again_replaces_itself(tmp_path: Path) -> None:
    append(tmp_path, [ENTRY])
    append(tmp_path, [replace(ENTRY, value=0.5)])
    assert [entry.value for entry in read(tmp_path)] == [0.5]


def test_no_history_is_an_empty_one(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == ()


def test_a_part_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    append(tmp_path, [ENTRY])
    with pytest.raises(Exception, match="n"):
        append(tmp_path, [replace(ENTRY, n="not a number")])  # type: ignore[arg-type]
    assert read(tmp_path) == (ENTRY,)
    assert [path.name for path in tmp_path.iterdir()] == ["run-1.parquet"]


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    path = append(tmp_path, [ENTRY])
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(RunError, match=r"run-1\.parquet cannot be read"):
        read(tmp_path)


def test_a_part_of_another_schema_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"run": ["x"]}), tmp_path / "x.parquet")
    with pytest.raises(RunError, match="another schema"):
        read(tmp_path)


def test_a_run_is_recorded_with_every_metric_and_its_costs(tmp_path: Path) -> None:
    folder = RunFolder(synthetic.make(tmp_path / "runs" / "one"))
    entries = record(folder, tmp_path / "history", commit="abc123")
    assert sorted(map(str, entries)) == sorted(map(str, read(tmp_path / "history")))  # as text: NaN is not equal to itself
    names = {row["name"] for row in folder.manifest().adapters}
    assert {entry.adapter for entry in entries} == names
    assert {"f1", "precision", "recall"} <= {entry.metric for entry in entries if entry.protocol.startswith("aligned@")}
    assert {entry.metric for entry in entries if entry.protocol == "run"} == {"p50_ms", "p95_ms", "peak_mb", "coverage"}
    one = next(entry for entry in entries if entry.metric == "f1")
    assert (one.commit, one.corpus, one.track) == ("abc123", "made", "html")
    assert one.low <= one.value <= one.high
    assert "Synthetic CPU" in one.machine


def test_the_speed_suites_figures_are_recorded_too(tmp_path: Path) -> None:
    folder = RunFolder(synthetic.make(tmp_path / "runs" / "one"))
    row = {"adapter": "trafilatura", "version": "9", "pages": 3, **dict.fromkeys(history._SPEED, 1.5), "mb_per_s": None}
    (folder.path / "speed-summary.json").write_text(json.dumps({"corpora": {"made": "d"}, "adapters": [row]}), encoding="utf-8")
    found = [entry for entry in record(folder, tmp_path / "history", commit="") if entry.protocol == "speed"]
    assert {entry.metric for entry in found} == set(history._SPEED) - {"mb_per_s"}
    assert {(entry.version, entry.value, entry.n) for entry in found} == {("9", 1.5, 3)}
    assert all(math.isnan(entry.low) for entry in found)


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
