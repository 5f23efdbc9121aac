"""Dask distributed: a task is some pages or one WARC file, done by workers where it runs.

A window of tasks is with the scheduler at a time, and what all of them share once. Tasks write Parquet parts into a folder that every
Dask worker shares with us (one machine, or a network file system), whole and under the name of what they hold, so a part that is there is
done, whoever made it: a lost Dask worker loses only what it had in flight.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
from asyncio import CancelledError
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from bench.engine.plan import Options, Plan, local_workers
from bench.engine.scale import same_code
from bench.environments import launch
from bench.errors import BoilerbenchError, ConfigError, RunError
from bench.store import run_folder
from bench.workers.schedule import Schedule, Unit, blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from distributed import Client, Future

    from bench.engine.scale.same_code import Code
    from bench.model import Adapter, Extraction, Page

_BATCH = 16 << 20  # unpacked bytes of the pages of one task: seconds of work, so that little is lost with a Dask worker
_RETRIES = 5  # of a task whose Dask worker died; extractors cannot be why, as they live in processes of their own
_AHEAD = 3  # tasks with the scheduler for each thread of a Dask worker: none waits, and however many there are, few are held
_PATIENCE = 10.0  # seconds for a scheduler to answer
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_Shared = TypeVar("_Shared")


@dataclass(frozen=True, slots=True)
class PagesTask:
    """One task: each adapter, by name, over its pages, into the part ``path``."""

    work: tuple[tuple[str, tuple[Page, ...]], ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Shared:
    """What all tasks of a run share: adapters, options, and what code there must be."""

    adapters: tuple[Adapter, ...]
    options: Options
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


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that came to nothing wherever it was tried."""

    why: str


def spread(
    connection: Client, function: Callable[[_Task, _Shared], _Result], tasks: Iterable[_Task], shared: _Shared
) -> Iterator[tuple[_Task, _Result | Failed]]:
    """Yield tasks with their results as they come; one that fails, or is lost, is tried again.

    ``shared`` is sent once: as the result of a task, so that it is there again when the Dask worker that held it is lost. A few tasks for
    each thread are with the scheduler at a time. Raises what a task says of its machine or input, and RunError for a lost scheduler.
    """
    distributed: Any = import_module("distributed")
    common = connection.submit(_same, shared, pure=False)
    waiting, running, finished = iter(tasks), dict[Any, _Task](), distributed.as_completed()

    def submit() -> None:
        """Fill the window."""
        room = max(_AHEAD * _threads(connection), _AHEAD) - len(running)
        for task in islice(waiting, max(room, 0)):
            future = connection.submit(function, task, common, pure=False, retries=_RETRIES)
            running[future] = task
            finished.add(future)

    submit()
    for future in finished:
        task = running.pop(future)
        outcome = _outcome(future)
        future.release()
        submit()
        yield task, outcome


def _same(shared: _Shared) -> _Shared:
    """Return what it is given: a task that the scheduler can do again."""
    return shared


def _threads(connection: Any) -> int:
    """Return how many tasks run at a time on the Dask workers that are there now."""
    return sum(connection.nthreads().values())


def _outcome(future: Future[Any]) -> Any:
    """Return the result of a task, or how it failed; raises RunError where the scheduler is lost."""
    try:
        problem = future.exception()  # type: ignore[no-untyped-call]
        if problem is None and future.status == "finished":
            return future.result()
    except (CancelledError, concurrent.futures.CancelledError, OSError) as lost:
        raise _lost() from lost
    if problem is None:
        raise _lost()
    if isinstance(problem, BoilerbenchError):
        raise problem
    return Failed(f"{type(problem).__name__}: {' '.join(str(problem).split())[:500]}")  # of the task, or of Dask for one whose workers died


def _lost() -> RunError:
    """Return what to say where the scheduler has gone with what was asked of it."""
    return RunError("the scheduler is lost", "one that runs to the end", "start it, and run the same command: what is done is kept")


def work(plan: Plan, pending: Mapping[str, Sequence[Page]], parts: Path, unprotected: dict[str, str]) -> Iterator[Extraction]:
    """Yield the extractions of all pending pages as parts are finished.

    What workers there went without is noted in ``unprotected``.
    Raises RunError at the end where some tasks failed wherever they were tried.
    """
    parts.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    with client(plan.options.cluster) as connection:
        for task, outcome in spread(connection, extract, tasks(plan, pending, parts.resolve()), common(plan, pending)):
            if isinstance(outcome, Failed):
                failed.append(outcome.why)
                continue
            unprotected |= outcome
            yield from read(task.path)
    if failed:
        what = f"{len(failed):,} tasks failed on the cluster; the first: {failed[0]}"
        raise RunError(what, "Dask workers that live", "run the same command: what is done is kept")


def common(plan: Plan, pending: Mapping[str, Sequence[Page]]) -> Shared:
    """Return what all tasks of a run share."""
    adapters = [adapter for adapter in plan.adapters if pending.get(adapter.name)]
    options = replace(plan.options, workers=1, cluster="")
    return Shared(tuple(adapters), options, same_code.here(adapters, options.folder, options.apart))


def tasks(plan: Plan, pending: Mapping[str, Sequence[Page]], parts: Path) -> Iterator[PagesTask]:
    """Yield the tasks of a run: all adapters over a block of pages. A part is named after what it holds."""
    owed = {name: {(page.corpus, page.id) for page in pages} for name, pages in pending.items()}
    for block in blocks(plan.pages(), _BATCH):
        shares = [(adapter, tuple(page for page in block if (page.corpus, page.id) in owed[adapter.name])) for adapter in plan.adapters]
        if shares := [(adapter, pages) for adapter, pages in shares if pages]:
            content = [[plan.keys[adapter.name], [(page.corpus, page.id, page.sha256) for page in pages]] for adapter, pages in shares]
            name = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:24]
            yield PagesTask(tuple((adapter.name, pages) for adapter, pages in shares), parts / f"{name}.parquet")


def extract(task: PagesTask, shared: Shared) -> dict[str, str]:
    """Make a task's part, if need be; return what its workers were not kept from, and why.

    Raises RunError where other code runs than planned.
    """
    if task.path.exists():
        return {}
    options, adapters = shared.options, {adapter.name: adapter for adapter in shared.adapters}
    same_code.demand(shared.code, [adapters[name] for name, _ in task.work], options.folder, options.apart)
    pool = launch.pool(options.limits, options.slots, options.folder, sealed=options.apart)
    with closing(pool.extract(Schedule(Unit(adapters[name], pages) for name, pages in task.work))) as extractions:
        run_folder.write_extractions(task.path, extractions)
    return dict(pool.unprotected)


def read(path: Path) -> Iterator[Extraction]:
    """Yield the extractions of a part."""
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches():
        yield from map(run_folder.extraction_of, batch.to_pylist())
