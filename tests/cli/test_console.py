"""Titles are no part of a table's width; warnings are one clean line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    import pytest

COLUMNS = ("adapter", "f1", "settings")
ROWS = [("one", "0.5", "x" * 20), ("two", "0.25", "y")]


def test_a_title_is_not_wrapped_to_the_width_of_its_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    title = "a title that is far longer than the table under it is wide"
    for terminal in (False, True):
        monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal, raising=False)
        monkeypatch.setenv("COLUMNS", "70")
        monkeypatch.setenv("TERM", "dumb")
        console.table(COLUMNS, ROWS, title=title)
        head, names, *lines = capsys.readouterr().out.splitlines()
        assert head.rstrip() == title
        assert names.split() == list(COLUMNS)
        assert [line.split() for line in lines] == [list(row) for row in ROWS]


def test_warnings_are_one_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.warn("row\x1b[2J broke\nbadly")
    assert capsys.readouterr().err == "WARNING: row\\x1b[2J broke badly\n"
