"""Print the paired comparisons of a board: every two, or those of a run's own rows with the stored ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bench.cli.console import Part
    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.tables.leaderboards import Board


def part(board: Board, pairs: Sequence[PairComparison], title: str) -> Part:
    """Return comparisons as a table."""
    columns = ["left", "right", board.metric, "95 % interval", "p", "p, all pairs", "effect d", "win/tie/loss", "detectable", "n"]
    lines = [
        [
            pair.left, pair.right, f"{pair.difference.value:+.3f}",
            f"{pair.difference.low:+.3f} to {pair.difference.high:+.3f}".replace("+nan to +nan", "-"),
            console.number(pair.p, 4), console.number(pair.p_adjusted, 4), f"{pair.effect:+.2f}".replace("+nan", "-"),
            f"{pair.wins}/{pair.ties}/{pair.losses}", console.number(pair.detectable, 3), pair.n,
        ]
        for pair in pairs
    ]  # fmt: skip
    return {"columns": columns, "lines": lines, "title": title}


def beside(boards: Sequence[Board], own: Collection[str]) -> Iterator[Part]:
    """Yield, for each board, how a run's own rows compare with the stored ones."""
    for board in boards:
        if pairs := [pair for pair in board.pairs if (pair.left in own) != (pair.right in own)]:
            yield part(
                board, pairs, f"{board.protocol} on {', '.join(board.corpora)}: left minus right, own adapters and those of the reference"
            )
            yield ""
