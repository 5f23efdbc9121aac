"""Print the leaderboards of a run: a table a corpus and track, each with its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Estimate
    from bench.scoring.tables.leaderboards import Board, Standing


def show(found: Sequence[Board]) -> None:
    """Print boards for people: the headline with its interval, the other metrics, coverage, cost."""
    for board in found:
        track = f" ({board.track})" if board.track != "html" else ""
        title = f"{board.protocol} on {', '.join(board.corpora)}{track}: {board.n:,} pages, {board.clusters:,} clusters"
        console.table(_columns(board), [_cells(board, row) for row in board.rows], title=title)
        print(board.signature + "\n")  # noqa: T201 - the result


def _columns(board: Board) -> list[str]:
    """Return the head of a board."""
    others = [name for name in board.metrics if name != board.metric]
    return [
        "adapter",
        board.metric,
        "95 % interval",
        "like",
        *others,
        "coverage",
        "failed",
        "p50 ms",
        "p95 ms",
        "peak MB",
        "version",
        "settings",
    ]


def _cells(board: Board, row: Standing) -> list[str]:
    """Return the cells of one row."""
    main = row.metrics[board.metric]
    others = [_figure(row.metrics[name]) for name in board.metrics if name != board.metric]
    failed = ", ".join(f"{count} {status}" for status, count in row.failures.items()) or "-"
    cost = [console.number(row.wall_p50_ms, 1), console.number(row.wall_p95_ms, 1), console.number(row.peak_mb, 0)]
    return [
        row.adapter,
        _figure(main),
        f"{main.low:.3f}-{main.high:.3f}",
        row.letters,
        *others,
        f"{row.coverage:.1%}",
        failed,
        *cost,
        row.version,
        row.settings,
    ]


def _figure(estimate: Estimate) -> str:
    """Return a figure to three decimals, a dash where it is undefined."""
    return console.number(estimate.value, 3)


def as_data(found: Sequence[Board], *, pairs: bool = False) -> list[dict[str, object]]:
    """Return boards as plain data for ``--json``, with their pairwise comparisons if asked for."""
    from dataclasses import asdict

    return [{name: value for name, value in asdict(board).items() if pairs or name != "pairs"} for board in found]
