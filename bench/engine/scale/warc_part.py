"""One WARC file, or a folder of pages, through adapters into one Parquet part, which carries its totals."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.engine.scale import totals
from bench.engine.scale.totals import Totals
from bench.environments import launch
from bench.errors import CorpusError
from bench.files import whole
from bench.model import SCHEMA, Extraction, Status
from bench.store import arrow, run_folder, tables
from bench.workers.outcome import gave_up
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import IO

    import pyarrow.parquet as pq

    from bench.corpus.source.remote import RemoteFile
    from bench.corpus.warc.records import Lost
    from bench.engine.plan import Plan
    from bench.model import Adapter, Corpus, Page
    from bench.workers.pool import Pool

    Heard = Callable[["WarcFile", Totals, int], None]  # a file under way, its totals so far, its bytes read so far

_BATCH, _FEW = 128, 8  # pages read ahead by several adapters, and by one
_BYTES = 16 << 20  # unpacked bytes of pages read ahead or written together: megabytes of memory, whatever the size of the file
_TOTALS = b"boilerbench.tally"


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One file to be done, or one corpus of saved pages, which ``source`` then names."""

    source: Path | RemoteFile
    part: Path  # where what comes out of it goes
    plan: Plan
    pages: int = 0  # how many at most; 0 = all
    corpus: Corpus | None = None


def usable(plan: Plan) -> list[Adapter]:
    """Return the adapters that can be tried."""
    return [adapter for adapter in plan.adapters if adapter.name not in plan.missing]


def extract(file: WarcFile, heard: Heard | None = None) -> Totals:
    """Return a file's totals, made with its part if need be; raises CorpusError, with no part, if damaged."""
    if file.part.exists():
        return _known(file.part)
    began, so_far = time.monotonic(), Totals(files=1)
    lost: Counter[Lost] = Counter()
    options = file.plan.options
    pool = launch.pool(options.limits, options.slots, options.folder, sealed=options.apart, stream=True)
    with _opened(file) as stream, whole(file.part) as path, closing(_groups(_batches(file, pool, _read(file, stream, lost)))) as groups:
        first = list(islice(groups, 1))  # before there is a table: as workers start, what writes it is imported
        with _writer(path) as writer:
            for pages, extractions in chain(first, groups):
                _write(writer, pages, extractions)
                so_far = so_far.plus(totals.of_batch(pages, extractions))
                if heard:
                    heard(file, so_far, stream.tell())
            left_out = Counter(so_far.left_out) + Counter(file.corpus.left_out if file.corpus else {})
            so_far = totals.with_lost(replace(so_far, left_out=dict(left_out), unprotected=dict(pool.unprotected)), lost)
            so_far = replace(so_far, seconds=time.monotonic() - began)
            writer.add_key_value_metadata({"schema": str(SCHEMA), _TOTALS.decode(): json.dumps(asdict(so_far))})
    return so_far


def _known(part: Path) -> Totals:
    """Return the totals that a part carries."""
    import pyarrow.parquet as pq

    return totals.from_data(json.loads((pq.read_metadata(part).metadata or {})[_TOTALS]))


def _writer(path: Path) -> pq.ParquetWriter:
    """Return what writes a part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = run_folder.schema_of(Extraction).append(pa.field("url", pa.string()))
    return pq.ParquetWriter(path, schema, **tables.options(schema))


def _write(writer: pq.ParquetWriter, pages: Sequence[Page], extractions: Sequence[Extraction]) -> None:
    """Write the extractions of some pages, with the addresses of these."""
    urls = {page.id: page.url for page in pages}
    lines = [{**run_folder.extraction_data(one), "url": urls[one.page_id]} for one in extractions]
    writer.write_table(arrow.table(lines, writer.schema))


def _opened(file: WarcFile) -> IO[bytes]:
    """Open a file, or nothing for a corpus that is read already; raises CorpusError where that is refused."""
    if file.corpus:
        return BytesIO()
    try:
        return file.source.open("rb")
    except OSError as problem:
        raise CorpusError(f"{file.source.name} cannot be opened: {problem.strerror}", "a WARC or WET file") from problem


def _read(file: WarcFile, stream: IO[bytes], lost: Counter[Lost]) -> Iterator[Page]:
    """Yield the pages of a file, numbered in its order, or of a corpus by their ids; count what is none."""
    if file.corpus:
        yield from islice(file.corpus.pages, file.pages or None)
        return
    from bench.corpus.readers.warc import judged
    from bench.corpus.warc.records import Lost

    number = 0
    for page in judged(stream, file.source.name):
        if isinstance(page, Lost):
            lost[page] += 1
            continue
        yield replace(page, id=f"{number:07d}")
        number += 1
        if number == file.pages:
            return


@dataclass(slots=True)
class PageBatch:
    """Pages read together."""

    pages: list[Page]
    ids: frozenset[str]  # theirs, which stand in any order in a corpus
    owed: int  # extractions still to come
    done: dict[tuple[str, str], Extraction]  # by adapter and page


def _groups(batches: Iterable[tuple[list[Page], list[Extraction]]]) -> Generator[tuple[list[Page], list[Extraction]]]:
    """Yield batches together that are small, so that a row group is worth writing."""
    pages: list[Page] = []
    extractions: list[Extraction] = []
    for more, ended in batches:
        pages += more
        extractions += ended
        if len(pages) >= _BATCH:
            yield pages, extractions
            pages, extractions = [], []
    if pages:
        yield pages, extractions


def _batches(file: WarcFile, pool: Pool, pages: Iterator[Page]) -> Iterator[tuple[list[Page], list[Extraction]]]:
    """Yield pages without bytes, in file order, and their extractions by adapter and page, in batches."""
    plan = file.plan
    waiting: deque[PageBatch] = deque()
    with closing(pool.extract(Schedule(_units(pages, usable(plan), waiting)), tables.load)) as extractions:
        for extraction in extractions:
            batch = next(batch for batch in waiting if extraction.page_id in batch.ids)
            batch.done[extraction.adapter, extraction.page_id] = extraction
            batch.owed -= 1
            if not batch.owed:
                batch.pages = [_light(page) for page in batch.pages]
            while waiting and not waiting[0].owed:
                yield _complete(plan, waiting.popleft())
    for batch in waiting:
        yield _complete(plan, batch)


def _light(page: Page) -> Page:
    """Return a page without its bytes, which are many while a batch waits for one before it."""
    return replace(page, stored=b"", packed=False, fingerprint=(page.size, ""))


def _units(pages: Iterator[Page], adapters: Sequence[Adapter], waiting: deque[PageBatch]) -> Iterator[Unit]:
    """Yield the work of a stream, noting each batch of pages in ``waiting`` as it is read.

    Workers of one adapter go on from batch to batch, so that few pages are read at a time: nobody waits for them.
    """
    most = _BATCH if len(adapters) > 1 else _FEW
    while read := list(_next(pages, most)):
        work = [Unit(adapter, taken) for adapter in adapters if (taken := tuple(page for page in read if is_accepted(page, adapter)))]
        waiting.append(PageBatch(read, frozenset(page.id for page in read), sum(len(unit.pages) for unit in work), {}))
        yield from work


def _next(pages: Iterator[Page], most: int) -> Iterator[Page]:
    """Yield at most so many pages, fewer where they are large."""
    size = 0
    for page in islice(pages, most):
        yield page
        size += page.size
        if size >= _BYTES:
            return


def _complete(plan: Plan, batch: PageBatch) -> tuple[list[Page], list[Extraction]]:
    """Return a batch's pages and extractions, those included that were never tried."""
    extractions = [
        batch.done.get((adapter.name, page.id)) or gave_up(page, adapter, Status.SKIPPED, plan.why_skipped(adapter, page))
        for adapter in plan.adapters
        for page in batch.pages
    ]
    return batch.pages, extractions
