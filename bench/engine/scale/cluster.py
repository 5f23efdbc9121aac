"""Scale out on Dask distributed: a task is a batch of pages or one WARC file, driven through the same wire by workers where it runs.

Tasks write Parquet parts into a folder that every Dask worker shares with us (one machine, or a network file system), whole and under the
name of what they hold, so a part that is there is done, whoever made it: a lost Dask worker loses only what it had in flight.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from bench.engine.plan import local_workers
from bench.engine.scale import likeness
from bench.environments import launch
from bench.errors import ConfigError
from bench.model import Extraction, Status
from bench.store import run_folder
from bench.workers.schedule import Schedule, Unit, blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from distributed import Client

    from bench.engine.plan import Options, Plan
    from bench.engine.scale.likeness import Likeness
    from bench.model import Adapter, Page

_BATCH = 4 << 20  # stored bytes of the pages of one task: seconds of work, so that little is lost with a Dask worker
_RETRIES = 5  # of a task whose Dask worker died; extractors cannot be why, as they live in processes of their own
_PATIENCE = 10.0  # seconds for a scheduler to answer
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one task does: each row over its pages, into the part ``path``, where rows are what was ``planned``."""

    rows: tuple[tuple[Adapter, tuple[Page, ...]], ...]
    options: Options
    path: Path
    planned: Likeness


@contextmanager
def client(address: str) -> Iterator[Client]:
    """Give a connection to a scheduler (``tcp://HOST:PORT``), or to ``local:N`` Dask workers of our own.

    Raises ConfigError where ``distributed`` is missing or nobody answers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as problem:
        what = "--cluster needs distributed, which is not installed"
        raise ConfigError(what, "the extra cluster", "pip install 'boilerbench[cluster]'") from problem
    if local := local_workers(address):
        with (
            distributed.LocalCluster(n_workers=local, threads_per_worker=1, dashboard_address=None) as own,
            distributed.Client(own) as found,
        ):
            yield found
        return
    try:
        found = distributed.Client(address, timeout=_PATIENCE)
    except OSError as problem:
        raise ConfigError(f"no scheduler answers at {address}: {problem}", "the address that `dask scheduler` prints") from problem
    with found:
        yield found


def spread(connection: Client, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield the results of all tasks as they come; a task whose Dask worker is lost is given to another."""
    distributed: Any = import_module("distributed")
    futures = [connection.submit(function, task, pure=False, retries=_RETRIES) for task in tasks]
    for future in distributed.as_completed(futures):
        yield future.result()
        future.release()


def work(made: Plan, pending: Mapping[str, Sequence[Page]], parts: Path) -> Iterator[Extraction]:
    """Yield the rows of all pending pages as parts are finished."""
    parts.mkdir(parents=True, exist_ok=True)
    with client(made.options.cluster) as connection:
        for path in spread(connection, extract, batches(made, pending, parts.resolve())):
            yield from read(path)


def batches(made: Plan, pending: Mapping[str, Sequence[Page]], parts: Path) -> Iterator[Batch]:
    """Yield the tasks of a run: all rows over a block of pages. A part is named after what it holds."""
    owed = {name: {(page.corpus, page.id) for page in pages} for name, pages in pending.items()}
    options = replace(made.options, workers=1, cluster="")
    planned = likeness.of([row for row in made.adapters if owed.get(row.name)], made.options.folder)
    for block in blocks(made.pages(), _BATCH):
        rows = tuple((row, tuple(page for page in block if (page.corpus, page.id) in owed[row.name])) for row in made.adapters)
        rows = tuple((row, pages) for row, pages in rows if pages)
        if rows:
            content = [[made.keys[row.name], [(page.corpus, page.id, page.sha256) for page in pages]] for row, pages in rows]
            name = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:24]
            yield Batch(rows, options, parts / f"{name}.parquet", {row.name: planned[row.name] for row, _ in rows})


def extract(batch: Batch) -> Path:
    """Do one task where it runs, unless its part is there already; return the part's path.

    Raises RunError where what runs here is not what was planned.
    """
    if not batch.path.exists():
        likeness.demand(batch.planned, [row for row, _ in batch.rows], batch.options.folder)
        pool = launch.pool(batch.options.limits, batch.options.slots, batch.options.folder)
        with closing(pool.extract(Schedule(Unit(row, pages) for row, pages in batch.rows))) as found:
            run_folder.write_rows(batch.path, found)
    return batch.path


def read(path: Path) -> Iterator[Extraction]:
    """Yield the rows of a part."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            yield Extraction(**{**row, "status": Status(row["status"])})
