"""One worker, started and spoken to frame by frame with deadlines, killed with all that it started."""

import contextlib
import os
import select
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from bench.errors import WireError
from bench.workers import guard, wire
from bench.workers.child import Channel

Frame = tuple[dict[str, Any], bytes]
_SHOWN = 80  # characters of stray output or of a last line that are shown
_FOLDER = "boilerbench-worker-"
_GRACE = 1.0  # seconds for a worker that closed its standard output to end


class SilentError(WireError):
    """Nothing came in time."""


class EndedError(WireError):
    """The worker ended, or closed its standard output, where an answer was due."""


class Conversation(Channel, contextlib.AbstractContextManager["Conversation"]):
    """A worker and its wire; ``with`` kills it at the end. ``elapsed_ns`` is what the last answer took."""

    def __init__(
        self, command: Sequence[str], *, apart: bool = True, log: IO[bytes] | int | None = None, seed: int = 0, limit: int = wire.BODY_LIMIT
    ) -> None:
        """Start the worker as a run would: in an empty folder, with little environment, in its own group.

        Where it is not ``apart`` it shares ours. ``log`` takes its stderr (ours where there is none). Raises OSError where it cannot start.
        """
        super().__init__(limit)
        self.command, self._apart, self._log = tuple(command), apart, log
        with contextlib.ExitStack() as undo:
            undo.callback(super().close)
            scratch = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True))) if apart else None
            env = guard.environment(scratch) | {"PYTHONHASHSEED": str(seed)} if scratch else None
            try:
                self._process = subprocess.Popen(
                    list(command), stdin=self.theirs[0], stdout=self.theirs[1], stderr=log, cwd=scratch, env=env, start_new_session=apart
                )
            finally:
                guard.close(*self.theirs)
            undo.callback(self.kill)
            self._undo = undo.pop_all()
        self._frames: deque[Frame] = deque()
        self.pid, self.elapsed_ns = self._process.pid, 0

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()

    def ask(self, header: Mapping[str, Any], body: bytes, patience: float | None) -> Frame:
        """Send a page and return the answer, as :meth:`frame` does."""
        started = time.monotonic_ns()
        self.send(header, body)
        answer = self.frame(patience)
        self.elapsed_ns = time.monotonic_ns() - started
        return answer

    def frame(self, patience: float | None = None) -> Frame:
        """Return the next frame, once all is sent; raises WireError (SilentError after ``patience`` seconds)."""
        until = None if patience is None else time.monotonic() + patience
        while self.unsent or not self._frames:
            left = None if until is None else max(until - time.monotonic(), 0.0)
            readable, writable, _ = select.select([self.stdout], [self.stdin] if self.unsent else [], [], left)
            if not readable and not writable:
                what = f"{len(self.unsent):,} bytes of a page were not read" if self.unsent else "nothing"
                raise SilentError(f"{what} within {patience:g} s{self._begun()}", "an answer")
            if writable:
                self.push()
            if readable:
                self._read()
        return self._frames.popleft()

    def _read(self) -> None:
        """Read what there is; raises EndedError where nothing will come any more, though something is due."""
        try:
            self._frames.extend(self.frames())
        except EOFError:
            if self.unsent or not self._frames:
                raise EndedError(f"{self._death()}{self._begun()}", "an answer") from None

    def _begun(self) -> str:
        """Say what was read of a frame that never came to its end."""
        pending = self.decoder.pending()[:_SHOWN]
        return f" after a frame begun with {pending!r}" if pending else ""

    def _death(self) -> str:
        """Say how the worker ended, with the last line it wrote to its log."""
        try:
            how = f"the worker ended with {guard.ending(self._process.wait(_GRACE))}"
        except subprocess.TimeoutExpired:
            how = "the worker closed its standard output and lives on"
        said = guard.last_line(self._log)[:_SHOWN] if self._log and not isinstance(self._log, int) else ""
        return f"{how} ({said})" if said else how

    def left_over(self) -> bytes:
        """Return what came along with the last answer, behind its end; b"" is right."""
        return (wire.encode(*self._frames[0]) if self._frames else self.decoder.pending())[:_SHOWN]

    def stray(self, seconds: float) -> bytes:
        """Return what the worker writes within ``seconds`` though nobody asked; b"" is right."""
        readable, _, _ = select.select([self.stdout], [], [], seconds)
        return os.read(self.stdout, _SHOWN) if readable else b""

    def hang_up(self, patience: float | None = None) -> int | None:
        """Close its standard input; return its exit code, None where it lives on for ``patience`` seconds."""
        self.close_stdin()
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """Kill the worker's process group, or the worker alone where it is not apart, and reap it."""
        if self._apart:
            guard.kill_group(self.pid)
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Kill what is left and remove its folder; nothing where that is done."""
        self._undo.close()
