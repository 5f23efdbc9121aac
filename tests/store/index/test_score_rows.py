"""Score rows are known again by text, gold and protocol; nothing damaged is taken, nothing outlives its run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.model import Block, Gold
from bench.store.index import FOLDER, score_rows
from bench.store.index.score_rows import FILE, ScoreRows, digest_of, key_of

if TYPE_CHECKING:
    from pathlib import Path

GOLD = Gold("p", (Block("one"),), ("in",), ("out",), {"markdown": "one"})
ROW = (0.1, float(2**60), -0.0)


def runs(root: Path) -> ScoreRows:
    (root / "runs" / "first").mkdir(parents=True)
    rows = ScoreRows(root, "first")
    rows.add([(b"k" * 16, ROW)])
    rows.keep()
    return rows


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": None}, {"blocks": ()}, {"blocks": (Block("one", optional=True),)}, {"blocks": (Block("one", role="list"),)},
        {"must_have": ()}, {"must_not": ()}, {"parts": {}}, {"draft": True}, {"blank": True},
    ],
)  # fmt: skip
def test_other_gold_is_another_key_and_so_are_another_protocol_and_another_text(change: dict[str, object]) -> None:
    gold = digest_of(GOLD, "aligned")
    assert gold == digest_of(replace(GOLD, page_id="q", file="f"), "aligned")
    assert digest_of(replace(GOLD, **change), "aligned") != gold  # type: ignore[arg-type]
    assert digest_of(GOLD, "words") != gold
    assert len({key_of(gold, "a"), key_of(gold, "b"), key_of(digest_of(GOLD, "words"), "a"), key_of(gold, "\ud800")}) == 4


def test_rows_come_back_to_the_bit(tmp_path: Path) -> None:
    runs(tmp_path)
    known = ScoreRows(tmp_path, "second").known([b"k" * 16, b"l" * 16, *(bytes([at]) * 16 for at in range(256))] * 3)
    assert {key: tuple(map(float.hex, row)) for key, row in known.items()} == {b"k" * 16: tuple(map(float.hex, ROW))}


def test_a_row_that_was_damaged_is_unknown(tmp_path: Path) -> None:
    runs(tmp_path)
    with closing(sqlite3.connect(tmp_path / FOLDER / FILE)) as connection, connection:
        connection.execute("UPDATE row SET figures = x'00' || substr(figures, 2)")
    assert ScoreRows(tmp_path, "second").known([b"k" * 16]) == {}


def test_rows_of_a_run_that_is_gone_are_forgotten(tmp_path: Path) -> None:
    runs(tmp_path)
    (tmp_path / "runs" / "first").rmdir()
    (tmp_path / "runs" / "second").mkdir()
    rows = ScoreRows(tmp_path, "second")
    rows.add([(b"l" * 16, ROW)])
    rows.keep()
    assert list(rows.known([b"k" * 16, b"l" * 16])) == [b"l" * 16]


def test_without_a_folder_nothing_is_known_or_kept() -> None:
    rows = ScoreRows()
    rows.add([(b"k" * 16, ROW)])
    rows.keep()
    assert rows.known([b"k" * 16]) == {}


def test_many_rows_do_not_wait_to_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_rows, "_HELD", 3)
    (tmp_path / "runs" / "first").mkdir(parents=True)
    rows = ScoreRows(tmp_path, "first")
    keys = [bytes([at]) * 16 for at in range(7)]
    for key in keys:
        rows.add([(key, ROW)])
    assert len(rows._added) == 1
    assert rows.known(keys) == dict.fromkeys(keys, ROW)
    assert set(ScoreRows(tmp_path, "second").known(keys)) == set(keys[:6])
