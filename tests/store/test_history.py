"""The history: one part for each run, written whole, read in order of time, refused where damaged."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.store import history
from bench.store.history import HistoryEntry, append, head, read

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
ENTRY = HistoryEntry(**PLACE, **WHAT, value=0.9, low=0.8, high=0.95, n=7)


def test_what_is_appended_is_read_back_oldest_first(tmp_path: Path) -> None:
    later, earlier = replace(ENTRY, run="a-run", created="2026-02-01T00:00:00Z"), replace(ENTRY, run="z-run")
    append(tmp_path, [later])
    append(tmp_path, [earlier, replace(earlier, metric="recall")])
    assert [entry.run for entry in read(tmp_path)] == ["z-run", "z-run", "a-run"]
    assert later in read(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-run.parquet", "z-run.parquet"]


def test_runs_of_one_moment_are_read_by_name_and_types_are_kept(tmp_path: Path) -> None:
    for run in ("b", "a"):
        append(tmp_path, [replace(ENTRY, run=run, low=float("nan"))])
    assert [entry.run for entry in read(tmp_path)] == ["a", "b"]
    assert [type(value) for value in (read(tmp_path)[0].n, read(tmp_path)[0].value, read(tmp_path)[0].digest)] == [int, float, str]
    (tmp_path / "notes.txt").write_text("not a part", encoding="utf-8")
    assert len(read(tmp_path)) == 2


def test_the_history_lies_beside_the_runs_and_knows_which_figures_are_costs() -> None:
    assert (history.FOLDER, history.COSTS) == ("history", ("run", "speed"))


def test_a_part_is_of_one_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unpack"):
        append(tmp_path, [ENTRY, replace(ENTRY, run="another")])


def test_a_part_of_our_columns_and_another_schema_number_is_refused(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = append(tmp_path, [ENTRY])
    for metadata, shown in (({"schema": "2"}, "2"), (None, "None")):
        pq.write_table(pq.read_table(path).replace_schema_metadata(metadata), path)
        with pytest.raises(RunError, match=f"has schema {shown}") as caught:
            read(tmp_path)
        assert caught.value.hint == f"delete {path}, then boilerbench history --add"


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
    with pytest.raises(RunError, match=r"run-1\.parquet cannot be read") as caught:
        read(tmp_path)
    assert (caught.value.expected, caught.value.hint) == ("a part that `boilerbench history --add` wrote", f"delete {path}")


def test_a_part_of_another_schema_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"run": ["x"]}), tmp_path / "x.parquet")
    with pytest.raises(RunError, match="another schema") as caught:
        read(tmp_path)
    hint = f"delete {tmp_path / 'x.parquet'}, then boilerbench history --add"
    assert (caught.value.expected, caught.value.hint) == ("schema 1", hint)


def test_the_commit_is_that_of_the_repository_with_a_plus_where_files_changed(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@t.test", "-c", "commit.gpgsign=false")
        return subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    assert head(tmp_path) == ""
    git("init", "-q")
    (tmp_path / "file").write_text("1", encoding="utf-8")
    git("add", "file")
    assert head(tmp_path) == "", "nothing was committed yet"
    git("commit", "-q", "-m", "one")
    assert head(tmp_path) == git("rev-parse", "--short=12", "HEAD")
    (tmp_path / "file").write_text("2", encoding="utf-8")
    assert head(tmp_path).endswith("+")
