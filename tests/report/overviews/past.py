"""A history and a crawl of made-up figures, of any size."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bench.engine.scale.evidence import FailedPage
from bench.engine.scale.totals import Totals
from bench.report.overviews.crawl_page import Crawl
from bench.report.overviews.trends import Trend, trends
from bench.store.history import HistoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterator


def trends_of(adapters: int, runs: int) -> tuple[Trend, ...]:
    """Return scores and times that come close to each other, on a corpus that changes once."""
    return trends(list(_entries(adapters, runs)))


def _entries(adapters: int, runs: int) -> Iterator[HistoryEntry]:
    for run in range(runs):
        for at in range(adapters):
            for protocol, metric, value in (("aligned@1", "f1", 0.95 - 0.01 * at), ("run", "p50_ms", 2.0 + at)):
                moved = value * (1 + ((run * 7 + at * 3) % 5 - 2) / 100)
                known = {"run": f"2026010{run + 1}-000000-abcdef12", "created": f"2026-01-0{run + 1}T00:00:00Z", "commit": "abcdef123456"}
                made = {"package": f"p{at}", "version": f"1.{run}", "settings": "{}", "machine": "cpu=x", "track": "html", "n": 99}
                place = {"corpus": "embedded", "digest": "d" if run < runs - 2 else "e", "protocol": protocol, "metric": metric}
                figures = {"value": moved, "low": moved * 0.97, "high": moved}
                yield HistoryEntry(adapter=f"contender-{at}", **{**known, **made, **place, **figures})  # type: ignore[arg-type]


def crawl_of(adapters: int) -> Crawl:
    """Return a crawl of two files, one of them damaged, in which every adapter failed on a page."""
    names = [f"contender-{at}" for at in range(adapters)]
    pairs = {f"{first}\t{second}": (80.0, 100) for first, second in combinations(sorted(names), 2)}
    total = Totals(
        files=2, pages=100, left_out={"records without HTML": 40, "records cut off": 1}, faults={"records cut off": 1}, size=7_000_000,
        seconds=9.0, statuses={name: {"ok": 99, "crash": 1} for name in names}, spent=dict.fromkeys(names, 10**9),
        timed=dict.fromkeys(names, 100), agreement=pairs,
    )  # fmt: skip
    place = {"status": "crash", "file": "CC-MAIN-0.warc.gz", "number": "0000007", "url": f"https://example.org/{'path/' * 30}"}
    failed = [FailedPage(adapter=name, error="e" * 300, **place) for name in names]
    return Crawl(total=total, files=[("CC-MAIN-0.warc.gz", total)], adapters=names, missing={"absent": "no module absent"}, failed=failed)
