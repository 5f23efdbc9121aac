"""Lay the boards of a run side by side: adapters by corpora or protocols, where the order changes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import combinations
from math import inf, isnan
from typing import TYPE_CHECKING

from bench.scoring import group_of, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.model import Estimate
    from bench.scoring.tables.leaderboards import Board, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """One adapter: its headline in each column (None where it has none), and its mean over corpora.

    ``rank`` is that of the mean, from 1 + how many are significantly better; ``places`` are the best and the worst place among contenders
    over the columns (1 is best, equals share a place), None for yardsticks and where a column is missing.
    """

    adapter: str
    floor: bool
    figures: tuple[Estimate | None, ...]
    mean: Estimate | None = None
    rank: tuple[int, int] | None = None
    places: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two contenders of which each is significantly better somewhere, and the columns where it is."""

    left: str
    right: str
    left_ahead: tuple[str, ...]
    right_ahead: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Adapters by columns, best first: corpora scored by one protocol, or protocols on one corpus.

    ``by`` says which, ``of`` is the protocol or the corpus.
    ``oracles`` are columns whose gold is another extractor's output: they are in no mean. ``averaged``: there is a mean over corpora.
    ``leaders`` are the contenders in the first place of each column, ``pairs`` how many pairs of contenders all columns have.
    ``percent`` says of each column whether it goes to 100.
    """

    by: str
    of: str
    track: str
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    percent: tuple[bool, ...]
    lines: tuple[GridLine, ...]
    reversals: tuple[Reversal, ...]
    pairs: int
    leaders: tuple[tuple[str, ...], ...]
    averaged: bool = False
    oracles: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """Say where the order changes, in words."""
        if not self.pairs:
            return ""
        if not self.reversals:
            return f"no two of the {self.pairs:,} pairs of adapters change their order significantly between {self.by}"
        return f"{len(self.reversals):,} of {self.pairs:,} pairs of adapters change their order significantly between {self.by}"

    def as_data(self) -> dict[str, object]:
        """Return the grid as plain data for JSON."""
        return asdict(self)


def grids(boards: Sequence[Board]) -> tuple[Grid, ...]:
    """Return a grid for each protocol of several corpora, then for each corpus of several protocols.

    Protocols of metadata and of text stand in grids of their own.
    """
    single = [board for board in boards if len(board.corpora) == 1]
    means = {(board.protocol, board.track): board for board in boards if len(board.corpora) > 1}
    made = []
    for key in dict.fromkeys((board.protocol, board.track) for board in single):
        own = [board for board in single if (board.protocol, board.track) == key]
        if len(own) > 1:
            made.append(_grid("corpora", own, means.get(key)))
    for place in dict.fromkeys((board.corpora, board.track, group_of(board.protocol)) for board in single):
        own = [board for board in single if (board.corpora, board.track, group_of(board.protocol)) == place]
        if len(own) > 1:
            made.append(_grid("protocols", own, None))
    return tuple(made)


def _grid(by: str, boards: Sequence[Board], mean: Board | None) -> Grid:
    """Lay boards side by side; adapters in the order of the mean, else of their mean place."""
    columns = tuple(board.corpora[0] if by == "corpora" else board.protocol for board in boards)
    placed = [_places(board) for board in boards]
    names = dict.fromkeys(one.adapter for board in (*([mean] if mean else []), *boards) for one in board.standings)
    lines = [_line(name, boards, placed, mean) for name in names]
    if mean is None:
        lines.sort(key=lambda line: (line.floor, _mean_place(line.adapter, placed), line.adapter))
    contenders = sorted(set.intersection(*(set(held) for held in placed)))
    return Grid(
        by=by,
        of=boards[0].protocol if by == "corpora" else boards[0].corpora[0],
        track=boards[0].track,
        columns=columns,
        metrics=tuple(board.metric for board in boards),
        percent=tuple(load(board.protocol).percent for board in boards),
        lines=tuple(lines),
        reversals=_reversals(contenders, columns, boards),
        leaders=tuple(tuple(name for name, place in held.items() if place == 1) for held in placed),
        pairs=len(contenders) * (len(contenders) - 1) // 2,
        averaged=mean is not None,
        oracles=tuple(name for name, board in zip(columns, boards, strict=True) if board.oracle) if by == "corpora" else (),
    )


def _line(name: str, boards: Sequence[Board], placed: Sequence[Mapping[str, int]], mean: Board | None) -> GridLine:
    """Return the line of one adapter."""
    standings = [_standing(board, name) for board in boards]
    average = _standing(mean, name) if mean else None
    places = [held[name] for held in placed if name in held]
    return GridLine(
        adapter=name,
        floor=any(one.floor for one in standings if one),
        figures=tuple(one.metrics[board.metric] if one else None for one, board in zip(standings, boards, strict=True)),
        mean=average.metrics[mean.metric] if average and mean else None,
        rank=average.rank if average else None,
        places=(min(places), max(places)) if len(places) == len(boards) else None,
    )


def _standing(board: Board, name: str) -> Standing | None:
    """Return an adapter's line on a board."""
    return next((one for one in board.standings if one.adapter == name), None)


def _places(board: Board) -> dict[str, int]:
    """Return the place of each contender that has a figure; equals share the better one."""
    values = [(one.adapter, one.metrics[board.metric].value) for one in board.standings if not one.floor]
    known = [(name, value) for name, value in values if not isnan(value)]
    first = {value: at for at, (_, value) in reversed(list(enumerate(known, 1)))}
    return {name: first[value] for name, value in known}


def _mean_place(name: str, placed: Sequence[Mapping[str, int]]) -> float:
    """Return the mean of an adapter's places, infinity without any."""
    places = [held[name] for held in placed if name in held]
    return sum(places) / len(places) if places else inf


def _reversals(contenders: Sequence[str], columns: Sequence[str], boards: Sequence[Board]) -> tuple[Reversal, ...]:
    """Return the pairs of which each is significantly better in some column."""
    inside = set(combinations(contenders, 2)) | {(right, left) for left, right in combinations(contenders, 2)}
    decided = [[(pair.left, pair.right) for pair in board.pairs if pair.significant] for board in boards]
    ahead = [{_sides(*couple, board) for couple in own if couple in inside} for own, board in zip(decided, boards, strict=True)]
    made = []
    for left, right in combinations(contenders, 2):
        sides = [
            tuple(column for column, won in zip(columns, ahead, strict=True) if couple in won) for couple in ((left, right), (right, left))
        ]
        if all(sides):
            made.append(Reversal(left, right, *sides))
    return tuple(made)


def _sides(left: str, right: str, board: Board) -> tuple[str, str]:
    """Return the better and the worse of two adapters of a board, whose standings come best first."""
    order = [one.adapter for one in board.standings]
    return (left, right) if order.index(left) < order.index(right) else (right, left)
