"""Print what answers cost: a table for each corpus and track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.cli.console import Part
    from bench.scoring.tables.costs.tables import Costs


def parts(costs: Sequence[Costs]) -> Iterator[Part]:
    """Yield each table and, under it, what was counted, how, and what was left out."""
    from bench.report import cost_table

    for one in costs:
        made = cost_table.table(one)
        yield {"columns": list(made.heads), "lines": [[name, *cells] for name, _, cells in made.lines], "title": made.title}
        yield from map(console.clean, made.notes)
        yield ""
