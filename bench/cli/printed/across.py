"""Print boards side by side: adapters by corpora, adapters by protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.scoring.tables.leaderboards import Board


def show(boards: Sequence[Board]) -> None:
    """Print a table for each protocol of several corpora, and for each corpus of several protocols."""
    from bench.report import across_table
    from bench.scoring.tables.across.grids import grids

    for grid in grids(boards):
        made = across_table.table(grid)
        console.table(list(made.heads), [[name, *(text for text, _ in cells)] for name, _, cells in made.lines], title=made.title)
        for note in made.notes:
            print(console.clean(note))  # noqa: T201 - the result
        print()  # noqa: T201 - the result


def as_data(boards: Sequence[Board]) -> list[dict[str, object]]:
    """Return the same as plain data, for ``--json``."""
    from bench.scoring.tables.across.grids import grids

    return [grid.as_data() for grid in grids(boards)]
