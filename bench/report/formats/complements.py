"""Combinations as one CSV table: a line for each combination, and for each pair of contenders."""

import csv
import io
from collections.abc import Iterator, Sequence
from math import isnan

from bench import escaping
from bench.model import Estimate
from bench.report.scopes import Scope
from bench.scoring.tables.combinations.lines import Combinations

COLUMNS = (
    *("protocol", "corpus", "kind", "combination", "members", "left", "right", "metric"),
    *("value", "low", "high", "level", "n", "better", "gain", "gain_low", "gain_high", "left_better", "right_better"),
    *("signature", "warning"),
)


def render(scopes: Sequence[Scope]) -> str:
    """Every combination and every pair, in the metric that pages are chosen by.

    A field is empty where there is no figure.
    ``combination`` is ``oracle``, ``medoid`` or ``pair``; ``gain`` is over ``better``, the best contender, or the better of the pair.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for scope in scopes:
        if scope.combinations:
            writer.writerows(_lines(scope.combinations))
    return file.getvalue()


def _lines(one: Combinations) -> Iterator[list[object]]:
    """Yield the lines of one corpus and track, with a value for each of :data:`COLUMNS`."""
    place = tuple(map(escaping.csv, (one.protocol, one.corpus, one.track)))
    ends = tuple(map(escaping.csv, (one.signature, one.gold.notice)))
    for line in one.lines:
        figures = _figures(line.metrics[one.metric], line.gain, one.adapters[0])
        yield [*place, line.name, line.members, "", "", one.metric, *figures, "", "", *ends]
    for pair in one.complements:
        names = map(escaping.csv, (pair.left, pair.right))
        figures = _figures(pair.value, pair.gain, pair.better)
        yield [*place, "pair", 2, *names, one.metric, *figures, pair.left_better, pair.right_better, *ends]


def _figures(value: Estimate, gain: Estimate, better: str) -> tuple[object, ...]:
    """Return a figure, and its gain over the better adapter, in full."""
    first = (*map(_number, (value.value, value.low, value.high, value.level)), value.n)
    return (*first, escaping.csv(better), *map(_number, (gain.value, gain.low, gain.high)))


def _number(value: float) -> str:
    """Return a figure in full, "" for none."""
    return "" if isnan(value) else repr(float(value))
