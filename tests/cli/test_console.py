"""Titles are no part of a table's width; warnings are one clean line."""

from __future__ import annotations

import io
import sys

import pytest

from bench.cli import console

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


TABLES = [
    (COLUMNS, ROWS, "a title"),
    (("adapter", "p50 ms", "n"), [("日本語", "-", 3), ("a\u0301b", "12.5 ", 1_000)], ""),
    (("name", "what it says"), [("", " both sides "), ("a\tb\x1b[1m", "[bold]no markup[/]")], "[b]title[/b] :smile:"),
    (("x", "y"), [], "nothing"),
]


@pytest.mark.parametrize(("columns", "rows", "title"), TABLES)
def test_a_pipe_gets_the_lines_that_rich_would_draw(
    columns: tuple[str, ...],
    rows: list[tuple[object, ...]],
    title: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    console.table(columns, rows, title=title)
    plain = capsys.readouterr().out
    monkeypatch.setattr(console, "_plain", lambda *_: "")
    console.table(columns, rows, title=title)
    assert plain == capsys.readouterr().out


def test_warnings_are_one_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.warn("row\x1b[2J broke\nbadly")
    assert capsys.readouterr().err == "WARNING: row\\x1b[2J broke badly\n"


@pytest.mark.parametrize(("level", "said"), [("quiet", ""), ("", "spoken\n"), ("verbose", "spoken\nin detail\n")])
def test_how_much_is_said_is_chosen(level: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(console, "level", level)
    console.say("spoken")
    console.detail("in detail")
    console.warn("always")
    assert capsys.readouterr().err == f"{said}WARNING: always\n"


def test_no_color_is_neither_colour_nor_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)
    console.warn("plain")
    assert terminal.getvalue() == "WARNING: plain\n"


def test_pages_and_intervals_as_words() -> None:
    assert [console.pages(1, 1), console.pages(2_000, 2_000), console.pages(5, 3)] == ["1 page", "2,000 pages", "5 pages of 3 sites"]
    assert [console.interval(0.1, 0.25), console.interval(float("nan"), 1.0)] == ["0.100-0.250", "-"]
