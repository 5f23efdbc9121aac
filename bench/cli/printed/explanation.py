"""Print how one page's figures came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from bench.scoring.explain import Explanation


def show(made: Explanation, pair: str, limit: int) -> None:
    """Print metrics, the score row they come from, and at most so many steps (0: all)."""
    figures = [[name, f"{value:.4f}" if value == value else "-"] for name, value in made.metrics.items()]  # noqa: PLR0124 - NaN
    console.table(["metric", "value"], figures, title=f"{made.protocol}: {pair}")
    console.table(["counted", "value"], [[name, f"{value:g}"] for name, value in made.row.items()])
    shown = made.steps[:limit] if limit else made.steps
    console.table(["", "gold", "output", "what"], [[step.kind, step.gold, step.output, console.clean(step.what, 120)] for step in shown])
    if len(shown) < len(made.steps):
        console.say(f"{len(made.steps) - len(shown):,} more steps; --limit 0 prints all")
