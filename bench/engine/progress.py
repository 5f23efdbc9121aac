"""Who is told how a run goes: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Protocol

from bench.engine.tally import Tally, summary
from bench.model import Extraction, Page, PairKey, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from rich.console import Console

    from bench.engine.plan import Notes, Plan

_EVERY = 5.0  # seconds between plain lines
_UPDATE = 16  # extractions between updates of the line below the bars


class Progress(Protocol):
    """Who is told how a run goes."""

    def begin(self, plan: Plan, known: Mapping[PairKey, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Take what is to be done; ``known`` extractions need no work."""

    def extracted(self, extraction: Extraction) -> None:
        """Take one extraction as it comes."""

    def end(self, plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> None:
        """Take all extractions at the end, and what was noted of each adapter."""


class Lines:
    """Progress as plain lines: one every few seconds, and one for each adapter at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to ``stream`` (stderr)."""
        self._stream = stream or sys.stderr
        self._last = 0.0

    def begin(self, plan: Plan, known: Mapping[PairKey, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Say what is to be done and what is reused."""
        cluster = plan.options.cluster
        self._tally = Tally(pending, 0 if cluster else plan.options.slots)
        where = f"on the cluster {cluster}" if cluster else f"{plan.options.slots} at a time"
        held = sum(extraction.status is not Status.SKIPPED for extraction in known.values())
        reused = f", {held:,} more known from earlier" if held else ""
        self._say(f"{sum(map(len, pending.values())):,} extractions to do, {where}{reused}")

    def extracted(self, extraction: Extraction) -> None:
        """Count an extraction; say how it goes now and then."""
        if not self._tally.done:
            self._last = time.monotonic()  # one tells nothing of the rest
        self._tally.add(extraction)
        if time.monotonic() - self._last > _EVERY:
            self._last = time.monotonic()
            self._say(self._tally.line())

    def end(self, plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> None:
        """Say a line for each adapter."""
        for line in summary(plan, known, notes):
            self._say(line)

    def _say(self, text: str) -> None:
        """Write one line."""
        self._stream.write(text + "\n")
        self._stream.flush()


class Bars(Lines):
    """Progress on a terminal: one bar for each adapter, redrawn in place, and the same summary at the end."""

    def __init__(self, console: Console | None = None) -> None:
        """Draw nothing yet, later on ``console`` (stderr)."""
        from rich import console as terminal
        from rich import progress as rich

        self._console = console or terminal.Console(stderr=True, highlight=False)
        columns = rich.TextColumn("{task.description}"), rich.BarColumn(bar_width=24), rich.MofNCompleteColumn()
        note = rich.TextColumn("{task.fields[note]}")
        self._bars = rich.Progress(*columns, note, console=self._console, transient=True, refresh_per_second=4)

    def begin(self, plan: Plan, known: Mapping[PairKey, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Draw a bar for each adapter that has work to do, and one for all."""
        del known
        self._tally = Tally(pending, 0 if plan.options.cluster else plan.options.slots)
        busy = {name: len(pages) for name, pages in pending.items() if pages}
        self._tasks = {name: self._bars.add_task(name, total=total, note="") for name, total in busy.items()}
        self._all = self._bars.add_task("all", total=sum(busy.values()), note="")
        self._bars.start()

    def extracted(self, extraction: Extraction) -> None:
        """Move the bars."""
        name, tally = extraction.adapter, self._tally
        tally.add(extraction)
        failed = f", {tally.failed[name]:,} failed" if tally.failed[name] else ""
        self._bars.update(self._tasks[name], advance=1, note=f"{tally.spent[name] / tally.done[name] / 1e6:,.1f} ms a page{failed}")
        self._bars.update(self._all, advance=1)
        if tally.done.total() % _UPDATE == 0:
            self._bars.update(self._all, note=tally.line())

    def end(self, plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> None:
        """Take the bars away, say a line for each adapter."""
        self._bars.stop()
        super().end(plan, known, notes)

    def _say(self, text: str) -> None:
        """Print one line below the bars, warnings in red."""
        self._console.print(text, markup=False, highlight=False, style="bold red" if text.startswith("WARNING") else None)


class Warnings(Lines):
    """Of all that is said of a run, only what warns."""

    def _say(self, text: str) -> None:
        """Write a line that warns."""
        if text.startswith("WARNING"):
            super()._say(text)


def display(*, quiet: bool = False) -> Progress:
    """Return bars on a terminal that can move its cursor, else plain lines; warnings if ``quiet``."""
    if quiet:
        return Warnings()
    return Bars() if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else Lines()
