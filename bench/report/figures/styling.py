"""Give each adapter of a scope its series and mark, the same in every figure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from bench.report import palette

if TYPE_CHECKING:
    from bench.report.scopes import Scope
    from bench.scoring.tables.leaderboards import Standing


@dataclass(frozen=True, slots=True)
class Style:
    """How an adapter looks: its colour class (``s0`` to ``s8``) and the path of its mark around 0, 0."""

    series: int
    mark: str


def styles(scope: Scope) -> dict[str, Style]:
    """Styles by adapter name: rows of one package share colour and mark, yardsticks are grey crosses."""
    rows = sorted(scope.board.rows, key=lambda row: row.adapter)
    packages = {row.adapter: row.package or row.adapter for row in rows}
    numbers = palette.series([row.adapter for row in rows], packages, {row.adapter for row in rows if row.floor})
    return {name: Style(number, palette.MARKS[number]) for name, number in numbers.items()}


def headline(scope: Scope, row: Standing) -> tuple[float, float, float]:
    """Return an adapter's headline value and interval on 0-1, held at the value where there is no interval."""
    estimate = row.metrics[scope.board.metric]
    unit = 100 if scope.scorer.percent else 1
    low = estimate.low if not isnan(estimate.low) else estimate.value
    high = estimate.high if not isnan(estimate.high) else estimate.value
    return estimate.value / unit, low / unit, high / unit
