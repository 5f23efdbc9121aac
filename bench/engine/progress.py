"""Who is told how a run goes: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

from bench.engine.tally import Tally, summary
from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from bench.engine.plan import Plan
    from bench.engine.tally import Notes
    from bench.model import Extraction, Page, PairKey

_EVERY = 5.0  # seconds between plain lines


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
        self._tally: Tally | None = None
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
        if self._tally:
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


def display() -> Progress:
    """Return bars where stderr is a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        from bench.engine.bars import Bars

        return Bars()
    return Lines()
