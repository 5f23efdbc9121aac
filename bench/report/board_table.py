"""Lay out a board as the lines of a table: formatted figures, and intervals on a shared scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from bench.model import Estimate
from bench.report.drawing.rendering import bounds, fixed
from bench.report.drawing.scales import Scale, floor_to, linear
from bench.report.figures.series import headline
from bench.report.scopes import Scope, Slice, contenders
from bench.scoring.statistics.ranks import shown
from bench.scoring.tables import percent
from bench.scoring.tables.leaderboards import Standing
from bench.scoring.tables.timing import marked, notes

WIDTH, MIDDLE = 156.0, 9.0
SPAN = 0.35  # how far under the best contender the drawn scale reaches at least one contender, before lines are marked as off the scale


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One adapter's line; ``interval`` and ``dot`` are drawn, ``off`` is a value left of the scale."""

    rank: str
    standing: Standing
    value: str
    bounds: str
    interval: str
    dot: float
    off: bool
    others: tuple[tuple[str, str], ...]  # figure, and interval as "low high" for the metric chooser
    coverage: str
    speed: tuple[str, str, str]
    alone: str = ""  # on a powered board, the figure by pages with gold alone


@dataclass(frozen=True, slots=True)
class BoardTable:
    """A board ready for the template: the columns' metric names, the drawn scale's ends, the lines."""

    others: tuple[str, ...]
    low: str
    high: str
    lines: tuple[BoardLine, ...]
    notes: tuple[str, ...] = ()  # on what figures rest, and on times
    vacant: tuple[int, ...] = ()  # columns, from 1, in which no line has anything


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all lines of a table share: the board, the other metrics, the drawn scale and its left end."""

    scope: Scope
    cut: Slice
    others: tuple[str, ...]
    low: float
    across: Scale


def table(scope: Scope, cut: Slice) -> BoardTable:
    """Lay out the board of a slice."""
    board, low = cut.board, _low(scope, cut)
    others = tuple(name for name in board.metrics if name != board.metric)[:3]
    frame = _Frame(scope, cut, others, low, linear(low, 1, 0, WIDTH))
    lines = tuple(_line(frame, standing) for standing in board.standings)
    unit = 100 if scope.scorer.percent else 1
    basis = scope.estimated.said if scope.estimated and not cut.group else filter(None, [board.basis])
    said = (*basis, *notes(board.standings))
    return BoardTable(others, f"{low * unit:g}", f"{unit}", lines, said, _vacant(lines, powered=board.powered, whole=not cut.group))


def _vacant(lines: Sequence[BoardLine], *, powered: bool, whole: bool) -> tuple[int, ...]:
    """Return the columns that say nothing: no ranks, no failures, a metric or a cost that no line has."""
    failed = ["–" if not line.standing.failures and not line.standing.skipped else "" for line in lines]
    others = list(zip(*([figure for figure, _ in line.others] for line in lines), strict=True))
    costs = list(zip(*(line.speed for line in lines), strict=True)) if whole else []
    cells = {1: [line.rank for line in lines], 7 + powered: failed}
    cells |= {8 + powered + at: list(column) for at, column in enumerate([*others, *costs])}
    return tuple(at for at, column in sorted(cells.items()) if column and set(column) == {"–"})


def _low(scope: Scope, cut: Slice) -> float:
    """Return the drawn scale's left end: under the intervals of contenders within SPAN of the best."""
    known = [span for standing in contenders(cut.board) if not isnan((span := headline(scope, standing))[0])]
    if not known:
        return 0.0
    best = max(span[0] for span in known)
    return min(0.9, max(0.0, floor_to(min(span[1] for span in known if span[0] >= best - SPAN), 0.05)))


def _line(frame: _Frame, standing: Standing) -> BoardLine:
    """Lay out one adapter's line."""
    digits, estimate = frame.scope.digits, standing.metrics[frame.cut.board.metric]
    value, start, end = headline(frame.scope, standing)
    is_drawn = not isnan(value) and end > frame.low
    left, right = (round(frame.across(bound)) for bound in (start, end)) if is_drawn else (0, 0)
    return BoardLine(
        rank=shown(standing.rank).replace("-", "–") or "–",
        standing=standing,
        value=fixed(estimate.value, digits),
        bounds=bounds(estimate.low, estimate.high, digits),
        interval=f"M{left} {MIDDLE:.0f}h{right - left}" if is_drawn else "",
        dot=frame.across(value) if not isnan(value) else -1.0,
        off=value < frame.low,
        alone=_alone(frame, standing),
        others=tuple(_beside(standing.metrics[name], digits) for name in frame.others),
        coverage=percent(standing.coverage),
        speed=(
            marked(_short(standing.p50_ms), standing),
            marked(_short(standing.p95_ms), standing),
            fixed(standing.peak_mb, 0),
        ),
    )


def _beside(estimate: Estimate, digits: int) -> tuple[str, str]:
    """Return a figure, and its interval as "low high", "" where there is none."""
    span = "" if isnan(estimate.low) else f"{fixed(estimate.low, digits)} {fixed(estimate.high, digits)}"
    return fixed(estimate.value, digits), span


def _alone(frame: _Frame, standing: Standing) -> str:
    """Return the figure by pages with gold alone, with its interval, where the board is powered."""
    plain, digits = standing.classical.get(frame.cut.board.metric), frame.scope.digits
    return f"{fixed(plain.value, digits)} ({bounds(plain.low, plain.high, digits)})" if plain else ""


def _short(millis: float) -> str:
    """Milliseconds with one decimal, none from 100 on."""
    return fixed(millis, 1 if not millis >= 100 else 0)
