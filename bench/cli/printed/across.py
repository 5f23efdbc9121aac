"""Print boards side by side: adapters by corpora, adapters by protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.cli.console import Part
    from bench.scoring.tables.leaderboards import Board


def parts(boards: Sequence[Board]) -> Iterator[Part]:
    """Yield a table for each protocol of several corpora, and for each corpus of several protocols."""
    from bench.scoring.tables.across.grids import grids

    for grid in grids(boards):
        from bench.report import across_table  # where there is a grid alone: it loads what draws a report

        made = across_table.table(grid)
        lines = [[name, *(text for text, _ in cells)] for name, _, cells in made.lines]
        yield {"columns": list(made.heads), "lines": lines, "title": made.title}
        for note in made.notes:
            yield console.clean(note)
        yield ""


def as_data(boards: Sequence[Board]) -> list[dict[str, object]]:
    """Return the same as plain data, for ``--json``."""
    from bench.scoring.tables.across.grids import grids

    return [grid.as_data() for grid in grids(boards)]
