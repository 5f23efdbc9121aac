"""Adapters at work in the real engine, for tests that run over the table of adapters."""

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


def extract(adapters: Sequence[Adapter], pages: Sequence[Page], deadline: float) -> dict[tuple[str, str], Extraction]:
    """Return what every adapter made of every page that it accepts, by adapter and page."""
    accepted = [(adapter, tuple(page for page in pages if is_accepted(page, adapter))) for adapter in adapters]
    units = [Unit(adapter, taken) for adapter, taken in accepted if taken]
    pool = launch.pool(Limits(deadline_s=deadline), 2, Path.cwd())
    with closing(pool.extract(Schedule(units))) as results:
        extractions = list(results)
    assert len(extractions) == len({(one.adapter, one.page_id) for one in extractions}) == sum(len(unit.pages) for unit in units)
    return {(one.adapter, one.page_id): one for one in extractions}
