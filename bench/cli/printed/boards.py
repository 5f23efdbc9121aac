"""Print leaderboards: one table for each corpus and track, with its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.cli.console import Part
    from bench.drafts import GoldCounts
    from bench.model import Estimate
    from bench.scoring.tables.leaderboards import Board, Standing
    from bench.store.run_folder import RunFolder


def parts(boards: Sequence[Board]) -> Iterator[Part]:
    """Yield boards for people: the headline with its interval, the other metrics, coverage, cost."""
    from bench.scoring.tables import timing

    for board in boards:
        track = f" ({board.track})" if board.track != "html" else ""
        title = f"{board.protocol} on {', '.join(board.corpora)}{track}: {console.pages(board.n, board.clusters)}"
        if board.gold.notice:
            yield console.clean(f"WARNING: {board.gold.notice}")
        yield {"columns": _columns(board), "lines": [_cells(board, standing) for standing in board.standings], "title": title}
        if board.basis:
            yield console.clean(board.basis)
        if board.no_ranks:
            yield board.no_ranks
        yield from map(console.clean, timing.notes(board.standings))
        yield board.signature + "\n"


def gold_data(folder: RunFolder) -> dict[str, object]:
    """Return corpus -> counts of what is known of its gold, for ``--json``."""
    return {corpus: counts.as_data() for corpus, counts in folder.gold_counts().items()}


def warn(counts: Mapping[str, GoldCounts], boards: Sequence[Board] = ()) -> None:
    """Warn on stderr as :func:`notices` says."""
    for notice in notices(counts, boards):
        console.warn(notice)


def notices(counts: Mapping[str, GoldCounts], boards: Sequence[Board] = ()) -> list[str]:
    """Return a warning of each corpus whose gold no person cleaned, but those with a board, which says it."""
    shown = {corpus for board in boards for corpus in board.corpora}
    return [f"{corpus}: {known.notice}" for corpus, known in counts.items() if known.notice and corpus not in shown]


def _columns(board: Board) -> list[str]:
    """Return the head of a board."""
    from bench.scoring.tables import ALONE, COSTS, COVERAGE, FAILED, INTERVAL, RANK

    alone = [ALONE, INTERVAL] if board.powered else []
    ended = (COVERAGE, FAILED, *COSTS, "version", "settings")
    return ["adapter", board.metric, INTERVAL, RANK, *alone, *board.others, *ended]


def _cells(board: Board, standing: Standing) -> list[str]:
    """Return the cells of one adapter."""
    from bench.scoring.statistics.ranks import shown
    from bench.scoring.tables import percent, timing

    main = standing.metrics[board.metric]
    others = [_figure(standing.metrics[name]) for name in board.others]
    failed = ", ".join(f"{count} {status}" for status, count in standing.failures.items()) or "-"
    spent = [timing.marked(console.number(time, 1), standing) for time in (standing.p50_ms, standing.p95_ms)]
    cost = [*spent, console.number(standing.peak_mb, 0)]
    return [
        standing.adapter,
        _figure(main),
        console.interval(main.low, main.high),
        shown(standing.rank) or "-",
        *_gold_alone(board, standing),
        *others,
        percent(standing.coverage),
        failed,
        *cost,
        standing.version,
        standing.settings,
    ]


def _gold_alone(board: Board, standing: Standing) -> list[str]:
    """Return, on a powered board, the headline and its interval by pages with gold alone."""
    plain = standing.classical.get(board.metric)
    if not board.powered:
        return []
    return [_figure(plain), console.interval(plain.low, plain.high)] if plain else ["-", "-"]


def _figure(estimate: Estimate) -> str:
    """Return a figure to three decimals, a dash where it is undefined."""
    return console.number(estimate.value, 3)


def as_data(boards: Sequence[Board], *, pairs: bool = False) -> list[dict[str, object]]:
    """Return boards as plain data for ``--json``, with their pairwise comparisons if asked for."""
    return [{name: value for name, value in board.as_data().items() if pairs or name != "pairs"} for board in boards]
