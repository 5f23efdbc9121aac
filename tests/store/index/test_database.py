"""A database that only repeats what lies elsewhere is made anew where it cannot be used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bench.store.index import database

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT = "CREATE TABLE word (run TEXT, said TEXT);"


def said(path: Path, layout: str = LAYOUT) -> list[tuple[str, str]]:
    with database.opened(path, layout) as connection:
        return connection.execute("SELECT * FROM word").fetchall()


def say(path: Path, *lines: tuple[str, str]) -> None:
    with database.opened(path, LAYOUT) as connection:
        connection.executemany("INSERT INTO word VALUES (?, ?)", lines)


def say_while_locked(path: Path, rival: sqlite3.Connection) -> None:
    with database.opened(path, LAYOUT) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        rival.execute("BEGIN EXCLUSIVE")
        connection.execute("INSERT INTO word VALUES ('a', 'x')")


def test_what_is_written_is_kept_and_forgotten_by_run(tmp_path: Path) -> None:
    say(tmp_path / "db", ("a", "x"), ("b", "y"))
    with database.opened(tmp_path / "db", LAYOUT) as connection:
        database.forget(connection, ["a"], "word")
    assert said(tmp_path / "db") == [("b", "y")]


@pytest.mark.parametrize("content", [b"", b"rubbish" * 900, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_no_database_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "db").write_bytes(content)
    assert said(tmp_path / "db") == []
    say(tmp_path / "db", ("a", "x"))
    assert said(tmp_path / "db") == [("a", "x")]


def test_a_damaged_file_that_another_process_has_just_deleted_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, prepared = tmp_path / "db", database._prepared
    path.write_bytes(b"rubbish" * 900)

    def after_a_rival(connection: sqlite3.Connection, layout: str) -> sqlite3.Connection:
        if path.read_bytes().startswith(b"rubbish"):
            path.unlink()
        return prepared(connection, layout)

    monkeypatch.setattr(database, "_prepared", after_a_rival)
    say(path, ("a", "x"))
    assert said(path) == [("a", "x")]


def test_another_layout_is_replaced(tmp_path: Path) -> None:
    say(tmp_path / "db", ("a", "x"))
    assert said(tmp_path / "db", LAYOUT + " ") == []


def test_where_nothing_can_be_written_one_in_memory_takes_its_place(tmp_path: Path) -> None:
    assert said(tmp_path / "no" / "where" / "db") == []
    assert list(tmp_path.iterdir()) == []


def test_damage_that_is_met_later_deletes_the_file_and_a_rival_s_lock_does_not(tmp_path: Path) -> None:
    path = tmp_path / "db"
    say(path, *[("a", "x" * 500)] * 100)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(sqlite3.DatabaseError):
        said(path)
    assert said(path) == []
    with closing(sqlite3.connect(path, timeout=0)) as rival, pytest.raises(sqlite3.OperationalError):
        say_while_locked(path, rival)
    assert path.exists()
