"""Lay out a board of ``structure`` or ``structure-lines``: adapters by parts, the best of each column marked."""

from dataclasses import dataclass
from math import isnan

from bench.report.drawing.rendering import fixed
from bench.report.scopes import Scope
from bench.scoring.protocols.markdown import structure, structure_lines
from bench.scoring.tables.leaderboards import Standing
from bench.scoring.text.tree import PARTS

_PARTS = {structure.SCORER.name: PARTS, structure_lines.SCORER.name: structure_lines.PARTS}


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
    if scope.scorer.name not in _PARTS or scope.matrix is None:
        return None
    parts = _PARTS[scope.scorer.name]
    standings = scope.board.standings
    best = {part: _best(standings, part) for part in parts}
    counted = [structure.pages_with_parts(rows, parts) for rows in scope.matrix.rows]
    return PartsTable(
        parts,
        tuple(max(counts[part] for counts in counted) for part in parts),
        tuple((one.adapter, one.floor, tuple(_cell(one, part, best[part]) for part in parts)) for one in standings),
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
