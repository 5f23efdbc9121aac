"""Progress on a terminal: one bar for each adapter, redrawn in place, and the same summary at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bench.engine.tally import Tally, summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.engine.plan import Plan
    from bench.engine.tally import Notes
    from bench.model import Extraction, Page, PairKey

_EVERY = 16  # extractions between updates of the line below the bars


class Bars:
    """The display of one run."""

    def __init__(self, console: Console | None = None) -> None:
        """Draw nothing yet, later on ``console`` (stderr)."""
        self._console = console or Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.fields[note]}"))
        self._bars = Progress(*columns, console=self._console, transient=True, refresh_per_second=4)
        self._tasks: dict[str, TaskID] = {}
        self._tally: Tally | None = None
        self._count = 0

    def begin(self, plan: Plan, known: Mapping[PairKey, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Draw a bar for each adapter that has work to do, and one for all."""
        del known
        self._tally = Tally(pending, 0 if plan.options.cluster else plan.options.slots)
        busy = {name: len(pages) for name, pages in pending.items() if pages}
        self._tasks = {name: self._bars.add_task(name, total=total, note="") for name, total in busy.items()}
        self._tasks[""] = self._bars.add_task("all", total=sum(busy.values()), note="")
        self._bars.start()

    def extracted(self, extraction: Extraction) -> None:
        """Move the bars."""
        if self._tally is None:
            return
        self._tally.add(extraction)
        self._count += 1
        name = extraction.adapter
        mean = self._tally.spent[name] / self._tally.done[name] / 1e6
        failed = self._tally.failed[name]
        self._bars.update(self._tasks[name], advance=1, note=f"{mean:,.1f} ms a page" + (f", {failed:,} failed" if failed else ""))
        self._bars.update(self._tasks[""], advance=1)
        if self._count % _EVERY == 0:
            self._bars.update(self._tasks[""], note=self._tally.line())

    def end(self, plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> None:
        """Take the bars away, say a line for each adapter."""
        self._bars.stop()
        for line in summary(plan, known, notes):
            self._console.print(line, markup=False, highlight=False, style="bold red" if line.startswith("WARNING") else None)
