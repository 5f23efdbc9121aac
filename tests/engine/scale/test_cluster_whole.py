"""The whole of WCXB on a cluster: the same scores and texts to the bit as workers here, though Dask workers are killed while at work."""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from bench.engine.plan import Options
from bench.engine.run import run
from bench.engine.scale import cluster
from bench.workers.isolation import processes
from tests.corpus import published
from tests.toys.pages import Counter, is_fork_server

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed and what it imports: not ours to mend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from distributed import Client

    from bench.store.run_folder import RunFolder

ADAPTERS = ("nothing", "everything", "paragraphs")
PAGES = 1497
KILLS = (1, PAGES)  # extractions that are in when a Dask worker is killed
SAME = ["adapter", "corpus", "page_id", "status", "text", "error"]


class Killer(Counter):
    """Kills a Dask worker that has extractors at work, each time so many extractions are in; keeps who and what it had started."""

    def __init__(self) -> None:
        super().__init__()
        self.connection: Client | None = None
        self.victims = list[tuple[int, set[int]]]()

    def extracted(self, extraction: object) -> None:
        super().extracted(extraction)
        if self.rows in KILLS:
            victim, nurseries = self._busy()
            os.kill(victim, signal.SIGKILL)
            self.victims.append((victim, nurseries))

    def _busy(self) -> tuple[int, set[int]]:
        """Return a Dask worker with its nurseries, which live only while a task is under way."""
        assert self.connection is not None
        for _ in range(600):
            for pid in self.connection.run(os.getpid, on_error="ignore").values():
                found = {child for child in processes.children(pid) if is_fork_server(child)}
                if found:
                    return pid, found
            time.sleep(0.05)
        pytest.fail("no Dask worker was at work")


def digests(folder: RunFolder) -> dict[str, str]:
    """Return a digest of the score file's bytes, and of what was extracted."""
    texts = hashlib.sha256()
    for one in folder.extractions(SAME).to_pylist():
        texts.update(repr([one[name] for name in SAME]).encode("utf-8", "surrogatepass"))
    (scores,) = folder.path.glob("scores-*.parquet")
    return {scores.name: hashlib.sha256(scores.read_bytes()).hexdigest(), "texts": texts.hexdigest()}


def gone(pids: set[int]) -> bool:
    """Whether processes end soon: the kernel kills them with their parent."""
    for _ in range(100):
        if not any(is_fork_server(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def test_the_whole_of_wcxb_ends_the_same_though_dask_workers_are_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = published.corpus("wcxb-c039d5e.tar.gz")
    assert len(pages.pages) == PAGES
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))  # Dask workers and what they start keep to it too
    monkeypatch.setattr(tempfile, "tempdir", None)
    killer, spread = Killer(), cluster.spread

    def watched(connection: Client, *rest: object) -> Iterator[object]:
        killer.connection = connection
        return spread(connection, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cluster, "spread", watched)
    options = {"workers": 2, "resamples": 100, "folder": tmp_path}
    here = run([pages], ADAPTERS, out=tmp_path / "here", options=Options(**options))  # type: ignore[arg-type]
    there = run([pages], ADAPTERS, out=tmp_path / "there", options=Options(**options, cluster="local:2"), progress=killer)  # type: ignore[arg-type]
    assert len({pid for pid, _ in killer.victims}) == len(KILLS)
    assert killer.rows == len(there.extractions(["status"])) == len(ADAPTERS) * PAGES
    assert digests(there) == digests(here)
    assert gone(set.union(*(nurseries for _, nurseries in killer.victims)))
