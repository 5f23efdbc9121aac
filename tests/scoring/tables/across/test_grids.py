"""Boards side by side: columns, means, places, and pairs whose order changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.model import Estimate
from bench.scoring.tables.across.grids import Reversal, grids
from bench.scoring.tables.leaderboards import Board, leaderboards, macro
from tests.scoring.tables.small_run import QUICK, results


@pytest.fixture(scope="module")
def boards() -> list[Board]:
    """HTML boards of three corpora by one protocol, and their mean, in which the oracle is not."""
    made = [*leaderboards(results(), QUICK), *macro(results(), QUICK)]
    return [board for board in made if board.track == "html"]


def turned(board: Board) -> Board:
    """Return the board with good and bad in each other's place, and their difference significant."""
    names = {"good": "bad", "bad": "good"}
    standings = sorted(
        (replace(one, adapter=names.get(one.adapter, one.adapter)) for one in board.standings),
        key=lambda one: -one.metrics[board.metric].value,
    )
    return replace(board, standings=tuple(standings), pairs=significant(board).pairs)


def significant(board: Board) -> Board:
    """Return the board with every difference significant."""
    return replace(board, pairs=tuple(replace(pair, p_adjusted=0.001, significant=True) for pair in board.pairs))


def test_adapters_by_corpora_with_the_mean_and_its_rank(boards: list[Board]) -> None:
    (grid,) = grids(boards)
    assert (grid.by, grid.of, grid.columns, grid.oracles) == ("corpora", "shingles", ("one", "two", "oracle"), ("oracle",))
    assert [line.adapter for line in grid.lines] == ["good", "everything", "bad"]
    good, floor, bad = grid.lines
    assert [figure.value for figure in good.figures if figure] == [1.0, 1.0, 1.0]
    assert good.mean == next(board for board in boards if len(board.corpora) > 1).standings[0].metrics["f1"]
    assert (good.places, bad.places, floor.places, floor.floor) == ((1, 1), (2, 2), None, True)
    assert (grid.pairs, grid.reversals, grid.leaders) == (1, (), (("good",),) * 3)
    assert "no two of the 1 pairs" in grid.order


def test_a_pair_of_which_each_is_significantly_better_somewhere_is_named(boards: list[Board]) -> None:
    one, two, oracle, mean = boards
    (grid,) = grids([significant(one), turned(two), oracle, mean])
    assert grid.reversals == (Reversal("bad", "good", ("two",), ("one",)),)
    assert "1 of 1 pairs" in grid.order
    assert {line.adapter: line.places for line in grid.lines} == {"good": (1, 2), "bad": (1, 2), "everything": None}


def test_adapters_by_protocols_come_by_mean_place_and_one_may_be_missing(boards: list[Board]) -> None:
    other = replace(turned(boards[0]), protocol="cleaneval")
    lacking = replace(other, standings=tuple(one for one in other.standings if one.adapter != "good"))
    (grid,) = grids([boards[0], lacking])
    assert (grid.by, grid.of, grid.columns, grid.percent) == ("protocols", "one", ("shingles", "cleaneval"), (False, True))
    assert [line.adapter for line in grid.lines] == ["good", "bad", "everything"]
    assert (grid.lines[0].figures[1], grid.lines[0].places, grid.averaged, grid.pairs) == (None, None, False, 0)


def test_equals_share_a_place_and_what_has_no_figure_has_none(boards: list[Board]) -> None:
    alike = tuple(replace(one, metrics={**one.metrics, "f1": Estimate(0.5, 0.4, 0.6, 0.95, 4)}) for one in boards[0].standings)
    nothing = tuple(replace(one, metrics={**one.metrics, "f1": Estimate(float("nan"), 0, 0, 0.95, 0)}) for one in boards[0].standings)
    (grid,) = grids([replace(boards[0], standings=alike), replace(boards[1], standings=alike)])
    assert {line.places for line in grid.lines if not line.floor} == {(1, 1)}
    (grid,) = grids([replace(boards[0], standings=alike), replace(boards[1], standings=nothing)])
    assert {line.places for line in grid.lines} == {None}


def test_one_board_alone_has_no_table(boards: list[Board]) -> None:
    assert grids(boards[:1]) == ()
