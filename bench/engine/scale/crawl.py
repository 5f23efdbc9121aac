"""Extraction without gold, at scale: WARC files streamed through any adapters, a Parquet part a file, and what it came to."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter, deque
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.engine.scale import agreement, likeness
from bench.environments import launch
from bench.errors import CorpusError
from bench.files import whole
from bench.model import SCHEMA, Status
from bench.store import run_folder
from bench.workers.outcome import gave_up
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import IO, Any

    Heard = Callable[["File", "Tally", int], None]  # a file under way, its tally so far, its bytes read so far

    from bench.engine.plan import Plan
    from bench.engine.scale.likeness import Likeness
    from bench.model import Adapter, Extraction, Page

_BATCH = 128  # pages read ahead and written together: megabytes of memory, whatever the size of the file
_TALLY = b"boilerbench.tally"


@dataclass(frozen=True, slots=True)
class File:
    """One WARC file to be done: where it lies, where its part goes, what to do with its pages (at most ``pages`` of them; 0 = all).

    ``planned`` is what rows must be where it is done, if that is not here.
    """

    source: Path
    part: Path
    made: Plan
    pages: int = 0
    planned: Likeness = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of files: pages and their bytes, seconds taken, per adapter counts by status and nanoseconds, agreement sums."""

    files: int = 0
    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    statuses: Mapping[str, Mapping[str, int]] | None = None
    spent: Mapping[str, int] | None = None
    agreement: Mapping[str, tuple[float, int]] | None = None

    def plus(self, other: Tally) -> Tally:
        """Return both together."""
        names = {**(self.statuses or {}), **(other.statuses or {})}
        statuses = {n: dict(Counter((self.statuses or {}).get(n, {})) + Counter((other.statuses or {}).get(n, {}))) for n in names}
        spent = {n: (self.spent or {}).get(n, 0) + (other.spent or {}).get(n, 0) for n in names}
        sums = agreement.added(self.agreement or {}, other.agreement or {})
        return Tally(
            self.files + other.files, self.pages + other.pages, self.size + other.size, self.seconds + other.seconds, statuses, spent, sums
        )


def files(made: Plan, sources: Sequence[Path], out: Path, pages: int = 0) -> list[File]:
    """Return what is to be done; parts are named after file, rows and limits. Raises CorpusError where there is no file."""
    if not sources:
        raise CorpusError("no WARC file matches", "files like CC-MAIN-*.warc.gz", "boilerbench extract --warc 'crawl/*.warc.gz'")
    twice = [name for name, count in Counter(source.name for source in sources).items() if count > 1]
    if twice:
        raise CorpusError(f"two files are called {twice[0]}", "files of different names: parts are named after them")
    keys = json.dumps([sorted(made.keys.values()), pages])
    digest = hashlib.sha256(keys.encode()).hexdigest()[:12]
    return [File(source.resolve(), (out / f"{source.name}.{digest}.parquet").resolve(), made, pages) for source in sources]


def extract(work: Sequence[File], heard: Heard | None = None) -> Iterator[tuple[File, Tally | CorpusError]]:
    """Do all files, here or on the cluster of the plan's options; yield each with its tally, or with why it cannot be read, as it ends.

    ``heard`` is told how a file goes that is done here.
    """
    address = work[0].made.options.cluster
    if not address:
        yield from ((file, _attempt(file, heard)) for file in work)
        return
    from bench.engine.scale import cluster

    alone = replace(work[0].made, options=replace(work[0].made.options, workers=1, cluster=""))
    planned = likeness.of(_usable(alone), alone.options.folder)
    with cluster.client(address) as connection:
        yield from cluster.spread(connection, _extract_there, [replace(file, made=alone, planned=planned) for file in work])


def _extract_there(file: File) -> tuple[File, Tally | CorpusError]:
    """Do one file where a Dask worker runs; raises RunError where rows are not there what was planned."""
    likeness.demand(file.planned, _usable(file.made), file.made.options.folder)
    return file, _attempt(file)


def _usable(made: Plan) -> list[Adapter]:
    """Return the rows that can be tried."""
    return [row for row in made.adapters if row.name not in made.missing]


def _attempt(file: File, heard: Heard | None = None) -> Tally | CorpusError:
    """Do one file; a damaged one must not keep the others from being done."""
    try:
        return extract_file(file, heard)
    except CorpusError as problem:
        return problem


def extract_file(file: File, heard: Heard | None = None) -> Tally:
    """Stream one file into its part, unless that is there already; return its tally, which the part also carries.

    Raises CorpusError where the file cannot be read to its end; there is no part then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if file.part.exists():
        return _kept(file.part)
    began, tally = time.monotonic(), Tally(files=1)
    schema = run_folder.extraction_schema().append(pa.field("url", pa.string()))
    with (
        _opened(file.source) as stream,
        whole(file.part) as temporary,
        pq.ParquetWriter(temporary, schema, compression="zstd") as writer,
    ):
        for pages, rows in _batches(file, stream):
            urls = {page.id: page.url for page in pages}
            found = [{**run_folder.extraction_row(row), "url": urls[row.page_id]} for row in rows]
            writer.write_table(pa.Table.from_pylist(found, schema=schema))
            tally = tally.plus(_tally(pages, rows))
            if heard:
                heard(file, tally, stream.tell())
        tally = replace(tally, seconds=time.monotonic() - began)
        writer.add_key_value_metadata({"schema": str(SCHEMA), _TALLY.decode(): json.dumps(_plain(tally))})
    return tally


def _opened(path: Path) -> IO[bytes]:
    """Open a file; raises CorpusError where that is refused."""
    try:
        return path.open("rb")
    except OSError as problem:
        raise CorpusError(f"{path.name} cannot be opened: {problem.strerror}", "a WARC or WET file") from problem


def _plain(tally: Tally) -> dict[str, Any]:
    """Return a tally as JSON holds it."""
    return {name: getattr(tally, name) for name in Tally.__slots__}


def _kept(part: Path) -> Tally:
    """Return the tally that a part carries."""
    import pyarrow.parquet as pq

    value = json.loads((pq.read_metadata(part).metadata or {})[_TALLY])
    return Tally(**{**value, "agreement": {key: (total, count) for key, (total, count) in (value["agreement"] or {}).items()}})


def _read(file: File, stream: IO[bytes]) -> Iterator[Page]:
    """Yield the pages of a file, numbered in file order."""
    from bench.corpus.readers.warc import records

    for number, page in enumerate(islice(records(stream, file.source.name), file.pages or None)):
        yield replace(page, id=f"{number:07d}")


@dataclass(slots=True)
class Batch:
    """Pages read together. ``owed`` counts the rows still to come, which gather in ``rows`` by adapter and page."""

    pages: list[Page]
    owed: int
    rows: dict[tuple[str, str], Extraction]


def _batches(file: File, stream: IO[bytes]) -> Iterator[tuple[list[Page], list[Extraction]]]:
    """Yield pages and all their rows, batch by batch in file order, rows by adapter and page."""
    made = file.made
    waiting: deque[Batch] = deque()
    usable = _usable(made)
    pool = launch.pool(made.options.limits, made.options.slots, made.options.folder)
    with closing(pool.extract(Schedule(_units(_read(file, stream), usable, waiting)))) as rows:
        for row in rows:
            batch = next(batch for batch in waiting if batch.pages[-1].id >= row.page_id)
            batch.rows[row.adapter, row.page_id] = row
            batch.owed -= 1
            while waiting and not waiting[0].owed:
                yield _complete(made, waiting.popleft())
    for batch in waiting:
        yield _complete(made, batch)


def _units(pages: Iterator[Page], rows: Sequence[Adapter], waiting: deque[Batch]) -> Iterator[Unit]:
    """Yield the work of a stream, noting each batch of pages in ``waiting`` as it is read."""
    while pages_read := list(islice(pages, _BATCH)):
        work = [Unit(row, found) for row in rows if (found := tuple(page for page in pages_read if is_accepted(page, row)))]
        waiting.append(Batch(pages_read, sum(len(unit.pages) for unit in work), {}))
        yield from work


def _complete(made: Plan, batch: Batch) -> tuple[list[Page], list[Extraction]]:
    """Return a batch's pages and rows, those included that were never tried."""
    rows = [batch.rows.get((row.name, page.id)) or _untried(made, row, page) for row in made.adapters for page in batch.pages]
    return batch.pages, rows


def _untried(made: Plan, row: Adapter, page: Page) -> Extraction:
    """Return the row of a pair that was never tried."""
    return gave_up(page, row, Status.SKIPPED, made.missing.get(row.name) or f"does not take {page.kind} pages")


def _tally(pages: Sequence[Page], rows: Sequence[Extraction]) -> Tally:
    """Return what came of one batch."""
    statuses: dict[str, Counter[str]] = {}
    spent: Counter[str] = Counter()
    texts: dict[str, dict[str, str]] = {}
    for row in rows:
        statuses.setdefault(row.adapter, Counter())[row.status.value] += 1
        spent[row.adapter] += row.wall_ns
        if row.status is not Status.SKIPPED:
            texts.setdefault(row.page_id, {})[row.adapter] = row.text
    sums: agreement.Sums = {}
    for page in texts.values():
        sums = agreement.added(sums, agreement.of_page(page))
    size = sum(len(page.content) for page in pages)
    return Tally(0, len(pages), size, 0.0, {name: dict(counts) for name, counts in statuses.items()}, dict(spent), sums)
