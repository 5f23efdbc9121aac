"""One process under measurement, as its parent sees it: started, asked for pages with a deadline, killed with all its children."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import AdapterError, WireError
from bench.model import Status
from bench.workers import wire
from bench.workers.fork_client import environment
from bench.workers.limits import MB, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Self

    from bench.model import Adapter

BOOT = str(Path(wire.__file__).with_name("boot.py"))
_START = "import runpy, sys; runpy.run_path(sys.argv[1])['mount'](); from bench.speed.clock import main; main()"
_CHUNK = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """What one call cost: times in ns, ``peak_rss`` in bytes. Only ``ok`` and ``empty`` samples are costs of an extraction."""

    status: Status
    wall_ns: int = 0
    cpu_ns: int = 0
    peak_rss: int = 0
    text: bytes = b""


class Subject:
    """A running process that measures one adapter. ``greeting`` is its hello; ``sick`` says how it ended once it has."""

    def __init__(
        self,
        adapter: Adapter,
        python: str,
        *,
        seed: int = 0,
        limits: Limits | None = None,
        path: Sequence[str] = (),
        prefix: Sequence[str] = (),
    ) -> None:
        """Start the process under hash seed ``seed``, without waiting for its hello; ``prefix`` is a command to run it under.

        Raises AdapterError where there is no such program.
        """
        self.adapter, self.limits, self.sick = adapter, limits or Limits(), ""
        self.greeting: dict[str, Any] = {}
        self._scratch = Path(tempfile.mkdtemp(prefix="boilerbench-speed-"))
        command = adapter.command or (python, "-P", "-c", _START, BOOT)
        try:
            self._process = subprocess.Popen(
                [*prefix, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self._scratch,
                env=environment(self._scratch) | {"PYTHONHASHSEED": str(seed)}, start_new_session=True,
            )  # fmt: skip
        except OSError as problem:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise AdapterError(f"{adapter.name} does not start: {problem}", "an adapter that works", "boilerbench doctor") from problem
        self._decoder = wire.Decoder(self.limits.output_mb * MB)
        self._ticket = 0
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("no pipes")
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        self._order = b"" if adapter.command else json.dumps(_order(adapter, self.limits, path)).encode() + b"\n"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def greet(self, patience: float = 0.0) -> dict[str, Any]:
        """Return the process's hello within ``patience`` seconds (the limits' start time); raises AdapterError where it cannot work."""
        if not self.greeting:
            header, _ = self._exchange(self._order, patience or self.limits.start_s)
            self.greeting = header
        if self.greeting.get("type") != "hello" or self.greeting.get("error"):
            reason = self.greeting.get("error") or self.sick or "no hello"
            raise AdapterError(f"{self.adapter.name} does not start: {reason}", "an adapter that works", "boilerbench doctor")
        return self.greeting

    def measure(self, header: Mapping[str, Any], body: bytes, *, text: bool = False) -> Sample:
        """Return what one call on ``body`` cost; a process that dies or passes the deadline is ``sick`` from then on."""
        self.greet()
        self._ticket += 1
        asked = {"type": "page", "id": self._ticket, **header} | ({"text": True} if text else {})
        result, said = self._exchange(wire.encode(asked, body), self.limits.deadline_s)
        if result.get("id") != self._ticket:
            return Sample(Status.TIMEOUT if self.sick == "timeout" else Status.CRASH)
        wall, cpu, peak = (int(result.get(name) or 0) for name in ("wall_ns", "cpu_ns", "peak_rss"))
        return Sample(Status(result.get("status", "crash")), wall, cpu, peak, said)

    def calibrate(self) -> int:
        """Return the CPU time in ns of the process's fixed loop, 0 where it has none (a foreign worker)."""
        if self.adapter.command or self.sick:
            return 0
        self.greet()
        self._ticket += 1
        result, _ = self._exchange(wire.encode({"type": "calibrate", "id": self._ticket}), self.limits.deadline_s)
        return int(result.get("cpu_ns") or 0)

    def cpu_s(self) -> float:
        """Return the CPU seconds the process has used so far, children that it waited for included (Linux; else 0)."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def _exchange(self, data: bytes, patience: float) -> tuple[dict[str, Any], bytes]:
        """Send bytes and return the next frame; an empty header where none came, and the process is then ended."""
        until, left = time.monotonic() + patience, memoryview(data)
        while not self.sick:
            ready = select.select([self._out], [self._in] if left else [], [], max(until - time.monotonic(), 0.0))
            if not ready[0] and not ready[1]:
                self._end("timeout")
                break
            try:
                if ready[1]:
                    left = left[os.write(self._in, left[:_CHUNK]) :]
                if ready[0] and (frame := self._received()) is not None:
                    return frame
            except (OSError, EOFError, WireError) as problem:
                self._end(str(problem) or "it ended")
        return {}, b""

    def _received(self) -> tuple[dict[str, Any], bytes] | None:
        """Read what there is and return the frame it completes, if any; raises EOFError where the process hung up."""
        data = os.read(self._out, _CHUNK)
        if not data:
            raise EOFError
        return next(iter(self._decoder.feed(data)), None)

    def _end(self, reason: str) -> None:
        """Kill the process group and remember why."""
        self.sick = reason
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def finish(self, patience: float) -> None:
        """Hang up and wait for the process to end by itself: a tool that it runs under then writes its files."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)

    def close(self) -> None:
        """End the process and remove its scratch folder."""
        self._end(self.sick or "closed")
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _order(adapter: Adapter, limits: Limits, path: Sequence[str]) -> dict[str, Any]:
    """Return the opening order of :mod:`bench.speed.clock`."""
    caps = {"memory": limits.memory_mb * MB, "output": limits.output_mb * MB}
    row = {"name": adapter.name, "package": adapter.package, "target": adapter.target, "settings": dict(adapter.settings)}
    return {**row, **caps, "accepts": adapter.accepts, "path": list(path)}
