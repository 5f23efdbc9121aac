"""Dask workers give the same scores to the bit as workers here, and losing one changes nothing but time."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.engine import plan
from bench.engine.run import run
from bench.engine.scale import cluster
from bench.errors import ConfigError
from bench.model import Status
from tests.toys import pages

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed and what it imports: not ours to mend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.store.run_folder import RunFolder

TEXTS = [f"page {number} of words" for number in range(40)] + ["exit", "raise", "blank"]
OWN = {"slow": pages.user("mild:slow", "slow"), "bad": pages.hostile("bad"), "absent": pages.user("mild:absent", "absent")}


def go(out: Path, where: str = "", progress: object = None) -> RunFolder:
    options = replace(pages.options(), cluster=where)
    return run([pages.corpus(TEXTS)], [*OWN], ("aligned", "shingles"), out=out, options=options, own=OWN, progress=progress)  # type: ignore[arg-type]


def scores(folder: RunFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.path.glob("scores-*.parquet"))}


def nurseries() -> list[int]:
    """Return our nurseries still alive below this process: distributed keeps processes of its own for later."""
    return [pid for pid in pages.processes() if pages.is_fork_server(pid)]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_BATCH", 60)


@pytest.mark.usefixtures("small_batches")
def test_a_cluster_gives_the_same_scores_and_survives_the_loss_of_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killer(pages.Counter):
        """Kills a Dask worker once some extractions are in."""

        victims: list[int] = []  # noqa: RUF012 - written once

        def extracted(self, extraction: object) -> None:
            super().extracted(extraction)
            if self.rows == 12:
                os.kill(self.victims.pop(), signal.SIGKILL)

    spread = cluster.spread

    def watched(connection: object, *rest: object) -> Iterator[object]:
        Killer.victims[:] = list(connection.run(os.getpid).values())  # type: ignore[attr-defined]
        return spread(connection, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cluster, "spread", watched)
    killer = Killer()
    here, there = go(tmp_path / "here"), go(tmp_path / "there", "local:2", killer)
    assert len(killer.victims) == 1
    assert scores(here) == scores(there)
    assert len(there.extractions()) == len(OWN) * len(TEXTS)
    assert [adapter.get("missing") for adapter in there.manifest().adapters] == [
        adapter.get("missing") for adapter in here.manifest().adapters
    ]
    assert not (there.path / "parts").exists()
    assert not nurseries()


@pytest.mark.usefixtures("small_batches")
def test_a_part_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    options = replace(pages.options(), workers=1)
    made = plan.make([pages.corpus(TEXTS[:12])], [OWN["slow"]], options)
    pending = {"slow": made.pages()}
    shared = cluster.common(made, pending)
    first, *others = cluster.tasks(made, pending, tmp_path)
    assert others
    assert len({task.path for task in (first, *others)}) == len(others) + 1
    cluster.extract(first, shared)
    texts = {one.page_id: (one.status, one.text) for one in cluster.read(first.path)}
    assert texts == {page.id: (Status.OK, page.content.decode().upper()) for page in first.work[0][1]}
    before = first.path.stat().st_mtime_ns
    cluster.extract(first, shared)
    assert first.path.stat().st_mtime_ns == before


@pytest.mark.parametrize("address", ["local:0", "local:", "host", "8786", "local:x"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ConfigError, match="no address"), cluster.client(address):
        pass


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(ConfigError, match="no scheduler answers"), cluster.client("tcp://127.0.0.1:1"):
        pass
