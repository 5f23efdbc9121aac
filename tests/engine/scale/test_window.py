"""A window of tasks: few are with the scheduler, what is shared is sent once, failures are tried again and then told."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from bench.engine.scale import cluster, crawl
from bench.engine.scale.totals import Totals
from bench.errors import CorpusError, RunError
from tests.engine.scale.test_crawl import ADAPTERS, made, warc

distributed = pytest.importorskip("distributed")
fsspec = pytest.importorskip("fsspec")
pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed and what it imports: not ours to mend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIED: list[tuple[int, str]] = []


def act(task: int, shared: str) -> str:
    TRIED.append((task, shared))
    tries = TRIED.count((task, shared))
    if task == 7 or (task == 8 and tries < 3):
        raise ValueError(f"no {task}")
    if task == 99:
        raise RunError("other packages")
    return f"{shared} {task}"


@pytest.fixture(scope="module")
def threads() -> Iterator[object]:
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as own,
        distributed.Client(own) as connection,
    ):
        yield connection


def test_few_tasks_are_ahead_and_one_that_fails_is_tried_again_and_then_told(threads: object) -> None:
    TRIED.clear()
    taken, done = list[int](), dict[int, object]()

    def tasks() -> Iterator[int]:
        for task in range(40):
            taken.append(task)
            assert len(taken) - len(done) <= cluster._AHEAD * 2 + 1
            yield task

    for task, outcome in cluster.spread(threads, act, tasks(), "all"):  # type: ignore[arg-type]
        done[task] = outcome
    assert done == {task: f"all {task}" for task in range(40)} | {7: cluster.Failed("ValueError: no 7")}
    assert TRIED.count((7, "all")) == cluster._RETRIES + 1
    assert TRIED.count((8, "all")) == 3


def test_what_a_task_says_of_its_machine_ends_all(threads: object) -> None:
    with pytest.raises(RunError, match="other packages"):
        list(cluster.spread(threads, act, [1, 99], "x"))  # type: ignore[arg-type]


def test_a_crawl_goes_on_though_a_dask_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [warc(tmp_path / f"{number:02d}.warc", 3) for number in range(12)]
    (tmp_path / "03.warc").write_bytes(b"no records")
    spread, victims = cluster.spread, list[int]()

    def watched(connection: object, *rest: object) -> Iterator[object]:
        for number, told in enumerate(spread(connection, *rest)):  # type: ignore[arg-type]
            if number == 2:
                victims.append(min(connection.run(os.getpid).values()))  # type: ignore[attr-defined]
                os.kill(victims[0], signal.SIGKILL)
            yield told

    monkeypatch.setattr(cluster, "spread", watched)
    work = crawl.files(made(ADAPTERS[:1], cluster="local:2"), sources, tmp_path / "out")
    told = {file.source.name: outcome for file, outcome in crawl.extract(work)}
    assert len(victims) == 1
    assert sorted(told) == [source.name for source in sources]
    broken = {name for name, outcome in told.items() if isinstance(outcome, CorpusError)}
    assert broken == {"03.warc"}
    assert {outcome.pages for outcome in told.values() if isinstance(outcome, Totals)} == {3}
    assert len(list((tmp_path / "out").glob("settings=*/*.parquet"))) == 11


def test_a_file_named_by_its_url_gives_what_it_gives_here(tmp_path: Path) -> None:
    from bench.corpus.source.remote import RemoteFile

    here = warc(tmp_path / "u.warc", 3)
    fsspec.filesystem("memory").pipe("/crawl/u.warc", here.read_bytes())
    outcomes = [
        next(outcome for _, outcome in crawl.extract(crawl.files(made(ADAPTERS[:1]), [source], tmp_path / out)))
        for source, out in ((here, "a"), (RemoteFile("memory://crawl/u.warc"), "b"))
    ]
    assert [outcome.pages for outcome in outcomes if isinstance(outcome, Totals)] == [3, 3]
