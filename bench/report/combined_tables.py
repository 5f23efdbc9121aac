"""Lay out combinations of adapters, and who complements whom, as the lines of tables."""

from dataclasses import dataclass
from math import isnan

from bench.model import Estimate
from bench.report.drawing.rendering import fixed, signed
from bench.report.scopes import Scope
from bench.scoring.tables.combinations.lines import MEANING, Combinations

BEST = 10  # pairs listed; the matrix has all


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedTables:
    """Combinations ready for the template: cells of combinations, of the best pairs, and of the matrix.

    ``others`` are the metrics beside the one that pages are chosen by, ``marked`` the cells (line, column) of the matrix that hold a line's
    best pair.
    """

    others: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    marked: frozenset[tuple[int, int]]


def tables(scope: Scope) -> CombinedTables | None:
    """Lay out the combinations of a scope; None where it has none."""
    one = scope.combinations
    if one is None:
        return None
    digits, others = scope.digits, tuple(name for name in one.metrics if name != one.metric)[:3]
    best = {name: pair for pair in reversed(one.best_pairs()) for name in (pair.left, pair.right)}
    places = {name: at for at, name in enumerate(one.adapters)}
    return CombinedTables(
        others=others,
        lines=tuple(_lines(one, others, digits)),
        pairs=tuple(
            (
                f"{pair.left} + {pair.right}",
                *_figures(pair.value, pair.gain, digits),
                pair.better,
                f"{pair.left_better}, {pair.right_better}",
            )
            for pair in one.best_pairs()[:BEST]
        ),
        cells=tuple(tuple(fixed(value, digits) for value in values) for values in one.matrix()),
        marked=frozenset((places[name], places[pair.right if pair.left == name else pair.left]) for name, pair in best.items()),
    )


def _lines(one: Combinations, others: tuple[str, ...], digits: int) -> list[tuple[str, ...]]:
    """Return the cells of each combination."""
    return [
        (
            line.name,
            f"combination of {line.members} adapters: {MEANING[line.name]}",
            *_figures(line.metrics[one.metric], line.gain, digits),
            *(fixed(line.metrics[name].value, digits) for name in others),
            ", ".join(f"{adapter} {pages}" for adapter, pages in list(line.pages.items())[:3]),
        )
        for line in one.lines
    ]


def _figures(value: Estimate, gain: Estimate, digits: int) -> tuple[str, str, str]:
    """Return a figure, its interval, and the gain with its interval."""
    shown = "–" if isnan(gain.value) else f"{signed(gain.value, digits)} ({signed(gain.low, digits)} to {signed(gain.high, digits)})"
    return fixed(value.value, digits), f"{fixed(value.low, digits)}–{fixed(value.high, digits)}", shown
