"""Honest progress: pages per second, an ETA by measured cost, failures so far; a table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, TextIO

    from bench.engine.plan import Plan
    from bench.model import Extraction, Page

    Notes = Mapping[str, Mapping[str, Any]]  # by adapter

Pair = tuple[str, str, str]
_FINE = frozenset({Status.OK, Status.EMPTY, Status.SKIPPED})
_EVERY = 5.0  # seconds between plain lines


class Progress(Protocol):
    """Who is told how a run goes."""

    def begin(self, made: Plan, known: Mapping[Pair, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Take what is to be done; ``known`` rows need no work."""

    def row(self, row: Extraction) -> None:
        """Take one row as it comes."""

    def end(self, made: Plan, known: Mapping[Pair, Extraction], notes: Notes) -> None:
        """Take all rows at the end, and what was noted of each adapter."""


class Tally:
    """What is known of a run under way. Costs are worker time a page, measured row by row; ``slots`` 0 is a cluster of unknown size."""

    def __init__(self, pending: Mapping[str, Sequence[Page]], slots: int) -> None:
        """Start with nothing done."""
        self.total = {name: len(pages) for name, pages in pending.items()}
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()  # nanoseconds
        self._slots, self._begun = slots, time.monotonic()
        self._starting = 0.0  # seconds until work began: they are not spent again

    def add(self, row: Extraction) -> None:
        """Count one row."""
        if not self.done:
            self._starting = max(time.monotonic() - self._begun - row.wall_ns / 1e9, 0.0)
        self.done[row.adapter] += 1
        self.spent[row.adapter] += row.wall_ns
        self.failed[row.adapter] += row.status not in _FINE

    def left(self) -> float:
        """Return the seconds still to go by the cost measured of each row; rows not begun are taken to cost what the average does."""
        done, spent = sum(self.done.values()), sum(self.spent.values()) / 1e9
        if not spent:
            return 0.0
        typical = spent / done
        costs = {name: self.spent[name] / 1e9 / self.done[name] if self.done[name] else typical for name in self.total}
        work = sum((self.total[name] - self.done[name]) * cost for name, cost in costs.items())
        elapsed = time.monotonic() - self._begun
        if not self._slots:  # rows come by the part, long after work began
            return work * elapsed / spent
        return work * max((elapsed - self._starting) / spent, 1 / self._slots)

    def line(self) -> str:
        """Return all of it as one line."""
        done, total = sum(self.done.values()), sum(self.total.values())
        rate = done / max(time.monotonic() - self._begun, 1e-3)
        failed = sum(self.failed.values())
        return f"{done:,} of {total:,} extractions, {rate:,.0f} pages/s, {failed:,} failed, about {self.left():,.0f} s left"


class Lines:
    """Progress as plain lines, one every few seconds and one a row at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to ``stream`` (stderr)."""
        self._stream = stream or sys.stderr
        self._tally: Tally | None = None
        self._last = 0.0

    def begin(self, made: Plan, known: Mapping[Pair, Extraction], pending: Mapping[str, Sequence[Page]]) -> None:
        """Say what is to be done and what is reused."""
        cluster = made.options.cluster
        self._tally = Tally(pending, 0 if cluster else made.options.slots)
        where = f"on the cluster {cluster}" if cluster else f"{made.options.slots} at a time"
        held = sum(row.status is not Status.SKIPPED for row in known.values())
        reused = f", {held:,} more known from earlier" if held else ""
        self._say(f"{sum(map(len, pending.values())):,} extractions to do, {where}{reused}")

    def row(self, row: Extraction) -> None:
        """Count a row; say how it goes now and then."""
        if self._tally:
            if not self._tally.done:
                self._last = time.monotonic()  # one row tells nothing of the rest
            self._tally.add(row)
            if time.monotonic() - self._last > _EVERY:
                self._last = time.monotonic()
                self._say(self._tally.line())

    def end(self, made: Plan, known: Mapping[Pair, Extraction], notes: Notes) -> None:
        """Say a line for each row."""
        for line in summary(made, known, notes):
            self._say(line)

    def _say(self, text: str) -> None:
        """Write one line."""
        self._stream.write(text + "\n")
        self._stream.flush()


def summary(made: Plan, known: Mapping[Pair, Extraction], notes: Notes) -> list[str]:
    """Return a line for each row: how its pages ended, what one cost, what else was seen, and loudly why it did not work."""
    lines = []
    by_adapter: dict[str, list[Extraction]] = {adapter.name: [] for adapter in made.adapters}
    for (name, _, _), row in known.items():
        by_adapter[name].append(row)
    for adapter in made.adapters:
        rows = by_adapter[adapter.name]
        tried = [row for row in rows if row.status is not Status.SKIPPED]
        ends = Counter(row.status for row in rows)
        counts = (f"{ends[status]:,} {status}" for status in Status if ends[status])
        lines.append(f"{adapter.name}: {', '.join((*counts, *_seen(tried, notes.get(adapter.name, {}))))}")
        if rows and not tried:
            lines.append(f"WARNING: {adapter.name} did nothing: {rows[0].error}")
    return lines


def _seen(tried: Sequence[Extraction], note: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was seen of a row: its mean time, the growth of its workers, attempts to reach a network, what was reused."""
    if tried:
        yield f"{sum(row.wall_ns for row in tried) / len(tried) / 1e6:,.1f} ms a page"
    if (grown := note.get("growth_mb_per_1000_pages")) is not None:
        yield f"{grown:+,.1f} MB per 1,000 pages"
    if reaching := sum(row.network > 0 for row in tried):
        yield f"network refused on {reaching:,} of {len(tried):,} pages"
    if reused := sum(row.reused for row in tried):
        yield f"{reused:,} reused"


def display() -> Progress:
    """Return a live table where stderr is a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        from bench.engine.live import Live

        return Live()
    return Lines()
