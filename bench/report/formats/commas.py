"""Leaderboards as one CSV table: a line for each protocol, corpus, slice, adapter and metric."""

import csv
import io
from collections.abc import Sequence
from math import isnan

from bench import escaping
from bench.report.scopes import Scope, Slice
from bench.scoring.tables.leaderboards import Standing

STATUSES = ("empty", "error", "timeout", "crash", "memory", "network", "missing")
_BOARD = ("protocol", "corpus", "kind", "group", "slice")
_ADAPTER = ("adapter", "package", "version", "settings", "floor")
_FIGURE = ("metric", "value", "low", "high", "level", "n", "rank_low", "rank_high")
_GOLD = ("cleaned", "draft", "empty", "absent", "unknown")
_KNOWN = (*(f"gold_{state}" for state in _GOLD), "warning")
COLUMNS = [
    *_BOARD,
    *_ADAPTER,
    *_FIGURE,
    "tried",
    *STATUSES,
    "skipped",
    "p50_ms",
    "p95_ms",
    "peak_mb",
    "no_ranks",
    "signature",
    *_KNOWN,
    "timed",
    "doubt",
    "gold_alone",
    "gold_alone_low",
    "gold_alone_high",
    "basis",
    "note",
]

_COST = ("tokens", "characters", "wasted", "recall", "cpu_ms", "hours", "money")  # of a line of costs, in the order of these columns
COSTS = (
    *("tokenizer", "tokens_a_page", "characters_a_page", "wasted_tokens_a_page", "recall_of_tokens", "cpu_ms_a_page"),
    *("core_hours_per_million", "usd_per_million", "usd_per_core_hour", "cost_pages", "cost_failed", "cost_with_gold", "cost_timed"),
)


def render(scopes: Sequence[Scope]) -> str:
    """Every figure of every board; figures in full, an empty field where there is none.

    The signature, which is that of a whole board, stands in the first of its lines alone. Where costs were asked for, boards over all pages
    have them in further columns.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    has_costs = any(scope.costs for scope in scopes)
    writer.writerow([*COLUMNS, *(COSTS if has_costs else ())])
    place = COLUMNS.index("signature")
    for scope, cut in [(one, part) for one in scopes for part in one.slices]:
        figures = [(standing, name) for standing in cut.board.standings for name in standing.metrics]
        for at, figure in enumerate(figures):
            line = _line(scope, cut, *figure)
            line[place] = "" if at else line[place]
            writer.writerow([*line, *(_costs(scope, cut, figure[0]) if has_costs else ())])
    return file.getvalue()


def _line(scope: Scope, cut: Slice, standing: Standing, metric: str) -> list[object]:
    """Return the line of one metric, with a value for each of :data:`COLUMNS`."""
    estimate = standing.metrics[metric]
    place = (scope.scorer.name, scope.corpus, scope.kind, cut.group, cut.title if cut.group else "")
    adapter = (standing.adapter, standing.package, standing.version, standing.settings)
    figures = map(_number, (estimate.value, estimate.low, estimate.high, estimate.level))
    rank = standing.rank if standing.rank and metric == cut.board.metric else ("", "")
    ended = (standing.tried, *(standing.failures.get(status, 0) for status in STATUSES), standing.skipped)
    costs = map(_number, (standing.p50_ms, standing.p95_ms, standing.peak_mb))
    texts = (*map(escaping.csv, (*place, *adapter)), str(standing.floor).lower(), metric)
    gold = (*(getattr(cut.board.gold, state) for state in _GOLD), escaping.csv(cut.board.gold.notice))
    ends = escaping.csv(cut.board.no_ranks), escaping.csv(cut.board.signature)
    clock = standing.timed, escaping.csv(standing.doubt)
    plain = standing.classical.get(metric)
    alone = map(_number, (plain.value, plain.low, plain.high)) if plain else ("", "", "")
    return [
        *texts,
        *figures,
        estimate.n,
        *rank,
        *ended,
        *costs,
        *ends,
        *gold,
        *clock,
        *alone,
        *map(escaping.csv, (cut.board.basis, standing.note)),
    ]


def _costs(scope: Scope, cut: Slice, standing: Standing) -> list[object]:
    """Return what the answers of one adapter cost, with a value for each of :data:`COSTS`."""
    lines = {line.adapter: line for line in scope.costs.lines} if scope.costs and not cut.group else {}
    line = lines.get(standing.adapter)
    if line is None or scope.costs is None:
        return [""] * len(COSTS)
    figures = (_number(getattr(line, name)) for name in _COST)
    return [scope.costs.tokenizer, *figures, _number(scope.costs.price), line.pages, line.failed, line.with_gold, line.timed]


def _number(value: float) -> str:
    """Return a figure in full, "" for none."""
    return "" if isnan(value) else repr(float(value))
