"""How far a crawl is: a plain line now and then, and one for each file when it has ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.engine.scale.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.engine.scale.warc_part import WarcFile
    from bench.errors import CorpusError

_EVERY = 5.0  # seconds between lines


class Pace:
    """Says how files go; the time left goes by bytes, at the pace since the start."""

    def __init__(self, work: Sequence[WarcFile], say: Callable[[str], None]) -> None:
        """Start with nothing read; files whose part is there already are known from before and cost nothing."""
        self._say, self._count, self._ended = say, len(work), 0
        self._before = {file.part for file in work if file.part.exists()}
        self._sizes = {file.part: _size(file) for file in work if file.part not in self._before}
        self._read = 0
        self._begun = self._since = self._last = time.monotonic()

    def under_way(self, file: WarcFile, totals: Totals, read: int) -> None:
        """Take how a file goes of which ``read`` bytes are read; say it if nothing was said for a while."""
        now = time.monotonic()
        if now - self._last < _EVERY:
            return
        self._last = now
        done, total = self._read + read, sum(self._sizes.values())
        left = (now - self._begun) * max(total - done, 0) / done if done else 0.0
        failed = sum(sum(totals.failed(name).values()) for name in totals.statuses)
        pace = f"{totals.pages:,} pages, {totals.pages / (now - self._since):,.0f} pages/s, {failed:,} failed"
        self._say(f"{file.source.name}: {pace}; {done / total:.0%} of all read, about {left:,.0f} s left")

    def ended(self, file: WarcFile, outcome: Totals | CorpusError) -> None:
        """Take the end of a file and say it."""
        self._ended += 1
        self._read += self._sizes.get(file.part, 0)
        self._since = self._last = time.monotonic()
        if not isinstance(outcome, Totals):
            self._say(f"WARNING: {outcome.what}: it is left out")
            return
        when = ", done before" if file.part in self._before else f" in {outcome.seconds:,.1f} s"
        self._say(f"{self._ended:,} of {self._count:,}, {file.source.name}: {outcome.pages:,} pages{when} -> {file.part}")


def _size(file: WarcFile) -> int:
    """Return the size of a file in bytes, 1 where it cannot be seen from here."""
    try:
        return file.source.stat().st_size or 1
    except OSError:
        return 1
