"""The parent's end of one worker: frames out and in, what it prints; nothing here waits."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.model import Status
from bench.workers import outcome, wire
from bench.workers.isolation import memory
from bench.workers.limits import MB, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.model import Adapter, Extraction, Page
    from bench.workers.fork_client import ForkClient
    from bench.workers.schedule import Share

_PIPE = 1 << 20  # bytes: a whole page in one write, so one wake-up; what Linux allows without privilege
_CHUNK = 1 << 18
_LOOK = 0.25  # seconds between looks at a worker's memory
_FEW = 8  # pages of a worker: so few are all timed again
_AGAIN_S, _AGAIN = 2.0, 0.05  # first pages sent again may take so many seconds of an adapter, and this share of what its pages took
_SHORT = 0.02  # seconds
_IDS = 1 << 31  # numbers that every language has; one that cannot be guessed is no answer before the question


def _pipe() -> tuple[int, int]:
    """Return a pipe (read end, write end) that no other child inherits, wide where the system allows."""
    ends = os.pipe()
    with contextlib.suppress(OSError, AttributeError):  # there is no such option but on Linux
        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _PIPE)
    return ends


class Channel:
    """Two pipes that carry frames; ``stdin`` and ``stdout`` are our ends and never block."""

    def __init__(self, limit: int = wire.BODY_LIMIT) -> None:
        """Make the pipes; a body over ``limit`` bytes breaks the wire."""
        their_in, self.stdin = _pipe()
        self.stdout, their_out = _pipe()
        self.theirs = (their_in, their_out)  # for the worker to inherit
        self.decoder, self.unsent = wire.Decoder(limit), memoryview(b"")  # what is to be sent of the last frame
        self._kept = 0  # bytes at its end that wait for :meth:`finish`
        os.set_blocking(self.stdin, False)
        os.set_blocking(self.stdout, False)

    def send(self, header: Mapping[str, Any], body: bytes, *, ahead: bool = False) -> bool:
        """Start sending a frame; True once all is in the pipe, else call :meth:`push` when that is writable.

        Of one sent ``ahead`` the last byte waits for :meth:`finish`: until then no reader has it, but all else lies before it.
        """
        head, self._kept = wire.encode(header, b"", len(body)), int(ahead)
        pieces = (head, memoryview(body)[: len(body) - self._kept]) if body else (head[: len(head) - self._kept],)
        try:
            sent = os.writev(self.stdin, pieces)  # one wake-up, and no copy of the page
        except BlockingIOError:
            sent = 0
        except BrokenPipeError:
            self.unsent, self._kept = memoryview(b""), 0
            return True
        self.unsent = memoryview(body)[sent - len(head) :] if sent >= len(head) else memoryview(head[sent:] + body)
        return self.push()

    def finish(self) -> None:
        """Let the last byte of a frame sent ahead go with the next :meth:`push`."""
        self._kept = 0

    def write(self, data: bytes | memoryview) -> bool:
        """Start sending bytes as they are; True as for :meth:`send`."""
        self.unsent, self._kept = memoryview(data), 0
        return self.push()

    def push(self) -> bool:
        """Write on; True when nothing is left to write as yet, or nobody is left to read it."""
        try:
            while due := len(self.unsent) - self._kept:
                self.unsent = self.unsent[os.write(self.stdin, self.unsent[:due]) :]
        except BlockingIOError:
            return False
        except BrokenPipeError:
            self.unsent, self._kept = memoryview(b""), 0
        return True

    def frames(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield the frames that are there; raises EOFError where the wire is closed, WireError on a breach."""
        while True:
            try:
                data = os.read(self.stdout, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                raise EOFError
            yield from self.decoder.feed(data)
            if len(data) < _CHUNK:
                return

    def close_stdin(self) -> None:
        """Hang up: the worker reads the end of its standard input."""
        if self.stdin >= 0:
            os.close(self.stdin)
        self.stdin = -1

    def close(self) -> None:
        """Close our ends."""
        self.close_stdin()
        os.close(self.stdout)


class Child(Channel):
    """A forked worker as its pool sees it: ``pid`` once it is forked, ``greeting`` once it says hello."""

    def __init__(self, token: int, adapter: Adapter, server: ForkClient, limits: Limits, order: dict[str, Any]) -> None:
        """Have the fork server make a worker for ``adapter`` as ``order`` says."""
        super().__init__(limits.output_mb * MB)
        self.token, self.adapter, self.server, self.pid = token, adapter, server, 0
        self.greeting: dict[str, Any] | None = None
        self.pages, self.since, self.closed, self.killed = 0, time.monotonic(), 0.0, ""
        self.held = deque[outcome.Held]()  # first pages, until they are timed
        self.again = False  # the first of them is in flight
        self.ahead: tuple[Page, int] | None = None  # the next page and its number: it lies before the worker, but for its last byte
        self._delay: outcome.Delay | None = None  # once it is forked
        self._delayed = 0.0  # seconds without a processor when its page was sent
        self.patience = limits.deadline_s  # seconds for an answer
        self.attempts = 0  # to reach a network, on the page in flight
        self._limits, self._looked = limits, time.monotonic()
        self._cap = limits.stderr_kb << 10
        self._printed, self._dropped = bytearray(), 0
        self.stderr, their_err = _pipe()
        os.set_blocking(self.stderr, False)
        server.fork({"token": token, **order}, (*self.theirs, their_err))

    def begin(self) -> None:
        """Start the clock of another page."""
        if self._delay is None and self.pid:
            self._delay = outcome.Delay(self.pid, family=bool(self.adapter.command))
        self._delayed = self._delay.seconds() if self._delay else 0.0
        self.pages, self.since, self.attempts = self.pages + 1, time.monotonic(), 0

    def offer(self, page: Page, header: Mapping[str, Any], body: bytes, *, ahead: bool) -> tuple[Page, int]:
        """Start sending a page, whole or ahead; return it with its number, which cannot be guessed."""
        offered = page, secrets.randbelow(_IDS)
        if ahead:
            self.ahead = offered
        else:
            self.begin()
        self.send({"type": "page", "id": offered[1], **header}, body, ahead=ahead)
        return offered

    def take_up(self) -> tuple[Page, int] | None:
        """Begin the page that lies before it, if one does: its last byte goes with the next :meth:`push`."""
        taken, self.ahead = self.ahead, None
        if taken:
            self.begin()
            self.finish()
        return taken

    def has_room(self) -> bool:
        """Whether a page may lie before it while it works on another: it has lasted, and this is not its last.

        A foreign worker waits for its page: it may not expect half a frame.
        """
        worn = 0 < self._limits.recycle_pages <= self.pages
        return self.pages > _FEW and not (worn or self.again or self.ahead or self.unsent or self.adapter.command)

    def ask_again(self, spent: int, again: int) -> Page | None:
        """Wait again for the first page that has no time yet, and return it to be sent, if there is one.

        There is none where no time is owed, another page lies before it, or it costs too much: its adapter's pages have taken ``spent``
        nanoseconds, and those sent again ``again``.
        """
        if not self.held or self.closed or self.ahead:
            return None
        self.patience = min(self._limits.deadline_s, _AGAIN_S + _AGAIN * spent / 1e9 - again / 1e9)
        self.again = self.held[0].elapsed < self.patience
        return self.held[0].page if self.again else None

    def listen(self) -> bool:
        """Take in what stderr holds now, keeping up to the cap; True once it is closed."""
        for _ in range(8):
            try:
                data = os.read(self.stderr, _CHUNK)
            except BlockingIOError:
                return False
            if not data:
                return True
            room = max(self._cap - len(self._printed), 0)
            self._printed += data[:room]
            self._dropped += len(data) - len(data[:room])
        return False

    def printed(self) -> str:
        """Return what the worker wrote to stderr since the last call, cleaned and capped."""
        self.listen()
        text = self._printed.decode("utf-8", "replace").replace("\0", "\ufffd")
        if self._dropped:
            text += f"\n[{self._dropped:,} bytes more]"
        self._printed, self._dropped = bytearray(), 0
        return text

    def over(self, *, busy: bool) -> tuple[Status, str] | None:
        """Return what it is over by, a deadline or its memory, None while it is not; ``busy`` with a page."""
        limits, now = self._limits, time.monotonic()
        if busy and now - self.since > self.patience:
            return Status.TIMEOUT, f"no answer within {limits.deadline_s:g} s"
        if self.greeting is None and self.pid and now - self.since > limits.start_s:
            return Status.TIMEOUT, f"no hello within {limits.start_s:g} s"
        if self.pid and now - self._looked > _LOOK:
            self._looked = now
            if memory.held(self.pid, family=bool(self.adapter.command)) > limits.memory_mb * MB:
                return Status.MEMORY, f"more than {limits.memory_mb:,} MB resident"
        return None

    def least(self, silence: outcome.Silence) -> float:
        """Return the seconds that an answer took for certain: without what either side waited for a processor."""
        least = silence.until - self.since
        if least < _SHORT:  # too short for a doubt
            return max(least, 0.0)
        delay = self._delay.seconds() if self._delay else 0.0
        return max(least - max(delay - self._delayed, 0.0), 0.0)

    def close(self) -> None:
        """Close our ends."""
        super().close()
        os.close(self.stderr)
        if self._delay:
            self._delay.close()

    def keep(self, held: outcome.Held, *, retime: bool, stream: bool) -> list[Extraction]:
        """Hold a result back where its page will be timed again; return those that are let go."""
        if self.pages <= _FEW and retime:
            self.held.append(held)
            return []
        timed = [self.held.pop().extraction for _ in range(len(self.held) - 1)]
        return [*timed, *(self.release() if stream else ()), held.extraction]

    def release(self) -> list[Extraction]:
        """Let go of the results held back, with the times they have: that of a first call is none."""
        left = [held.once() for held in self.held]
        self.held.clear()
        return left


@dataclass(slots=True)
class Slot:
    """One place at which work is done: its share of pages, its worker, the page in flight."""

    share: Share | None = None
    child: Child | None = None
    page: Page | None = None
    ticket: int = 0

    def next_page(self) -> Page | None:
        """Return the page its worker has room for beside the one in flight, if any; it stays to do."""
        if self.page is None or not (self.child and self.child.has_room()):
            return None
        return self.share.pages[0] if self.share and self.share.pages else None

    def send_back(self, before: set[tuple[str, str, str]]) -> bool:
        """Put the page in flight back among those to do, once.

        Not where it is one of ``before``, to which it is added.
        """
        if self.page is None or self.share is None or self.child is None or self.child.again:
            return False
        key = (self.child.adapter.name, self.page.corpus, self.page.id)
        if key in before:
            return False
        before.add(key)
        self.share.pages.appendleft(self.page)
        self.page = None
        return True
