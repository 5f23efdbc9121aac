"""Dask distributed: a task is some pages or one WARC file, done by workers where it runs.

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

from bench.engine.plan import Options, Plan, local_workers
from bench.engine.scale import same_code
from bench.environments import launch
from bench.errors import ConfigError
from bench.store import run_folder
from bench.workers.schedule import Schedule, Unit, blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from distributed import Client

    from bench.engine.scale.same_code import Code
    from bench.model import Adapter, Extraction, Page

_BATCH = 16 << 20  # unpacked bytes of the pages of one task: seconds of work, so that little is lost with a Dask worker
_RETRIES = 5  # of a task whose Dask worker died; extractors cannot be why, as they live in processes of their own
_PATIENCE = 10.0  # seconds for a scheduler to answer
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class PagesTask:
    """One task: each adapter over its pages, into the part ``path``, by the code that ``code`` says."""

    work: tuple[tuple[Adapter, tuple[Page, ...]], ...]
    options: Options
    path: Path
    code: Code


@contextmanager
def client(address: str) -> Iterator[Client]:
    """Give a connection to ``tcp://HOST:PORT`` or ``local:N``; raises ConfigError where there is none."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as problem:
        what = "--cluster needs distributed, which is not installed"
        raise ConfigError(what, "the extra cluster", "pip install 'boilerbench[cluster]'") from problem
    if local := local_workers(address):
        own = distributed.LocalCluster(n_workers=local, threads_per_worker=1, dashboard_address=None)
        with own, distributed.Client(own) as connection:
            yield connection
        return
    try:
        connection = distributed.Client(address, timeout=_PATIENCE)
    except OSError as problem:
        raise ConfigError(f"no scheduler answers at {address}: {problem}", "the address that `dask scheduler` prints") from problem
    with connection:
        yield connection


def spread(connection: Client, function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> Iterator[_Result]:
    """Yield the results of all tasks as they come; a task whose Dask worker is lost is given to another."""
    distributed: Any = import_module("distributed")
    futures = [connection.submit(function, task, pure=False, retries=_RETRIES) for task in tasks]
    for future in distributed.as_completed(futures):
        yield future.result()
        future.release()


def work(plan: Plan, pending: Mapping[str, Sequence[Page]], parts: Path) -> Iterator[Extraction]:
    """Yield the extractions of all pending pages as parts are finished."""
    parts.mkdir(parents=True, exist_ok=True)
    with client(plan.options.cluster) as connection:
        for path in spread(connection, extract, tasks(plan, pending, parts.resolve())):
            yield from read(path)


def tasks(plan: Plan, pending: Mapping[str, Sequence[Page]], parts: Path) -> Iterator[PagesTask]:
    """Yield the tasks of a run: all adapters over a block of pages. A part is named after what it holds."""
    owed = {name: {(page.corpus, page.id) for page in pages} for name, pages in pending.items()}
    options = replace(plan.options, workers=1, cluster="")
    code = same_code.here([adapter for adapter in plan.adapters if owed.get(adapter.name)], plan.options.folder, plan.options.apart)
    for block in blocks(plan.pages(), _BATCH):
        shares = [(adapter, tuple(page for page in block if (page.corpus, page.id) in owed[adapter.name])) for adapter in plan.adapters]
        if shares := [(adapter, pages) for adapter, pages in shares if pages]:
            content = [[plan.keys[adapter.name], [(page.corpus, page.id, page.sha256) for page in pages]] for adapter, pages in shares]
            name = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:24]
            yield PagesTask(tuple(shares), options, parts / f"{name}.parquet", {adapter.name: code[adapter.name] for adapter, _ in shares})


def extract(task: PagesTask) -> Path:
    """Return a task's part, made if need be; raises RunError where other code runs than planned."""
    if not task.path.exists():
        options = task.options
        same_code.demand(task.code, [adapter for adapter, _ in task.work], options.folder, options.apart)
        pool = launch.pool(options.limits, options.slots, options.folder, sealed=options.apart)
        with closing(pool.extract(Schedule(Unit(adapter, pages) for adapter, pages in task.work))) as extractions:
            run_folder.write_extractions(task.path, extractions)
    return task.path


def read(path: Path) -> Iterator[Extraction]:
    """Yield the extractions of a part."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches():
        yield from map(run_folder.extraction_of, batch.to_pylist())
