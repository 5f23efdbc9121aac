"""Rows at work in the real engine, for tests that run over the table of adapters."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.environments import launch
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Adapter, Extraction, Page


def extract(rows: Sequence[Adapter], pages: Sequence[Page], deadline: float) -> dict[tuple[str, str], Extraction]:
    """Return what every row made of every page that it accepts, by row and page."""
    accepted = [(row, tuple(page for page in pages if is_accepted(page, row))) for row in rows]
    units = [Unit(row, taken) for row, taken in accepted if taken]
    pool = launch.pool(Limits(deadline_s=deadline), 2, Path.cwd())
    with closing(pool.extract(Schedule(units))) as results:
        found = list(results)
    assert len(found) == len({(row.adapter, row.page_id) for row in found}) == sum(len(unit.pages) for unit in units)
    return {(row.adapter, row.page_id): row for row in found}
