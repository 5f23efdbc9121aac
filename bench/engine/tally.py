"""What is known of a run: counts, costs and time left under way, a summary at its end."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from bench.engine.failures import together
from bench.environments.availability import with_way_out
from bench.model import Status
from bench.workers.isolation import protections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from bench.engine.plan import Notes, Plan
    from bench.model import Extraction, Page, PairKey


class Tally:
    """What is known of a run under way; ``slots`` 0 is a cluster of unknown size."""

    def __init__(self, pending: Mapping[str, Sequence[Page]], slots: int) -> None:
        """Start with nothing done."""
        self.total = {name: len(pages) for name, pages in pending.items()}
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()  # nanoseconds
        self._slots, self._begun = slots, time.monotonic()
        self._starting = 0.0  # seconds until work began: they are not spent again

    def add(self, extraction: Extraction) -> None:
        """Count one extraction."""
        if not self.done:
            self._starting = max(time.monotonic() - self._begun - extraction.wall_ns / 1e9, 0.0)
        self.done[extraction.adapter] += 1
        self.spent[extraction.adapter] += extraction.wall_ns
        self.failed[extraction.adapter] += extraction.status.failed

    def left(self) -> float:
        """Return the seconds still to go by the worker time of each adapter; one not begun costs the average."""
        spent = self.spent.total() / 1e9
        if not spent:
            return 0.0
        typical = spent / self.done.total()
        costs = {name: self.spent[name] / 1e9 / self.done[name] if self.done[name] else typical for name in self.total}
        work = sum((self.total[name] - self.done[name]) * cost for name, cost in costs.items())
        elapsed = time.monotonic() - self._begun
        if not self._slots:  # extractions come by the part, long after work began
            return work * elapsed / spent
        return work * max((elapsed - self._starting) / spent, 1 / self._slots)

    def line(self) -> str:
        """Return all of it as one line."""
        done, total, failed = self.done.total(), sum(self.total.values()), self.failed.total()
        rate = done / max(time.monotonic() - self._begun, 1e-3)
        return f"{done:,} of {total:,} extractions, {rate:,.0f} pages/s, {failed:,} failed, about {self.left():,.0f} s left"


def summary(plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> list[str]:
    """Return a line for each adapter on how it did, and a warning where it was never tried."""
    lines, untried = [], dict[str, str]()
    for name, extra in ((adapter.name, adapter.extra) for adapter in plan.adapters):
        extractions = [extraction for key, extraction in known.items() if key[0] == name]
        tried = [extraction for extraction in extractions if extraction.status is not Status.SKIPPED]
        lines.append(f"{name}: {', '.join((*_ends(extractions), *_seen(tried, notes.get(name, {}))))}")
        if extractions and not tried:
            untried[name] = with_way_out(extractions[0].error, extra)
        if marked := notes.get(name, {}).get("markup"):
            lines.append(f"WARNING: {looks_like_html(name, marked, len(tried))}")
    lines += [f"{stored.name}: {', '.join((*_ends(stored.extractions), 'stored outputs'))}" for stored in plan.stored]
    lines += [f"WARNING: {line}" for line in together(untried)]
    return [*lines, *_reused(plan, known, notes), *_unprotected(notes)]


def looks_like_html(name: str, pages: int, of: int) -> str:
    """Return what to say of an adapter that returns HTML and does not declare it."""
    return (
        f'{name} returned HTML on {pages:,} of {of:,} pages, and its tags count as words: declare it with output = "html", or return text'
    )


def _unprotected(notes: Notes) -> Iterator[str]:
    """Yield a warning where workers were not kept from something."""
    every = [note["unprotected"] for note in notes.values() if "unprotected" in note]
    if told := protections.lacking({name: why for one in every for name, why in one.items()}):
        yield f"WARNING: {'; '.join(told)}: boilerbench doctor"


def _ends(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield how many pages ended in each way that any did."""
    ends = Counter(extraction.status for extraction in extractions)
    yield from (f"{ends[status]:,} {status}" for status in Status if ends[status])


def _reused(plan: Plan, known: Mapping[PairKey, Extraction], notes: Notes) -> Iterator[str]:
    """Yield how much was reused, and for each adapter of which nothing is why."""
    tried = [extraction for extraction in known.values() if extraction.status is not Status.SKIPPED]
    yield f"reused {sum(extraction.reused for extraction in tried):,} of {len(tried):,} results"
    for name in dict.fromkeys(extraction.adapter for extraction in tried):
        if reason := notes.get(name, {}).get("unvouched") or plan.code[name].unvouched:
            yield f"{name}: its results are never reused: {reason}"


def _seen(tried: Sequence[Extraction], note: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was seen of an adapter beside how its pages ended."""
    if timed := [extraction.wall_ns for extraction in tried if extraction.wall_ns]:
        start = f" (of which {note['start_ms']:,.1f} ms to start its process)" if "start_ms" in note else ""
        yield f"{sum(timed) / len(timed) / 1e6:,.1f} ms a page{start}"
    if (grown := note.get("growth_mb_per_1000_pages")) is not None:
        yield f"{grown:+,.1f} MB per 1,000 pages"
    if reaching := sum(extraction.network > 0 for extraction in tried):
        yield f"network refused on {reaching:,} of {len(tried):,} pages"
    if unasked := note.get("unasked"):
        yield f"{unasked:,} answers that nobody asked for, refused"
    if reused := sum(extraction.reused for extraction in tried):
        yield f"{reused:,} reused"
