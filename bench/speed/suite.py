"""The speed suite: what pytest collects when ``boilerbench speed`` starts it.

There is one benchmark for each (adapter, size bucket).

The samples are taken once, interleaved over all adapters, by the fixture ``recording`` (the clocks run inside the measured processes,
around the call alone). Each benchmark then plays its own back through ``pedantic``: pytest-benchmark's timer is set to a clock that
advances by what was measured, so its statistics, tables, JSON and ``pytest-benchmark compare`` are of those times. A round is a pass
over the bucket's pages. The raw samples lie in ``extra_info``.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.model import SCHEMA
from bench.speed import session
from bench.speed.recording import Recording, Series, record
from bench.speed.sample import buckets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from bench.speed.session import Session

ORDER = "BOILERBENCH_SPEED"  # the environment variable that names the order's file


class Playback:
    """A clock in seconds that stands still but for what it is told.

    pytest-benchmark finds and prints timers by name.
    """

    __name__ = "clock"

    def __init__(self) -> None:
        """Start at zero."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


clock = Playback()


@lru_cache(maxsize=1)
def _ordered() -> Session:
    """Read the session that this process carries out."""
    return session.read(Path(os.environ[ORDER]))


def _say(text: str) -> None:
    """Write a line of progress past pytest's capture."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(text + "\n")


def pytest_generate_tests(metafunc: Any) -> None:
    """Make one benchmark for each adapter and bucket."""
    places = [(adapter.name, bucket) for adapter in _ordered().adapters for bucket in buckets()]
    metafunc.parametrize(("adapter", "bucket"), places, ids=[f"{adapter}-{bucket}" for adapter, bucket in places])


@pytest.fixture(scope="session")
def recording(request: pytest.FixtureRequest) -> Recording:
    """Take all samples, and have the session's facts written into pytest-benchmark's JSON."""
    wanted = _ordered()
    samples = record(wanted.corpora, wanted.adapters, wanted.options, _say)
    request.config.pluginmanager.register(_Facts(wanted, samples))
    return samples


class _Facts:
    """A plugin that adds what the benchmarks share to the JSON, under ``boilerbench``."""

    def __init__(self, wanted: Session, samples: Recording) -> None:
        """Keep what is to be added."""
        self._facts = {
            "schema": SCHEMA, "corpora": {corpus.name: corpus.digest for corpus in wanted.corpora}, "options": asdict(wanted.options),
            "starts": [asdict(start) for start in samples.starts], "calibration_ns": list(samples.calibration),
            "missing": dict(samples.missing),
            "failed": [asdict(series) for series in samples.series if not series.cpu_ns],
        }  # fmt: skip

    def pytest_benchmark_update_json(self, output_json: dict[str, Any]) -> None:
        """Add the facts."""
        output_json["boilerbench"] = json.loads(json.dumps(self._facts, default=str))


def test_speed(adapter: str, bucket: str, recording: Recording, benchmark: Any) -> None:
    """Play back one adapter's samples of one bucket."""
    chosen = [series for series in recording.series if (series.adapter, series.bucket) == (adapter, bucket) and series.cpu_ns]
    if not chosen:
        pytest.skip("no page of this size ended well")
    kind = "cpu" if all(min(series.cpu_ns) > 0 for series in chosen) else "wall"
    passes = _passes(chosen, kind)
    benchmark.group = bucket
    benchmark.extra_info.update(adapter=adapter, bucket=bucket, clock=kind, series=[asdict(series) for series in chosen])
    benchmark.pedantic(clock.advance, setup=lambda: ((next(passes),), {}), rounds=min(len(series.cpu_ns) for series in chosen))


def _passes(chosen: list[Series], kind: str) -> Iterator[float]:
    """Yield the seconds of each pass over the pages."""
    times = [series.cpu_ns if kind == "cpu" else series.wall_ns for series in chosen]
    yield from (sum(costs) / 1e9 for costs in zip(*times, strict=False))
