"""Stored tables: a flipped bit changes nothing that is read, or is one error; so does the manifest's."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.errors import RunError
from bench.store import tables
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

NAMES = ("extractions.parquet", "pages.parquet", "scores-words.parquet", "manifest.json")


def written(place: Path) -> RunFolder:
    """Write a run of three adapters on three pages."""
    extractions = [made.extraction(f"p{at}", name, text=f"{made.TEXTS[at]} by {name} " * 20) for at in range(3) for name in "abc"]
    return made.run(place / "run", extractions, protocols=["words"])


def content(folder: RunFolder) -> str:
    """Return all that a run folder says."""
    return repr([folder.manifest(), *(table.to_pylist() for table in (folder.pages(), folder.extractions(), folder.scores("words")))])


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_changes_nothing_or_is_one_error(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path)
    before, whole = content(folder), (folder.path / name).read_bytes()
    told, seed = 0, random.Random(name)
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[seed.randrange(len(whole))] ^= 1 << seed.randrange(8)
        (folder.path / name).write_bytes(damaged)
        try:
            assert content(folder) == before
        except RunError:
            told += 1
    assert told > 100


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_off_is_one_error(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path)
    whole = (folder.path / name).read_bytes()
    for size in range(0, len(whole) - 1, len(whole) // 20):
        (folder.path / name).write_bytes(whole[:size])
        with pytest.raises(RunError):
            content(folder)


def test_tables_of_before_there_were_seals_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.parquet"
    pq.write_table(pa.table({"a": [1, 2]}).replace_schema_metadata({"schema": "1"}), path)
    assert tables.read(path).to_pylist() == [{"a": 1}, {"a": 2}]
    assert tables.read(path, ["a"]).schema.metadata == {b"schema": b"1"}


def test_the_same_table_gives_the_same_bytes_and_no_seal_is_seen(tmp_path: Path) -> None:
    table = pa.table({"a": [1], "b": [{"c": "x"}]}).replace_schema_metadata({"schema": "1"})
    for name in ("one", "two"):
        tables.write(tmp_path / name, table)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert tables.read(tmp_path / "one").equals(table, check_metadata=True)


def test_a_manifest_without_a_digest_is_of_before(tmp_path: Path) -> None:
    folder = written(tmp_path)
    path = folder.path / "manifest.json"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if '"sha256"' not in line]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert folder.manifest().id == "one"
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(RunError, match="no readable manifest"):
        folder.manifest()


def test_a_row_group_is_cut_by_the_characters_that_its_lines_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_ROOM", 10)
    lines = [{"a": "12345", "b": []}, {"a": "", "b": [{"c": "12"}, {"c": "345"}]}, {"a": "1", "b": []}]
    schema = pa.schema({"a": pa.string(), "b": pa.list_(pa.struct({"c": pa.string()}))})
    tables.write_lines(tmp_path / "table", schema, lines)
    with pq.ParquetFile(tmp_path / "table") as file:
        assert [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)] == [2, 1]
    assert tables.read(tmp_path / "table").to_pylist() == lines


def test_strings_of_a_column_are_listed_in_order_and_equal_ones_are_one_object() -> None:
    column = pa.chunked_array([["one name", "another"], [], ["one name", None]], pa.string())
    names = tables.listed(column)
    assert names == column.to_pylist()
    assert names[0] is names[2]
    assert tables.listed(pa.chunked_array([], pa.string())) == []
