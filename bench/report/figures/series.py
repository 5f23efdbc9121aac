"""Give each adapter of a scope its series and mark, the same in every figure."""

from dataclasses import dataclass
from math import isnan

from bench.model import Estimate
from bench.report.drawing import palette
from bench.report.scopes import Scope
from bench.scoring.tables.leaderboards import Standing


@dataclass(frozen=True, slots=True)
class Style:
    """How an adapter looks: its colour class (``s0`` to ``s8``) and the path of its mark around 0, 0."""

    series: int
    mark: str


def styles(scope: Scope) -> dict[str, Style]:
    """Return styles by adapter name: those of a package share theirs, yardsticks are grey crosses."""
    standings = sorted(scope.board.standings, key=lambda standing: standing.adapter)
    packages = {standing.adapter: standing.package or standing.adapter for standing in standings}
    numbers = palette.series(list(packages), packages, {standing.adapter for standing in standings if standing.floor})
    return {name: Style(number, palette.MARKS[number]) for name, number in numbers.items()}


def headline(scope: Scope, standing: Standing) -> tuple[float, float, float]:
    """Return an adapter's headline value and interval on 0-1."""
    return bounds(standing.metrics[scope.board.metric], 100 if scope.scorer.percent else 1)


def bounds(estimate: Estimate, unit: float) -> tuple[float, float, float]:
    """Return value, low and high in units of ``unit``; the value where there is no interval."""
    value = estimate.value / unit
    low, high = (bound / unit if not isnan(bound) else value for bound in (estimate.low, estimate.high))
    return value, low, high
