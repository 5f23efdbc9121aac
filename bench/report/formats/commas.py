"""Leaderboards as one CSV table: a line for each protocol, corpus, slice, adapter and metric."""

from __future__ import annotations

import csv
import io
from math import isnan
from typing import TYPE_CHECKING

from bench import escaping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report.scopes import Scope

COLUMNS = [
    "protocol",
    "corpus",
    "kind",
    "group",
    "slice",
    "adapter",
    "package",
    "version",
    "settings",
    "floor",
    "metric",
    "value",
    "low",
    "high",
    "level",
    "n",
    "letters",
    "tried",
    "empty",
    "error",
    "timeout",
    "crash",
    "memory",
    "skipped",
    "wall_p50_ms",
    "wall_p95_ms",
    "peak_mb",
    "signature",
]
STATUSES = ("empty", "error", "timeout", "crash", "memory")


def render(scopes: Sequence[Scope]) -> str:
    """Every figure of every board; figures in full, an empty field where there is none."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(line for scope in scopes for line in _lines(scope))
    return file.getvalue()


def _lines(scope: Scope) -> list[list[str]]:
    """Return the lines of one scope."""
    return [
        [
            *map(escaping.csv, (scope.scorer.name, scope.corpus, scope.kind, cut.group, cut.title if cut.group else "")),
            *map(escaping.csv, (standing.adapter, standing.package, standing.version, standing.settings)),
            str(standing.floor).lower(),
            name,
            *map(_number, (estimate.value, estimate.low, estimate.high, estimate.level)),
            str(estimate.n),
            standing.letters if name == cut.board.metric else "",
            str(standing.tried),
            *(str(standing.failures.get(status, 0)) for status in STATUSES),
            str(standing.skipped),
            *map(_number, (standing.wall_p50_ms, standing.wall_p95_ms, standing.peak_mb)),
            escaping.csv(cut.board.signature),
        ]
        for cut in scope.slices
        for standing in cut.board.standings
        for name, estimate in standing.metrics.items()
    ]


def _number(value: float) -> str:
    """Return a figure in full, "" for none."""
    return "" if isnan(value) else repr(float(value))
