"""The measured process: imports one adapter, warms it up, answers pages with what each call cost.

Started by path in any Python (see :mod:`bench.speed.subject`). It differs from the engine's worker in what lies around the clock: it
is no fork, so that memory layout and hash seed are its own, and it collects garbage before every page, so that a page always starts
from the same collector state and pays for its own garbage only.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import time
from typing import TYPE_CHECKING

from bench import registry
from bench.workers import guard, wire, worker

if TYPE_CHECKING:
    from typing import BinaryIO

CALIBRATION = 60_000  # additions: about 2 ms of a 3 GHz core under CPython 3.11


def calibrate() -> int:
    """Return the CPU time in ns of a fixed loop: its spread over a session is the machine's noise."""
    start, total = time.process_time_ns(), 0
    for number in range(CALIBRATION):
        total += number
    return time.process_time_ns() - start


def serve(call: worker.Call, pages: BinaryIO, results: BinaryIO, cap: int) -> None:
    """Answer every page until the wire closes: status, times in ns and peak memory in bytes.

    The text itself goes along where ``text`` is asked for. A frame of type ``calibrate`` is answered with the time of :func:`calibrate`.
    """
    memory = guard.Memory()
    gc.collect()
    gc.freeze()
    while (frame := wire.read(pages)) is not None:
        header, page = frame
        gc.collect()
        if header["type"] == "calibrate":
            result, body = {"status": "ok", "cpu_ns": calibrate()}, b""
        else:
            memory.forget_peak()
            os.getppid()  # a mark in the instruction stream: see bench.speed.valgrind.instructions
            result, body = worker.measure(call, page, cap)
            os.getppid()
            result["peak_rss"] = memory.peak()
        results.write(wire.encode({"type": "result", "id": header["id"], **result}, body if header.get("text") else b""))
        results.flush()


def main() -> None:
    """Serve on standard input and output; the opening line is the order that ``subject`` sends."""
    guard.die_with_parent()
    with worker.standard_wire() as (pages, results):
        order = json.loads(pages.readline())
        sys.path.extend(order["path"])
        guard.limit(order["memory"])
        guard.refuse_network()
        random.seed(0)
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        call, error = worker.prepare(order)
        spent = {"import_cpu_ns": time.process_time_ns() - cpu, "import_wall_ns": time.perf_counter_ns() - wall}
        version = registry.version_of(order["package"])
        results.write(worker.hello(order["name"], order["package"], version=version, error=error, **spent))
        results.flush()
        if call:
            serve(call, pages, results, order["output"])
