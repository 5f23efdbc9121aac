"""Lay out a board as the rows of a table: formatted figures and the place of each interval on a shared scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from bench.report.figures.styling import headline
from bench.report.rendering import fixed
from bench.report.scales import floor_to, linear

if TYPE_CHECKING:
    from bench.report.scopes import Scope, Slice
    from bench.scoring.tables.leaderboards import Standing

WIDTH, MIDDLE = 156.0, 9.0
SPAN = 0.35  # how far under the best contender the drawn scale reaches at least one contender, before rows are marked as off the scale


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: ``interval`` and ``dot`` are drawn, ``off`` says the value lies left of the scale."""

    rank: str
    standing: Standing
    value: str
    bounds: str
    interval: str
    dot: float
    off: bool
    others: tuple[str, ...]
    coverage: str
    speed: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A board ready for the template: the columns' metric names, the drawn scale's ends, the rows."""

    others: tuple[str, ...]
    low: str
    high: str
    rows: tuple[Row, ...]


def table(scope: Scope, cut: Slice) -> Table:
    """Lay out the board of a slice."""
    board = cut.board
    low = _low(scope, cut)
    across = linear(low, 1, 0, WIDTH)
    names = tuple(name for name in board.metrics if name != board.metric)[:3]
    rows, rank = [], 0
    for standing in board.rows:
        rank += not standing.floor
        rows.append(_row(scope, cut, standing, "" if standing.floor else str(rank), names, across, low))
    unit = 100 if scope.scorer.percent else 1
    return Table(names, f"{low * unit:g}", f"{unit}", tuple(rows))


def _low(scope: Scope, cut: Slice) -> float:
    """Return the left end of the drawn scale: under the intervals of the contenders within SPAN of the best."""
    spans = [headline(scope, row) for row in cut.board.rows if not row.floor]
    known = [span for span in spans if not isnan(span[0])]
    if not known:
        return 0.0
    best = max(span[0] for span in known)
    return min(0.9, max(0.0, floor_to(min(span[1] for span in known if span[0] >= best - SPAN), 0.05)))


def _row(scope: Scope, cut: Slice, standing: Standing, rank: str, names: tuple[str, ...], across: object, low: float) -> Row:
    """Lay out one row."""
    digits = 1 if scope.scorer.percent else 3
    estimate = standing.metrics[cut.board.metric]
    value, start, end = headline(scope, standing)
    place = across if callable(across) else float
    drawn = "" if isnan(value) or end <= low else f"M{round(place(start))} {MIDDLE:.0f}h{round(place(end)) - round(place(start))}"
    others = tuple(fixed(standing.metrics[name].value, digits) for name in names)
    good = standing.tried - sum(standing.failures.values())
    return Row(
        rank, standing, fixed(estimate.value, digits), f"{fixed(estimate.low, digits)}–{fixed(estimate.high, digits)}", drawn,
        place(value) if not isnan(value) else -1.0, bool(value < low), others, f"{good}/{standing.tried}",
        (_short(standing.wall_p50_ms), _short(standing.wall_p95_ms), fixed(standing.peak_mb, 0)),
    )  # fmt: skip


def _short(millis: float) -> str:
    """Milliseconds with one decimal, none from 100 on."""
    return fixed(millis, 1 if not millis >= 100 else 0)
