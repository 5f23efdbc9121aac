"""A conversation with one foreign worker, watched closely: every frame, every stray byte, every silence; nothing is assumed to go well."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench.errors import WireError
from bench.workers import wire
from bench.workers.fork_client import ending, environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Any

    Frame = tuple[dict[str, Any], bytes]

_CHUNK = 1 << 16
_SHOWN = 80  # characters of stray output or of a complaint that are shown


class SilentError(WireError):
    """Nothing came in time."""


class EndedError(WireError):
    """The worker ended, or closed its standard output, where an answer was due."""


class Interview:
    """One worker under questioning; ``with`` ends it and all that it started. ``elapsed_ns`` is how long the last answer took."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the worker as a run would: in an empty folder, with little environment. Raises EndedError where it cannot be started."""
        self._folder = tempfile.TemporaryDirectory(prefix="boilerbench-wire-", ignore_cleanup_errors=True)
        scratch = Path(self._folder.name)
        self._log = scratch.with_name(f"{scratch.name}.stderr")
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                    cwd=scratch, env=environment(scratch), start_new_session=True,
                )  # fmt: skip
        except OSError as problem:
            self._clean()
            raise EndedError(f"{command[0]} cannot be started: {problem.strerror}", "a program on PATH or a path") from problem
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("no pipes")
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._decoder = wire.Decoder()
        self._frames: list[Frame] = []
        self._stray = b""
        self.elapsed_ns = 0

    def __enter__(self) -> Self:
        """Return the interview."""
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        """End the worker's whole process group and remove its folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        self._process.wait()
        self._clean()

    def _clean(self) -> None:
        """Remove the worker's folder and log."""
        self._folder.cleanup()
        self._log.unlink(missing_ok=True)

    def frame(self, patience: float) -> Frame:
        """Return the next frame; raises SilentError after ``patience`` seconds, EndedError, or WireError where what came is no frame."""
        until = time.monotonic() + patience
        while not self._frames:
            self._take(until, patience)
        return self._frames.pop(0)

    def _take(self, until: float, patience: float) -> None:
        """Read what there is within the time left."""
        if not select.select([self._from], [], [], max(until - time.monotonic(), 0))[0]:
            raise SilentError(f"nothing within {patience:g} s{self._unfinished()}", "an answer")
        data = os.read(self._from, _CHUNK)
        if not data:
            raise EndedError(f"{self._death()}{self._unfinished()}", "an answer")
        self._stray = (self._stray + data)[-_SHOWN:]
        self._frames += self._decoder.feed(data)
        if self._frames:
            self._stray = b""

    def _unfinished(self) -> str:
        """Say what was read of a frame that never came to its end."""
        return f" after a frame begun with {self._stray[:_SHOWN]!r}" if self._stray else ""

    def ask(self, header: Mapping[str, Any], body: bytes, patience: float) -> Frame:
        """Send a page and return the answer."""
        started = time.monotonic_ns()
        self._write(wire.encode(header, body), patience)
        answer = self.frame(patience)
        self.elapsed_ns = time.monotonic_ns() - started
        return answer

    def _write(self, data: bytes, patience: float) -> None:
        """Write all of it, though the worker may read slowly or not at all."""
        until, waiting = time.monotonic() + patience, memoryview(data)
        while waiting:
            if not select.select([], [self._to], [], max(until - time.monotonic(), 0))[1]:
                read = f"{len(data) - len(waiting):,} of {len(data):,} bytes"
                raise SilentError(f"only {read} were read within {patience:g} s", "a worker that reads")
            try:
                waiting = waiting[os.write(self._to, waiting) :]
            except BrokenPipeError:
                raise EndedError(f"{self._death()} while a page was being sent", "an answer") from None

    def begin(self, data: bytes, patience: float) -> None:
        """Send raw bytes, a part of a frame for example."""
        self._write(data, patience)

    def left_over(self) -> bytes:
        """Return what came along with the last answer, behind its end; b"" is right."""
        return wire.encode(*self._frames[0])[:_SHOWN] if self._frames else self._decoder.pending()[:_SHOWN]

    def stray(self, seconds: float) -> bytes:
        """Return what the worker writes within ``seconds`` though nobody asked; b"" is right."""
        if not select.select([self._from], [], [], seconds)[0]:
            return b""
        return os.read(self._from, _CHUNK)[:_SHOWN]

    def hang_up(self, patience: float) -> str:
        """Close the worker's standard input; return how it ended ("exit code 0" is right), "" if not within ``patience`` seconds."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            return ending(self._process.wait(patience))
        except subprocess.TimeoutExpired:
            return ""

    def _death(self) -> str:
        """Say how the worker ended, with the last line it complained in."""
        try:
            how = f"the worker ended with {ending(self._process.wait(1.0))}"
        except subprocess.TimeoutExpired:
            how = "the worker closed its standard output and lives on"
        said = self._log.read_bytes()[-4096:].decode("utf-8", "replace").strip().splitlines() if self._log.exists() else []
        return f"{how} ({said[-1][:_SHOWN]})" if said else how
