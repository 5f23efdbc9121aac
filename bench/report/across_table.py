"""Format boards side by side: adapters by corpora or protocols, for every medium."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from bench.report.drawing.rendering import fixed
from bench.scoring.statistics.ranks import shown
from bench.scoring.tables import INTERVAL, RANK
from bench.scoring.tables.across.grids import grids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.model import Estimate
    from bench.report.scopes import Scope
    from bench.scoring.tables.across.grids import Grid, GridLine

SHOWN = 12  # pairs named below a table


@dataclass(frozen=True, slots=True)
class AcrossTable:
    """A grid in words.

    A line has the adapter, whether it is a yardstick, and its cells, each with whether it is the best of its column.
    """

    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, bool, tuple[tuple[str, bool], ...]], ...]
    notes: tuple[str, ...]


def of_scopes(scopes: Iterable[Scope]) -> tuple[Grid, ...]:
    """Return the grids of a run's scopes, those of estimates left out."""
    return grids([scope.board for scope in scopes if scope.estimated is None])


def table(grid: Grid) -> AcrossTable:
    """Return a grid in words."""
    tails = (("mean", INTERVAL, RANK) if grid.averaged else ()) + ("places",)
    track = "" if grid.track == "html" else f" ({grid.track})"
    lines = tuple((line.adapter, line.floor, _cells(grid, line)) for line in grid.lines)
    return AcrossTable(f"{grid.of}{track} by {grid.by}", ("adapter", *_heads(grid), *tails), lines, tuple(_notes(grid)))


def _heads(grid: Grid) -> list[str]:
    """Return the head of each column: what it is of, and its metric where that is not f1."""
    return [name if metric == "f1" else f"{name} ({metric})" for name, metric in zip(grid.columns, grid.metrics, strict=True)]


def _cells(grid: Grid, line: GridLine) -> tuple[tuple[str, bool], ...]:
    """Return the cells of one adapter."""
    cells = [
        (_figure(figure, percent=percent), line.adapter in first)
        for figure, percent, first in zip(line.figures, grid.percent, grid.leaders, strict=True)
    ]
    if grid.averaged:
        percent = grid.percent[0]
        bounds = f"{_number(line.mean.low, percent=percent)}-{_number(line.mean.high, percent=percent)}" if line.mean else "-"
        cells += [(_figure(line.mean, percent=percent), line.rank is not None and line.rank[0] == 1), (bounds, False)]
        cells.append((shown(line.rank) or "-", False))
    return (*cells, (shown(line.places) or "-", False))


def _figure(estimate: Estimate | None, *, percent: bool) -> str:
    """Return a figure, a dash without one."""
    return "-" if estimate is None or isnan(estimate.value) else _number(estimate.value, percent=percent)


def _number(value: float, *, percent: bool) -> str:
    """Return a number with the digits of its metric."""
    return fixed(value, 1 if percent else 3)


def _notes(grid: Grid) -> Iterable[str]:
    """Yield what stands below a table."""
    if grid.oracles:
        yield f"not in the mean: {', '.join(grid.oracles)}, where gold is what an extractor once returned"
    yield f"places: the best and the worst among the adapters that are no yardsticks, over the {grid.by}"
    if grid.order:
        yield grid.order
    for one in grid.reversals[:SHOWN]:
        yield f"{one.left} is better on {', '.join(one.left_ahead)}; {one.right} on {', '.join(one.right_ahead)}"
    if (rest := len(grid.reversals) - SHOWN) > 0:
        yield f"and {rest:,} more pairs (--json)"
