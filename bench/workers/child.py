"""The parent's end of one worker: its wire, its stderr, and the page it has in flight."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

from bench.workers import wire
from bench.workers.limits import MB, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from bench.model import Adapter
    from bench.workers.fork_client import Nest

_PIPE = 1 << 20  # bytes: a whole page in one write, so one wake-up; what Linux allows without privilege
_CHUNK = 1 << 18
_SET_PIPE_SIZE = getattr(fcntl, "F_SETPIPE_SZ", 0)  # Linux


def _pipe() -> tuple[int, int]:
    """Return a pipe (read end, write end) that no other child inherits, wide where the system allows."""
    ends = os.pipe()
    if _SET_PIPE_SIZE:
        with contextlib.suppress(OSError):
            fcntl.fcntl(ends[1], _SET_PIPE_SIZE, _PIPE)
    return ends


class Child:
    """A worker as its parent sees it. ``greeting`` is its hello once it came, ``pid`` known once it is forked."""

    def __init__(self, token: int, adapter: Adapter, nest: Nest, limits: Limits, order: dict[str, Any]) -> None:
        """Have the nursery fork a worker for ``adapter`` as ``order`` says."""
        self.token, self.adapter, self.nest, self.pid = token, adapter, nest, 0
        self.greeting: dict[str, Any] | None = None
        self.pages, self.since, self.closed, self.killed = 0, time.monotonic(), 0.0, ""
        self._cap = limits.stderr_kb << 10
        self._decoder = wire.Decoder(limits.output_mb * MB)
        self._outgoing = memoryview(b"")
        self._said, self._unsaid = bytearray(), 0
        their_in, self.stdin = _pipe()
        self.stdout, their_out = _pipe()
        self.stderr, their_err = _pipe()
        for fd in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(fd, False)
        nest.fork({"token": token, **order}, (their_in, their_out, their_err))

    def send(self, header: dict[str, Any], body: bytes) -> bool:
        """Start sending a page; True once all of it is in the pipe, else call :meth:`push` when that is writable."""
        self.since = time.monotonic()
        head = wire.encode(header, b"", len(body))
        try:
            sent = os.writev(self.stdin, (head, body))  # one wake-up, and no copy of the page
        except BlockingIOError:
            sent = 0
        except BrokenPipeError:
            sent = len(head) + len(body)
        left = memoryview(body)[max(sent - len(head), 0) :]
        self._outgoing = left if sent >= len(head) else memoryview(head[sent:] + body)
        return not self._outgoing or self.push()

    def push(self) -> bool:
        """Write on; True when nothing is left to write, or nobody is left to read it."""
        try:
            while self._outgoing:
                self._outgoing = self._outgoing[os.write(self.stdin, self._outgoing) :]
        except BlockingIOError:
            return False
        except BrokenPipeError:
            self._outgoing = memoryview(b"")
        return True

    def frames(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Read the wire and yield whole frames; raises EOFError when the worker closed it, WireError when it broke it."""
        while True:
            try:
                data = os.read(self.stdout, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                raise EOFError
            yield from self._decoder.feed(data)
            if len(data) < _CHUNK:
                return

    def listen(self) -> bool:
        """Take in what stderr holds now, keeping up to the cap; False once it is closed."""
        for _ in range(8):
            try:
                data = os.read(self.stderr, _CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            room = max(self._cap - len(self._said), 0)
            self._said += data[:room]
            self._unsaid += len(data) - len(data[:room])
        return True

    def complaint(self) -> str:
        """Return what the worker printed since the last call, cleaned and capped."""
        self.listen()
        text = self._said.decode("utf-8", "replace").replace("\0", "\ufffd")
        if self._unsaid:
            text += f"\n[{self._unsaid:,} bytes more]"
        self._said, self._unsaid = bytearray(), 0
        return text

    def close(self) -> None:
        """Close the parent's ends."""
        for fd in (self.stdin, self.stdout, self.stderr):
            os.close(fd)
