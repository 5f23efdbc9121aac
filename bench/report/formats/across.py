"""Boards side by side as one CSV table: a line for each adapter and column, and for its mean over corpora."""

import csv
import io
from collections.abc import Iterator, Sequence
from math import isnan

from bench import escaping
from bench.model import Estimate
from bench.report import across_table
from bench.report.scopes import Scope
from bench.scoring.tables.across.grids import Grid

COLUMNS = (
    *("by", "of", "kind", "adapter", "floor", "column", "metric", "value", "low", "high", "level", "n"),
    *("rank_low", "rank_high", "place_best", "place_worst"),
)


def render(scopes: Sequence[Scope]) -> str:
    """Every figure of several corpora or protocols; ``column`` is ``mean`` for means, which have ranks."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for grid in across_table.of_scopes(scopes):
        writer.writerows(_lines(grid))
    return file.getvalue()


def _lines(grid: Grid) -> Iterator[list[object]]:
    """Yield the lines of one table, with a value for each of :data:`COLUMNS`."""
    for line in grid.lines:
        about = (*map(escaping.csv, (grid.by, grid.of, grid.track, line.adapter)), str(line.floor).lower())
        places = line.places or ("", "")
        for column, metric, figure in zip(grid.columns, grid.metrics, line.figures, strict=True):
            if figure is not None:
                yield [*about, escaping.csv(column), metric, *_figures(figure), "", "", *places]
        if line.mean is not None:
            yield [*about, "mean", grid.metrics[0], *_figures(line.mean), *(line.rank or ("", "")), *places]


def _figures(estimate: Estimate) -> list[object]:
    """Return a figure in full with its interval, empty fields where there is none."""
    values = (estimate.value, estimate.low, estimate.high, estimate.level)
    return [*("" if isnan(value) else repr(float(value)) for value in values), estimate.n]
