"""Lay out the board of protocol ``structure`` as a table of adapters by parts, with the best of each column."""

from dataclasses import dataclass
from math import isnan

from bench.report.drawing.rendering import fixed
from bench.report.scopes import Scope
from bench.scoring.protocols.markdown import structure
from bench.scoring.tables.leaderboards import Standing
from bench.scoring.text.tree import PARTS


@dataclass(frozen=True, slots=True)
class PartCell:
    """One adapter's figures on one part, formatted: F1 and its interval, precision, recall."""

    value: str
    bounds: str
    precision: str
    recall: str
    best: bool


@dataclass(frozen=True, slots=True)
class PartsTable:
    """The table: parts, pages whose gold has each, and (adapter, whether a yardstick, cells) in the board's order."""

    parts: tuple[str, ...]
    pages: tuple[int, ...]
    lines: tuple[tuple[str, bool, tuple[PartCell, ...]], ...]


def table(scope: Scope) -> PartsTable | None:
    """Lay out the parts of a scope; None for other protocols and for means over corpora."""
    if scope.scorer.name != structure.SCORER.name or scope.matrix is None:
        return None
    standings = scope.board.standings
    best = {part: _best(standings, part) for part in PARTS}
    counted = [structure.pages_with_parts(rows) for rows in scope.matrix.rows]
    return PartsTable(
        PARTS,
        tuple(max(counts[part] for counts in counted) for part in PARTS),
        tuple((one.adapter, one.floor, tuple(_cell(one, part, best[part]) for part in PARTS)) for one in standings),
    )


def _best(standings: tuple[Standing, ...], part: str) -> float:
    """Return the highest F1 of a part among contenders, NaN where none has one."""
    values = [one.metrics[part].value for one in standings if not one.floor and not isnan(one.metrics[part].value)]
    return max(values, default=float("nan"))


def _cell(standing: Standing, part: str, best: float) -> PartCell:
    """Return the figures of one adapter on one part."""
    estimate = standing.metrics[part]
    precision, recall = (fixed(standing.metrics[f"{part}_{side}"].value) for side in ("precision", "recall"))
    is_best = not standing.floor and estimate.value == best
    return PartCell(
        fixed(estimate.value), "" if isnan(estimate.value) else f"{fixed(estimate.low)}–{fixed(estimate.high)}", precision, recall, is_best
    )
