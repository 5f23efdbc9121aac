"""How the command ends: the exit code says whose fault it was, and a terminal gets tables it has room for."""

from __future__ import annotations

import io
import re
import sys

import pytest

from bench.cli import console, main


def code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return int(caught.value.code or 0)


@pytest.mark.parametrize(
    ("problem", "expected", "said"),
    [
        (ZeroDivisionError("by zero"), 3, "broken: ZeroDivisionError: by zero; a fault of boilerbench"),
        (OSError(5, "Input/output error"), 3, "broken: OSError"),
        (PermissionError(13, "Permission denied", "/reports"), 2, "error: /reports: Permission denied"),
        (OSError(28, "No space left on device"), 2, "error: a file: No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted; what was done is kept"),
        (EOFError(), 2, "Abort"),
        (BrokenPipeError(32, "Broken pipe"), 0, ""),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(
    problem: BaseException, expected: int, said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise problem

    monkeypatch.setattr("bench.corpus.catalogue.catalogue", fail)
    assert code("corpus", "list") == expected
    assert said in capfd.readouterr().err


UNREADABLE = ([], ["frobnicate"], ["run", "--frobnicate"], ["run", "--deadline", "soon"], ["timeline", "trafilatura"])


@pytest.mark.parametrize("arguments", UNREADABLE)
def test_what_cannot_be_parsed_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert code(*arguments) == 2
    captured = capsys.readouterr()
    assert "boilerbench" in captured.out + captured.err


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("room", "shown", "wrapped"),
    [(200, ["row", "f1", "why", "settings"], False), (50, ["row", "f1", "why"], True), (10, ["row"], False)],
)
def test_a_terminal_gets_the_columns_it_has_room_for(
    room: int, shown: list[str], wrapped: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(room))
    monkeypatch.setenv("TERM", "xterm")
    why = "the library is not installed on this machine"
    console.table(["row", "f1", "why", "settings"], [["trafilatura", "0.912", why, "{include_comments=False}"]])
    lines = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue()).splitlines()
    assert lines[0].split() == shown
    assert all(len(line) <= max(room, 11) for line in lines)
    assert (len(lines) > 2) is wrapped
    left_out = ", ".join(name for name in ("f1", "why", "settings") if name not in shown)
    assert capsys.readouterr().err == (f"no room for: {left_out}; a wider terminal, a pipe or --json has all\n" if left_out else "")


def test_a_pipe_gets_all_columns_on_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(["row", "why"], [["a", "long " * 100]])
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert captured.err == ""
