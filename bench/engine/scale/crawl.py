"""A crawl: many WARC files through any adapters without gold, here or on a cluster, and its pace."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.engine.scale import same_code, warc_part
from bench.engine.scale.totals import Totals
from bench.engine.scale.warc_part import WarcFile, usable
from bench.errors import CorpusError
from bench.files import write_json
from bench.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.corpus.source.remote import RemoteFile
    from bench.engine.plan import Plan
    from bench.engine.scale.same_code import Code
    from bench.engine.scale.warc_part import Heard
    from bench.model import Corpus

FAILED = "_failed.json"
_PAUSES = (1.0, 4.0)  # seconds before a file that lies elsewhere is read again
_MANY = 100  # files: so many have a line each
_EVERY = 5.0  # seconds between lines that say how far a crawl is


def files(plan: Plan, sources: Sequence[Path | RemoteFile], out: Path, pages: int = 0, corpora: Sequence[Corpus] = ()) -> list[WarcFile]:
    """Return the work, a part for each file and corpus; raises CorpusError for none, or two of one name."""
    if not sources and not corpora:
        raise CorpusError("no file matches", "a folder of pages, or files like CC-MAIN-*.warc.gz", "boilerbench extract 'crawl/*.warc.gz'")
    if twice := [name for name, count in Counter([*(one.name for one in sources), *(one.name for one in corpora)]).items() if count > 1]:
        raise CorpusError(f"two files are called {twice[0]}", "files of different names: parts are named after them")
    made = [
        WarcFile(source.resolve() if isinstance(source, Path) else source, _part(plan, out, source.name, pages), plan, pages)
        for source in sources
    ]
    return made + [
        WarcFile(Path(one.source or one.name), _part(plan, out, one.name, pages, one.digest), plan, pages, corpus=one) for one in corpora
    ]


def _part(plan: Plan, out: Path, name: str, *settings: object) -> Path:
    """Return where what comes out of a file or corpus goes.

    Other adapters or settings make another partition. A part of before there were partitions is taken as it is.
    """
    digest = hashlib.sha256(json.dumps([sorted(plan.keys.values()), *settings]).encode()).hexdigest()[:12]
    before = out / f"{name}.{digest}.parquet"
    return (before if before.exists() else out / f"settings={digest}" / f"{name}.parquet").resolve()


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
    waiting = {_Task(file.source, file.part, file.pages, file.corpus): file for file in work}
    with cluster.client(options.cluster) as connection:
        for task, outcome in cluster.spread(connection, _extract_there, waiting, Common(alone, code)):
            if isinstance(outcome, cluster.Failed):
                what = f"{task.source.name} came to nothing on the cluster: {outcome.why}"
                yield waiting[task], CorpusError(what, "Dask workers that live")
            else:
                yield waiting[task], outcome


@dataclass(frozen=True, slots=True)
class _Task:
    """What a Dask worker is told of one file, beside what all files share."""

    source: Path | RemoteFile
    part: Path
    pages: int
    corpus: Corpus | None = field(hash=False, compare=False)


@dataclass(slots=True)
class Common:
    """What all files share, and whether it was seen where it was sent that the same code runs there."""

    plan: Plan
    code: Code
    seen: bool = False

    def demand(self) -> None:
        """Raise RunError where adapters are not what was planned: once in a Dask worker, for it is slow."""
        if not self.seen:
            same_code.demand(self.code, usable(self.plan), self.plan.options.folder, self.plan.options.apart)
            self.seen = True


def _extract_there(task: _Task, common: Common) -> Totals | CorpusError:
    """Do one file where a Dask worker runs; raises RunError where adapters are not there what was planned."""
    common.demand()
    return _attempt(WarcFile(task.source, task.part, common.plan, task.pages, task.corpus))


def _attempt(file: WarcFile, heard: Heard | None = None) -> Totals | CorpusError:
    """Do one file; a damaged one must not keep the others from being done.

    One that lies elsewhere is read again where that failed: a network may be back.
    """
    for pause in () if isinstance(file.source, Path) else _PAUSES:
        with suppress(CorpusError):
            return warc_part.extract(file, heard)
        time.sleep(pause)
    try:
        return warc_part.extract(file, heard)
    except CorpusError as problem:
        return problem


def record(out: Path, failed: Sequence[CorpusError]) -> None:
    """Write down which files came to nothing and why, beside the parts; datasets pass over the name."""
    path = out / FAILED
    if failed:
        write_json(path, {"schema": SCHEMA, "failed": [problem.what for problem in failed]})
    else:
        path.unlink(missing_ok=True)


class Pace:
    """Says how files go; the time left goes by bytes, at the pace since the start."""

    def __init__(self, work: Sequence[WarcFile], say: Callable[[str], None]) -> None:
        """Start with nothing read; files whose part is there already are known from before and cost nothing."""
        self._say, self._count, self._ended = say, len(work), 0
        self._before = {file.part for file in work if file.part.exists()}
        self._sizes = {file.part: _size(file) for file in work if file.part not in self._before}
        self._read = 0
        self._pages = self._failed = 0
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
        self._pages += outcome.pages if isinstance(outcome, Totals) and file.part not in self._before else 0
        self._failed += not isinstance(outcome, Totals)
        now = time.monotonic()
        self._since = now
        if self._count > _MANY and isinstance(outcome, Totals) and not outcome.faults:
            self._all_told(now)
            return
        self._last = now
        if not isinstance(outcome, Totals):
            self._say(f"WARNING: {outcome.what}: it is left out")
            return
        when = ", done before" if file.part in self._before else f" in {outcome.seconds:,.1f} s"
        self._say(f"{self._ended:,} of {self._count:,}, {file.source.name}: {outcome.pages:,} pages{when} -> {file.part}")
        if outcome.faults:
            found = ", ".join(f"{reason} ({count:,})" for reason, count in sorted(outcome.faults.items()))
            self._say(f"WARNING: {file.source.name} is damaged: {found}; the other pages are kept")

    def _all_told(self, now: float) -> None:
        """Say how many files go, where they are too many for a line each, if nothing was said for a while."""
        if now - self._last < _EVERY and self._ended < self._count:
            return
        self._last = now
        spent, total = max(now - self._begun, 1e-9), sum(self._sizes.values())
        left = spent * max(total - self._read, 0) / self._read if self._read else 0.0
        told = f"{self._pages:,} pages, {self._pages / spent:,.0f} pages/s, {self._failed:,} files failed; about {left:,.0f} s left"
        self._say(f"{self._ended:,} of {self._count:,} files: {told}")


def _size(file: WarcFile) -> int:
    """Return the size of a file in bytes, 1 where it is none, or cannot be seen from here."""
    try:
        return (file.source.stat().st_size or 1) if isinstance(file.source, Path) else 1
    except OSError:
        return 1
