"""The pool: slots with a worker each, the clock that kills them, one extraction for every page."""

import contextlib
import itertools
import selectors
import time
from collections import Counter, deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import guard, outcome, wire
from bench.workers.child import Child
from bench.workers.fork_client import ForkClient, Servers
from bench.workers.limits import MB, Limits
from bench.workers.outcome import Held, broke, gave_up, is_worn, settle
from bench.workers.schedule import Schedule, Share
from bench.workers.surroundings import Surroundings

_TICK = 0.25  # seconds between looks at memory and deadlines
_TRIES = 2  # starts without a hello before an adapter is given up
_LINGER = 0.5  # seconds a worker that closed the wire gets to end
_FEW = 8  # pages of a worker: so few are all timed again
_AGAIN_S, _AGAIN = 2.0, 0.05  # first pages sent again may take so many seconds of an adapter, and this share of what its pages took
_SHORT = 0.02  # seconds


@dataclass(slots=True)
class Slot:
    """One place at which work is done: its share of pages, its worker, the page in flight."""

    share: Share | None = None
    child: Child | None = None
    page: Page | None = None
    ticket: int = 0


class Pool:
    """Workers at work, one page in flight in each."""

    def __init__(self, limits: Limits, workers: int, surroundings: Surroundings, *, retime: bool = True) -> None:
        """Prepare ``workers`` slots; nothing is started yet.

        First calls load what a library needs. To ``retime``, a worker's first page, or all where they are few, are sent again when it has
        served its last, for the time alone: no text sees the difference. Where that would cost too much, the first has no time.
        """
        self._limits, self._around = limits, surroundings
        self._patience = min(_TICK, limits.deadline_s / 4)
        self._slots = [Slot() for _ in range(workers)]
        self._selector = selectors.DefaultSelector()
        self._servers = Servers(surroundings)
        self._tokens, self._tickets = itertools.count(1), itertools.count(1)
        self._failures: Counter[str] = Counter()
        self._doubted: set[str] = set()  # foreign adapters whose input was ended before they said hello
        self._done: deque[Extraction] = deque()
        self._retime, self._silence = retime, outcome.Silence()
        self._spent: Counter[str] = Counter()  # nanoseconds of each adapter's pages
        self._again: Counter[str] = Counter()  # and of first pages sent again
        self.broken: dict[str, tuple[Status, str]] = {}  # adapters that cannot work, and why
        self.growth: dict[str, list[tuple[int, int, int]]] = {}  # worker, pages served, resident bytes: after each page of an adapter
        self.greetings: dict[str, dict[str, Any]] = {}  # the last hello of each adapter

    def extract(self, schedule: Schedule) -> Generator[Extraction]:
        """Yield an extraction for every page of every unit, as they come; no process is left behind."""
        try:
            self._give(schedule)
            while self._done or any(slot.share is not None or slot.page is not None for slot in self._slots):
                while self._done:  # before their workers get other pages: whoever keeps them loses at most one page for each slot
                    yield self._done.popleft()
                self._give(schedule)
                if not self._done:
                    self._turn()
        finally:
            self.close()

    def close(self) -> None:
        """Kill every worker and wait until the fork servers have reaped them."""
        for slot in self._slots:
            self._kill_worker(slot)
        self._servers.close()
        self._selector.close()

    def _give(self, schedule: Schedule) -> None:
        """Give work to every slot that has none."""
        for slot in self._slots:
            if slot.page is None:
                self._advance(slot, schedule)

    def _turn(self) -> None:
        """Wait for something to happen, see to it, kill what is over its deadline or its memory."""
        known = self._selector.get_map()
        for key, _ in self._silence.wait(self._selector.select, self._patience):
            if known.get(key.fileobj) is key:  # else an earlier event of this turn parted with it
                handler, *subjects = key.data
                handler(*subjects)
        self._servers.stop_late(self._limits.start_s)
        for slot in self._slots:
            if slot.child is not None:
                self._look_at(slot, slot.child, time.monotonic() - slot.child.since)

    def _advance(self, slot: Slot, schedule: Schedule) -> None:
        """Give a slot that has no page in flight the next one, with the worker it needs."""
        while True:
            if slot.share is None or not slot.share.pages:
                slot.share = schedule.take()
            if slot.child and (slot.share is None or slot.child.adapter is not slot.share.adapter):
                self._retire(slot)
            if slot.share is None or slot.page is not None:
                return
            if (name := slot.share.adapter.name) in self.broken:
                self._done.extend(outcome.gave_up_all(slot.share.pages, slot.share.adapter, *self.broken[name]))
                continue
            if slot.child is None:
                self._start(slot, slot.share.adapter)
            elif slot.child.greeting is not None:
                self._send(slot, slot.child, slot.share.pages.popleft())
            return

    def _start(self, slot: Slot, adapter: Adapter) -> None:
        """Have a worker forked for the slot, starting its fork server if need be."""
        server = self._servers.of(adapter, lambda new: self._selector.register(new.control, selectors.EVENT_READ, (self._take_events, new)))
        slot.child = child = Child(next(self._tokens), adapter, server, self._limits, self._order(adapter))
        self._selector.register(child.stdout, selectors.EVENT_READ, (self._receive, slot, child))
        self._selector.register(child.stderr, selectors.EVENT_READ, (self._carry_on, child.listen, child.stderr))

    def _order(self, adapter: Adapter) -> dict[str, Any]:
        """Return what the fork server needs to know to fork a worker."""
        caps = {"memory": self._limits.memory_mb * MB, "output": self._limits.output_mb * MB}
        command = self._around.command(adapter, self._around.folder)
        return adapter.as_data() | caps | {"command": command, "warm": not self._failures[adapter.name], "answers": adapter.output}

    def _send(self, slot: Slot, child: Child, page: Page) -> None:
        """Send a worker its next page."""
        header, body = self._around.body(page, child.adapter)
        slot.page, slot.ticket = page, next(self._tickets)
        child.waited = outcome.waited(child.pid, family=bool(child.adapter.command))
        child.pages, child.since = child.pages + 1, time.monotonic()
        if not child.send({"type": "page", "id": slot.ticket, **header}, body):
            self._selector.register(child.stdin, selectors.EVENT_WRITE, (self._carry_on, child.push, child.stdin))

    def _carry_on(self, step: Callable[[], bool], fd: int) -> None:
        """Send more of a page that did not fit into its pipe, or take in what a worker prints, to the end."""
        if step():
            self._selector.unregister(fd)

    def _kill_worker(self, slot: Slot) -> None:
        """Have a slot's worker killed with all its children; nobody waits for that."""
        child, slot.child, slot.page = slot.child, None, None
        if child is None:
            return
        self._release(child)
        for fd in (child.stdin, child.stdout, child.stderr):
            with contextlib.suppress(KeyError, ValueError):  # it was never looked at, or is closed
                self._selector.unregister(fd)
        child.server.kill(child.token)
        child.close()

    def _retire(self, slot: Slot) -> None:
        """Part with a slot's worker: killed, or first sent its first pages again, where that is cheap."""
        child = slot.child
        if child and child.held and not child.closed:
            name = child.adapter.name
            child.patience = min(self._limits.deadline_s, _AGAIN_S + _AGAIN * self._spent[name] / 1e9 - self._again[name] / 1e9)
            if child.held[0].elapsed < child.patience:
                child.again = True
                self._send(slot, child, child.held[0].page)
                return
        self._kill_worker(slot)

    def _release(self, child: Child) -> None:
        """Let go of the pages that are held, with the times they have: that of a first call is none."""
        self._done.extend(held.once() for held in child.held)
        child.held.clear()

    def _receive(self, slot: Slot, child: Child) -> None:
        """Read what a worker sent; one that closes the wire is left to end, one that breaks it is killed."""
        try:
            for header, body in child.frames():
                self._take(slot, child, header, body)
        except EOFError:
            self._selector.unregister(child.stdout)
            child.closed = time.monotonic()
        except WireError as problem:
            self._fail(slot, child, *broke(problem))

    def _take(self, slot: Slot, child: Child, header: dict[str, Any], body: bytes) -> None:
        """Take one frame of a worker: its greeting, or the result of the page in flight."""
        if slot.child is not child:
            return
        if child.greeting is None:
            self._greet(child, header)
            if child.stdin < 0:
                self._kill_worker(slot)
            return
        if slot.page is None or not wire.is_answer(header, slot.ticket):
            raise WireError(f"a {header['type']} frame nobody asked for", f"the result of page {slot.ticket}" if slot.page else "silence")
        elapsed = time.monotonic() - child.since
        extraction = settle(slot.page, child.adapter, header, body, child.printed(), elapsed, least=self._least(child))
        page, slot.page = slot.page, None
        if child.again:
            child.again = False
            self._again[child.adapter.name] += int(elapsed * 1e9)
            self._done.append(child.held.popleft().retimed(extraction))
            self._retire(slot)
            return
        self._spent[child.adapter.name] += int(elapsed * 1e9)
        if child.pages > _FEW:
            self._done.extend(child.held.pop().extraction for _ in range(len(child.held) - 1))
        if self._retime and child.pages <= _FEW:
            child.held.append(Held(page, extraction, elapsed, loading=child.pages == 1))
        else:
            self._done.append(extraction)
        if resident := wire.count(header, "rss"):
            self.growth.setdefault(child.adapter.name, []).append((child.token, child.pages, resident))
        if is_worn(self._limits, child.pages, extraction, header):
            self._kill_worker(slot) if extraction.status is Status.MEMORY else self._retire(slot)

    def _least(self, child: Child) -> float:
        """Return the seconds that an answer took for certain: without what either side waited for a processor."""
        least = self._silence.until - child.since
        if least < _SHORT:  # too short for a doubt
            return max(least, 0.0)
        return max(least - max(outcome.waited(child.pid, family=bool(child.adapter.command)) - child.waited, 0.0), 0.0)

    def _greet(self, child: Child, header: dict[str, Any]) -> None:
        """Take a worker's hello; one with an error ends its adapter."""
        wire.check_hello(header)
        child.greeting = self.greetings[child.adapter.name] = header
        if header.get("error"):
            self.broken[child.adapter.name] = Status.SKIPPED, str(header["error"])[:500]

    def _take_events(self, server: ForkClient) -> None:
        """Take the events of a fork server."""
        for event in server.events():
            if event["type"] == "gone":
                self._lose(server, event["error"])
            for slot in self._slots:
                child = slot.child
                if child and child.server is server and child.token == event.get("token"):
                    if event["type"] == "forked":
                        child.pid, child.since = event["pid"], time.monotonic()
                    elif event["type"] == "exit":
                        self._reap(slot, child, event["code"])

    def _reap(self, slot: Slot, child: Child, code: int) -> None:
        """Take a worker's death: what it still said counts, then its page ends with how it died."""
        status, reason = Status.CRASH, child.killed or guard.ending(code)
        try:
            with contextlib.suppress(EOFError):
                for header, body in child.frames():
                    self._take(slot, child, header, body)
        except WireError as problem:  # whichever is seen first, its last words or its death
            status, reason = broke(problem)
        self._fail(slot, child, status, reason)

    def _fail(self, slot: Slot, child: Child, status: Status, reason: str) -> None:
        """End the page in flight without text; a worker that never said hello counts against its adapter."""
        if slot.child is not child:
            return
        elapsed = time.monotonic() - child.since
        if self._retime and child.pages == 1 and status is not Status.TIMEOUT:
            elapsed = 0.0  # that of a first call
        if child.again:
            self._again[child.adapter.name] += int(elapsed * 1e9)
        elif slot.page is not None:
            self._done.append(gave_up(slot.page, child.adapter, status, reason, stderr=child.printed(), elapsed=elapsed))
        elif child.greeting is None:
            self._failures[child.adapter.name] += 1
            if self._failures[child.adapter.name] >= _TRIES or outcome.is_a_filter(child.stdin, reason):
                self.broken[child.adapter.name] = status, outcome.never_started(child.adapter, reason, child.printed())
        self._kill_worker(slot)

    def _lose(self, server: ForkClient, death: str) -> None:
        """Take the death of a fork server: its workers died with it, the next worker gets a new one."""
        self._selector.unregister(server.control)
        again = self._servers.lose(server)
        for slot in self._slots:
            if slot.child and slot.child.server is server and again:
                self._kill_worker(slot)
            elif slot.child and slot.child.server is server:
                self._fail(slot, slot.child, Status.CRASH, f"its fork server died: {death}")

    def _look_at(self, slot: Slot, child: Child, elapsed: float) -> None:
        """Kill one worker if it is over a bound."""
        limits = self._limits
        if child.closed and time.monotonic() - child.closed > _LINGER:
            child.killed = "closed the wire and lived on"
            child.server.kill(child.token)
        elif slot.page is not None and elapsed > child.patience:
            self._fail(slot, child, Status.TIMEOUT, f"no answer within {limits.deadline_s:g} s")
        elif child.greeting is None and outcome.is_doubtful(child.adapter, elapsed) and child.adapter.name not in self._doubted:
            self._doubted.add(child.adapter.name)
            child.close_stdin()  # a filter reads to its end and ends; a slow worker says hello, and is started again
        elif child.greeting is None and child.pid and elapsed > limits.start_s:
            self._fail(slot, child, Status.TIMEOUT, f"no hello within {limits.start_s:g} s")
        elif slot.page is not None and elapsed > _TICK and child.adapter.command and guard.family_rss(child.pid) > limits.memory_mb * MB:
            self._fail(slot, child, Status.MEMORY, f"more than {limits.memory_mb:,} MB resident")
