"""A worker's clock against the parent's: what cannot be is not believed, what noise can make of an honest one is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bench.workers import clocks

MS = 1_000_000


@pytest.mark.parametrize(
    ("claim", "elapsed", "least", "wall", "doubt"),
    [
        (None, 0.040, 0.040, 40 * MS, ""),  # need not measure
        (38 * MS, 0.040, 0.039, 38 * MS, ""),
        (5 * MS, 0.500, 0.010, 5 * MS, ""),  # the rest was waiting for a processor
        (1000, 0.015, 0.015, 1000, ""),  # noise
        (0, 0.001, 0.001, MS, ""),  # a clock of milliseconds
        (41 * MS, 0.040, 0.040, 41 * MS, ""),  # likewise
        (0, 0.041, 0.040, 40 * MS, "claims 0.00 ms where at least 40.00 ms passed"),
        (1000, 0.041, 0.040, 40 * MS, "claims 0.00 ms where at least 40.00 ms passed"),
        (40_000, 0.041, 0.040, 40 * MS, "claims 0.04 ms where at least 40.00 ms passed"),  # microseconds for nanoseconds
        (500 * MS, 1.000, 1.000, 1000 * MS, "claims 500.00 ms where at least 1,000.00 ms passed"),
        (50 * MS, 0.040, 0.040, 40 * MS, "claims 50.00 ms where 40.00 ms passed"),
        (10**15, 0.040, 0.040, 40 * MS, "claims 1,000,000,000.00 ms where 40.00 ms passed"),
        (-1, 0.040, 0.0, 40 * MS, "claims wall_ns '-1'"),
        (float("nan"), 0.040, 0.0, 40 * MS, "claims wall_ns 'nan'"),
        (float("inf"), 0.040, 0.0, 40 * MS, "claims wall_ns 'inf'"),
        (1.5, 0.040, 0.0, 40 * MS, "claims wall_ns '1.5'"),
        (True, 0.040, 0.0, 40 * MS, "claims wall_ns 'True'"),
        ("7", 0.040, 0.0, 40 * MS, "claims wall_ns '7'"),
    ],
)
def test_a_claim_is_held_against_what_passed(claim: object, elapsed: float, least: float, wall: int, doubt: str) -> None:
    header = {} if claim is None else {"wall_ns": claim}
    assert clocks.judged(header, elapsed, least) == (wall, doubt)


def test_what_a_worker_did_beside_the_extraction_is_allowed_for() -> None:
    assert clocks.judged({"wall_ns": MS, "beside_ns": 38 * MS}, 0.041, 0.040) == (MS, "")
    assert clocks.judged({"wall_ns": MS, "beside_ns": -38 * MS}, 0.041, 0.040)[1]


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="there is no /proc/self/schedstat")
def test_waiting_for_a_processor_is_counted() -> None:
    before = clocks.waited(os.getpid())
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        os.sched_yield()
    assert clocks.waited(os.getpid(), family=True) >= clocks.waited(os.getpid()) >= before >= 0


def test_a_process_that_has_gone_waited_for_nothing() -> None:
    assert clocks.waited(0) == clocks.waited(1 << 30) == 0


def test_silence_lasts_until_something_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read late, because the parent was busy, may have come as early as the wait before."""
    now = iter([10.0, 10.0, 10.5, 12.0, 12.00001])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    monkeypatch.setattr(clocks, "waited", lambda _: 0.0)
    silence = clocks.Silence()
    silence.begin()
    silence.end()
    assert silence.until == 10.5
    silence.begin()  # after 1.5 s of other work
    silence.end()
    assert silence.until == 10.5
