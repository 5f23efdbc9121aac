"""Lay out the board of protocol ``structure`` as a table of adapters by parts, with the best of each column."""

from dataclasses import dataclass
from math import isnan

from bench.report.drawing.rendering import fixed
from bench.report.scopes import Scope
from bench.scoring.protocols import structure
from bench.scoring.tables.leaderboards import Standing
from bench.scoring.text.tree import PARTS


@dataclass(frozen=True, slots=True)
class PartCell:
    """One adapter's figures on one part, formatted: F1 and its interval, precision, recall, pages that have the part."""

    value: str
    bounds: str
    precision: str
    recall: str
    pages: int
    best: bool


@dataclass(frozen=True, slots=True)
class PartsTable:
    """The table: names of the parts, then (adapter, whether it is a yardstick, its cells) in the order of the board."""

    parts: tuple[str, ...]
    lines: tuple[tuple[str, bool, tuple[PartCell, ...]], ...]


def table(scope: Scope) -> PartsTable | None:
    """Lay out the parts of a scope; None for other protocols and for means over corpora."""
    if scope.scorer.name != structure.SCORER.name or scope.matrix is None:
        return None
    standings = scope.board.standings
    best = {part: _best(standings, part) for part in PARTS}
    counted = {name: structure.pages_with_parts(scope.matrix.rows[at]) for at, name in enumerate(scope.matrix.adapters)}
    return PartsTable(
        PARTS,
        tuple(
            (one.adapter, one.floor, tuple(_cell(one, part, counted[one.adapter][part], best[part]) for part in PARTS)) for one in standings
        ),
    )


def _best(standings: tuple[Standing, ...], part: str) -> float:
    """Return the highest F1 of a part among contenders, NaN where none has one."""
    values = [one.metrics[part].value for one in standings if not one.floor and not isnan(one.metrics[part].value)]
    return max(values, default=float("nan"))


def _cell(standing: Standing, part: str, pages: int, best: float) -> PartCell:
    """Return the figures of one adapter on one part."""
    estimate = standing.metrics[part]
    precision, recall = (fixed(standing.metrics[f"{part}_{side}"].value) for side in ("precision", "recall"))
    is_best = not standing.floor and estimate.value == best
    return PartCell(fixed(estimate.value), f"{fixed(estimate.low)}–{fixed(estimate.high)}", precision, recall, pages, is_best)
