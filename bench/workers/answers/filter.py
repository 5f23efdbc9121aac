"""The filter: makes a worker of any command that reads a page on standard input and prints what it made of it.

As an adapter's command: ``["{python}", "-P", "{engine}/boot.py", "filter", OUTPUT, VERSION, COMMAND, ARGUMENT ...]``. OUTPUT is what the
command prints (``text``, ``html``, ``markdown``), VERSION the argument by which it says its version ("": nobody asks). Each page has a
process of its own, in an empty folder of its own. A page's time is that of its process, start included; what starting costs is measured
on an empty page before the first one and said in the hello, as ``start_ns``.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bench.workers import bridge, guard, wire
from bench.workers.answers import html_markdown
from bench.workers.isolation import processes
from bench.workers.limits import MB, Limits
from bench.workers.worker import converted, described, hello

STARTS = 5  # times the command is started on an empty page, after one that counts for nothing
START_S = 10.0  # seconds in which a command has to end on an empty page, or when it is asked for its version
_CAP = Limits().output_mb * MB  # bytes of a page's output
_CHUNK = 1 << 16
_NUMBER = re.compile(r"\d+\.\w[\w.+-]*")
_UNITS = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, getrusage(2)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one process: its exit code (a signal is negative), what it printed, its costs."""

    code: int
    printed: bytes
    wall_ns: int
    cpu_ns: int
    peak_rss: int


def run(command: list[str], page: bytes, cap: int = _CAP) -> Ended:
    """Run a command on one page; what it prints is read up to one byte over ``cap``, then it is killed.

    Raises OSError where it cannot start.
    """
    with tempfile.TemporaryDirectory(dir=Path.cwd(), ignore_cleanup_errors=True) as folder, tempfile.TemporaryFile(dir=Path.cwd()) as given:
        given.write(page)
        given.seek(0)
        env = os.environ | {"HOME": folder, "TMPDIR": folder}
        began = time.perf_counter_ns()
        process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, cwd=folder, env=env)
        try:
            printed = _read(process, cap)
        finally:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter_ns() - began
    return Ended(process.returncode, printed, wall, int((used.ru_utime + used.ru_stime) * 1e9), used.ru_maxrss * _UNITS)


def _read(process: subprocess.Popen[bytes], cap: int) -> bytes:
    """Return what a process prints; one that prints more than ``cap`` bytes is killed."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    printed = bytearray()
    with process.stdout as pipe:
        while data := os.read(pipe.fileno(), _CHUNK):
            printed += data
            if len(printed) > cap:
                process.kill()
                break
    return bytes(printed)


def start_cost(command: list[str]) -> tuple[int, str]:
    """Return the median ns of a command on an empty page, and why it cannot work, "" where it can."""
    if shutil.which(command[0]) is None:
        return 0, f"there is no program {command[0]}"
    took: list[int] = []
    until = time.monotonic() + START_S
    for _ in range(STARTS + 1):
        try:
            took.append(run(command, b"").wall_ns)
        except OSError as problem:
            return 0, described(problem)
        if time.monotonic() > until:
            break
    return int(statistics.median(took[1:] or took)), ""


def version(command: list[str], argument: str) -> str:
    """Return the version that a program says it has when it is asked, "" where it does not."""
    with suppress(OSError, subprocess.TimeoutExpired):
        asked = subprocess.run([command[0], argument], stdin=subprocess.DEVNULL, capture_output=True, timeout=START_S, check=False)
        said = _NUMBER.search((asked.stdout + asked.stderr).decode("utf-8", "replace"))
        return said[0] if said else ""
    return ""


def answer(command: list[str], output: str, page: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the result frame of one page, without its id; a signal ends this worker too."""
    try:
        ended = run(command, page)
    except OSError as problem:
        return {"status": "error", "error": described(problem)}, b""
    header: dict[str, Any] = {"wall_ns": ended.wall_ns, "cpu_ns": ended.cpu_ns, "peak_rss": ended.peak_rss}
    if len(ended.printed) > _CAP:
        return {**header, "status": "error", "error": f"OutputTooLong: more than {_CAP:,} bytes"}, b""
    if ended.code < 0:
        bridge.end_as(ended.code)
    if ended.code:
        return {**header, "status": "error", "error": f"{Path(command[0]).name} ended with {guard.ending(ended.code)}"}, b""
    text = ended.printed.decode("utf-8", "replace")
    said = {**header, "type": "result", "status": "ok" if text.strip() else "empty"}
    return converted(said, text.encode() if text.strip() else b"", html_markdown.convert if output == "html" else str)


def serve(pages: BinaryIO, results: BinaryIO, command: list[str], output: str) -> None:
    """Answer every page until the wire closes."""
    while (frame := wire.read(pages)) is not None:
        header, page = frame
        began = time.perf_counter_ns()
        result, body = answer(command, output, page)
        beside = time.perf_counter_ns() - began - result.get("wall_ns", 0)
        result |= {"type": "result", "id": header["id"], "beside_ns": max(beside, 0), "children": processes.has_children()}
        results.write(wire.encode(result, body))
        results.flush()


def main(arguments: list[str]) -> None:
    """Be the worker of a command, on standard input and output."""
    output, argument, *command = arguments
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    cost, error = start_cost(command)
    told = version(command, argument) if argument and not error else ""
    name = Path(command[0]).name
    sys.stdout.buffer.write(hello(name, name, version=told, error=error, start_ns=cost))
    sys.stdout.buffer.flush()
    if not error:
        serve(sys.stdin.buffer, sys.stdout.buffer, command, output)
