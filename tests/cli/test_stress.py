"""The verb stress: what it refuses, what it lists, and how a board is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench.cli import main
from bench.cli.printed import stress_boards as printed
from bench.stress.changes import CHANGES
from tests.toys import stress_boards

if TYPE_CHECKING:
    from pathlib import Path


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["stress", *map(str, words)])
    return int(str(ended.value.code))


def test_the_changes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--list") == 0
    shown = capsys.readouterr().out
    assert call("--list", "--json") == 0
    held = json.loads(capsys.readouterr().out)
    assert set(held) == set(CHANGES)
    assert all(name in shown and words in shown for name, words in held.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--changes", "adds"], "did you mean 'ads'?"),
        (["--doses", "half"], "expected: numbers from 0 to 1"),
        (["--doses", "2"], "expected: numbers from 0 to 1"),
        (["--format", "html"], "--format html means nothing"),
        (["--protocol", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_done_is_one_error(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*words, "--limit", 1, "--out", tmp_path) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_board_is_printed_with_falls_and_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    board = stress_boards.board()
    printed.show(board)
    shown = capsys.readouterr().out
    assert "class-names: do class-names things (8 changed, 1 gold would break)" in shown
    line = next(line for line in shown.splitlines() if line.startswith("<b>fragile"))
    assert line.split()[1:] == ["0.800", "0.780-0.820", "0.150", "0.130", "to", "0.170", "class-names", "0.250", "0.230", "to", "0.270"]
    assert board.signature in shown
    data = json.loads(json.dumps(printed.as_data(board)))
    assert data["schema"] == 1
    assert data["changes"][0]["doses"][1]["falls"]["<b>fragile</b>"]["value"] == 0.25
