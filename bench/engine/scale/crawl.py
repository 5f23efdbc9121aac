"""A crawl: many WARC files through any adapters without gold, here or on a cluster, and its pace."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.engine.scale import same_code, warc_part
from bench.engine.scale.totals import Totals
from bench.engine.scale.warc_part import WarcFile, usable
from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.engine.plan import Plan
    from bench.engine.scale.warc_part import Heard
    from bench.model import Corpus

_EVERY = 5.0  # seconds between lines that say how far a crawl is


def files(plan: Plan, sources: Sequence[Path], out: Path, pages: int = 0, corpora: Sequence[Corpus] = ()) -> list[WarcFile]:
    """Return the work, a part for each file and corpus; raises CorpusError for none, or two of one name."""
    if not sources and not corpora:
        raise CorpusError("no file matches", "a folder of pages, or files like CC-MAIN-*.warc.gz", "boilerbench extract 'crawl/*.warc.gz'")
    if twice := [name for name, count in Counter([*(one.name for one in sources), *(one.name for one in corpora)]).items() if count > 1]:
        raise CorpusError(f"two files are called {twice[0]}", "files of different names: parts are named after them")
    made = [WarcFile(source.resolve(), _part(plan, out, source.name, pages), plan, pages) for source in sources]
    return made + [
        WarcFile(Path(one.source or one.name), _part(plan, out, one.name, pages, one.digest), plan, pages, corpus=one) for one in corpora
    ]


def _part(plan: Plan, out: Path, name: str, *settings: object) -> Path:
    """Return where what comes out of a file or corpus goes: other adapters or settings make another part."""
    digest = hashlib.sha256(json.dumps([sorted(plan.keys.values()), *settings]).encode()).hexdigest()[:12]
    return (out / f"{name}.{digest}.parquet").resolve()


def extract(work: Sequence[WarcFile], heard: Heard | None = None) -> Iterator[tuple[WarcFile, Totals | CorpusError]]:
    """Do all files, here or on a cluster; yield each as it ends, with its totals or why it cannot be read.

    ``heard`` is told how a file goes that is done here.
    """
    options = work[0].plan.options
    if not options.cluster:
        yield from ((file, _attempt(file, heard)) for file in work)
        return
    from bench.engine.scale import cluster

    alone = replace(work[0].plan, options=replace(options, workers=1, cluster=""))
    code = same_code.here(usable(alone), options.folder, options.apart)
    with cluster.client(options.cluster) as connection:
        yield from cluster.spread(connection, _extract_there, [replace(file, plan=alone, code=code) for file in work])


def _extract_there(file: WarcFile) -> tuple[WarcFile, Totals | CorpusError]:
    """Do one file where a Dask worker runs; raises RunError where adapters are not there what was planned."""
    options = file.plan.options
    same_code.demand(file.code, usable(file.plan), options.folder, options.apart)
    return file, _attempt(file)


def _attempt(file: WarcFile, heard: Heard | None = None) -> Totals | CorpusError:
    """Do one file; a damaged one must not keep the others from being done."""
    try:
        return warc_part.extract(file, heard)
    except CorpusError as problem:
        return problem


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
        if outcome.faults:
            found = ", ".join(f"{reason} ({count:,})" for reason, count in sorted(outcome.faults.items()))
            self._say(f"WARNING: {file.source.name} is damaged: {found}; the other pages are kept")


def _size(file: WarcFile) -> int:
    """Return the size of a file in bytes, 1 where it cannot be seen from here, or is no file."""
    try:
        return file.source.stat().st_size or 1
    except OSError:
        return 1
