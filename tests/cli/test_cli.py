"""How the command ends: the exit code says whose fault it was, and a terminal gets tables it has room for."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import typer

from bench.cli import _hoisted, app, console, main, needed, register


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
        (BrokenPipeError(32, "Broken pipe"), 3, "broken: BrokenPipeError"),  # a pipe of ours: standard output never raises
        (SystemExit(1), 3, "broken: SystemExit: 1"),  # a plug-in's: 1 says "regressed", which only a verb may say
        (SystemExit("why"), 3, "broken: SystemExit: why"),
        (SystemExit(0), 0, ""),
        (SystemExit(None), 0, ""),
        (SystemExit(2), 2, ""),
        (MemoryError(), 3, "broken: MemoryError"),
        (RecursionError("deep"), 3, "broken: RecursionError: deep"),
        (GeneratorExit(), 3, "broken: GeneratorExit"),
        (typer.Exit(1), 1, ""),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(
    problem: BaseException, expected: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise problem

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("bench.corpus.catalogue.catalogue", fail)
    assert code("corpus", "list") == expected
    err = capfd.readouterr().err
    assert said in err
    assert "Traceback" not in err
    for kept in tmp_path.iterdir():
        assert str(kept) in err
        assert type(problem).__name__ in kept.read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == (expected == 3)


def test_a_traceback_that_no_file_can_keep_is_printed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by zero")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr("bench.corpus.catalogue.catalogue", fail)
    assert code("corpus", "list") == 3
    assert "could not be kept in a file:\nTraceback" in capfd.readouterr().err


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


@pytest.mark.parametrize("where", ["folder", "argument"])
def test_a_name_that_is_no_text_is_refused_before_anything_is_done(where: str, tmp_path: Path) -> None:
    place = os.fsencode(tmp_path) + b"/bad\xff"
    Path(os.fsdecode(place)).mkdir()
    arguments: list[str | bytes] = [sys.executable, "-m", "bench", "run", "--adapters", "nothing"]
    arguments += [] if where == "folder" else ["--out", place]
    done = subprocess.run(arguments, cwd=place if where == "folder" else tmp_path, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].endswith(b"bad\\xff is no UTF-8 text")
    assert not list(Path(os.fsdecode(place)).iterdir())


@pytest.mark.parametrize(
    ("given", "put"),
    [
        (["run", "-q", "--limit", "3"], ["-q", "run", "--limit", "3"]),
        (["-v", "run"], ["-v", "run"]),
        (["wire", "-q", "--", "worker", "-v"], ["-q", "wire", "--", "worker", "-v"]),
    ],
)
def test_options_of_all_verbs_may_stand_behind_the_verb(given: list[str], put: list[str]) -> None:
    assert _hoisted(given) == put


@pytest.mark.parametrize("arguments", [["-h"], ["run", "-h"], ["corpus", "check", "-h"], ["-V"]])
def test_short_options_for_help_and_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert code(*arguments) == 0
    assert "boilerbench" in capsys.readouterr().out


def test_no_color_leaves_no_escape_in_the_help(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert code("run", "-h") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_verbose_says_configuration_folders_and_time_and_quiet_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boilerbench.toml").write_text("[run]\nseed = 1\n", encoding="utf-8")
    arguments = ["run", "--adapters", "nothing", "--limit", "2", "--resamples", "100"]
    assert code(*arguments, "-v") == 0
    said = capsys.readouterr().err
    assert f"configuration: {tmp_path / 'boilerbench.toml'}" in said
    assert f"folder of all runs: {tmp_path / 'reports'}" in said
    assert re.search(r"^took \d+\.\d s$", said, re.MULTILINE)
    assert code("-q", *arguments) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("asked", ["", "gate", "corpus"])
def test_only_the_options_of_the_verb_asked_for_are_read_and_every_verb_keeps_its_name_and_help(asked: str) -> None:
    register()
    whole, light = typer.main.get_command(app), typer.main.get_command(needed(["-q", asked]))
    assert {name: verb.help for name, verb in light.commands.items()} == {name: verb.help for name, verb in whole.commands.items()}
    told = {name for name, verb in light.commands.items() if len(verb.params) > 1 or getattr(verb, "commands", None)}
    assert told == ({asked} if asked else set())
    if asked:
        ours, theirs = light.commands[asked], whole.commands[asked]
        assert [one.opts for one in ours.params] == [one.opts for one in theirs.params]
        assert getattr(ours, "commands", {}).keys() == getattr(theirs, "commands", {}).keys()


def test_completion_of_a_shell_reads_all_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BOILERBENCH_COMPLETE", "complete_bash")
    assert needed(["gate"]) is app
