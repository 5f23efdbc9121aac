"""Lay out costs as a table of adapters, for every medium."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from bench.report.drawing.rendering import fixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.report.scopes import Scope
    from bench.scoring.tables.costs.tables import CostLine, Costs


@dataclass(frozen=True, slots=True)
class CostTable:
    """Costs in words; a line has the adapter, whether it is a yardstick, and its cells."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, bool, tuple[str, ...]], ...]
    notes: tuple[str, ...]


def of_scopes(scopes: Iterable[Scope]) -> tuple[Costs, ...]:
    """Return the costs that scopes hold, each once."""
    return tuple({(one.corpus, one.track): one for scope in scopes if (one := scope.costs)}.values())


def table(costs: Costs) -> CostTable:
    """Return costs in words."""
    track, unit = "" if costs.track == "html" else f" ({costs.track})", costs.unit
    heads = (
        "adapter",
        f"{unit} a page ({costs.tokenizer})",
        "characters a page",
        f"wasted {unit} a page",
        f"recall of {unit}",
        "CPU ms a page",
        "core-hours per million pages",
        "US$ per million pages",
        "pages",
        "failed",
        "timed",
    )
    lines = tuple((line.adapter, line.floor, _cells(line)) for line in costs.lines)
    return CostTable(f"costs on {costs.corpus}{track}", heads, lines, costs.notes)


def _cells(line: CostLine) -> tuple[str, ...]:
    """Return the cells of one adapter."""
    return (
        fixed(line.tokens, 1),
        fixed(line.characters, 1),
        fixed(line.wasted, 1),
        fixed(line.recall, 3),
        _three(line.cpu_ms),
        _three(line.hours),
        _three(line.money),
        str(line.pages),
        str(line.failed),
        str(line.timed),
    )


def _three(value: float) -> str:
    """Return a figure with about three digits that count: adapters differ by a factor of a thousand."""
    if isnan(value) or value >= 100 or value == 0:
        return fixed(value, 0)
    return fixed(value, 1 if value >= 10 else 2 if value >= 1 else 4)
