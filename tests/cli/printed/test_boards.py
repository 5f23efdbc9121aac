"""Leaderboards on the terminal: the headline first, dashes for what is undefined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench.cli import console
from bench.cli.printed import boards as printed_boards
from bench.model import Estimate
from tests.report.boards import board, pair, standing

if TYPE_CHECKING:
    import pytest

NAN = float("nan")


def test_a_board_is_a_table_with_its_signature(capsys: pytest.CaptureFixture[str]) -> None:
    made = replace(standing("a", 0.9, failures={"timeout": 2, "crash": 1}), coverage=0.97, version="1.2", settings="fast=True")
    console.show(printed_boards.parts([board([made, standing("b", 0.8)], []), replace(board([standing("c", 0.7)], []), track="text")]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "aligned on made: 100 pages"
    shown = "a 0.900 0.890-0.910 1 97.0% 2 timeout, 1 crash 10.0 20.0 50 1.2 fast=True"
    assert lines[2].split() == shown.split()
    assert lines[3].split()[:6] == ["b", "0.800", "0.790-0.810", "1", "100.0%", "-"]
    assert lines[4] == "sig"
    assert "aligned on made (text): 100 pages" in lines


def test_an_undefined_figure_is_a_dash() -> None:
    nothing = replace(standing("a", 0.9), metrics={"f1": Estimate(NAN, NAN, NAN, 0.95, 0)}, p50_ms=NAN, p95_ms=NAN, peak_mb=NAN)
    cells = printed_boards._cells(board([nothing], []), nothing)
    assert cells[1] == "-"
    assert cells[-5:-2] == ["-", "-", "-"]


def test_a_rank_is_an_interval_a_yardstick_has_none_and_a_board_without_ranks_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [replace(standing("a", 0.9), rank=(1, 5)), standing("floor", 0.8, floor=True)]
    console.show(printed_boards.parts([board(rows, []), replace(board(rows[1:], []), no_ranks="no ranks: 4 sites are too few")]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:6] == ["adapter", "f1", "95", "%", "interval", "rank"]
    assert [line.split()[3] for line in lines[2:4]] == ["1-5", "-"]
    assert "no ranks: 4 sites are too few" in lines
    assert printed_boards.as_data([board(rows, [])])[0]["rows"][0]["rank"] == (1, 5)


def test_comparisons_are_data_only_where_asked_for() -> None:
    boards = [board([standing("a", 0.9), standing("b", 0.8)], [pair("a", "b", 0.1, 0.01)])]
    assert "pairs" not in printed_boards.as_data(boards)[0]
    (made,) = printed_boards.as_data(boards, pairs=True)
    assert made["pairs"][0]["left"] == "a"
