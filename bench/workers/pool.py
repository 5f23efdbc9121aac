"""The pool: slots with a worker each, the clock that kills them, one extraction for every page."""

import contextlib
import itertools
import selectors
import time
from collections import Counter, deque
from collections.abc import Callable, Generator
from typing import Any

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import guard, outcome, wire
from bench.workers.child import Child, Slot
from bench.workers.fork_client import ForkClient, Servers
from bench.workers.isolation import attempts
from bench.workers.limits import MB, Limits
from bench.workers.outcome import Held, broke, gave_up, is_worn, settle
from bench.workers.schedule import Schedule
from bench.workers.surroundings import Surroundings

_TICK = 0.25  # seconds between looks at deadlines
_TRIES = 2  # starts without a hello before an adapter is given up
_LINGER = 0.5  # seconds a worker that closed the wire gets to end
_ATTEMPTS = 1000  # to reach a network on one page, until its worker is killed


class Pool:
    """Workers at work, one page in flight in each, and the next before it but for its last byte."""

    def __init__(self, limits: Limits, workers: int, surroundings: Surroundings, *, retime: bool = True, stream: bool = False) -> None:
        """Prepare ``workers`` slots; nothing is started yet.

        First calls load what a library needs. To ``retime``, a worker's first page, or all where they are few, are sent again when it has
        served its last, for the time alone: no text sees the difference. Where that would cost too much, or a worn worker has its next
        page before it, the first has no time, and nor has it in a ``stream``: it would hold back all that comes after it.
        """
        self._limits, self._around = limits, surroundings
        self._slots = [Slot() for _ in range(workers)]
        self._selector = selectors.DefaultSelector()
        self._servers = Servers(surroundings, limits.memory_mb * MB)
        self._tokens = itertools.count(1)
        self._doubted: set[str] = set()  # foreign adapters whose input was ended before they said hello
        self._done, self._failures = deque[Extraction](), Counter[str]()
        self._retime, self._stream, self._silence = retime, stream, outcome.Silence()
        self._spent, self._again = Counter[str](), Counter[str]()  # nanoseconds of each adapter's pages, and of first pages sent again
        self.broken: dict[str, tuple[Status, str]] = {}  # adapters that cannot work, and why
        self.growth: dict[str, list[tuple[int, int, int]]] = {}  # worker, pages served, resident bytes: after each page of an adapter
        self.greetings: dict[str, dict[str, Any]] = {}  # the last hello of each adapter
        self.unasked: Counter[str] = Counter()  # frames of each adapter that were no answer to the page in flight
        self.unprotected = self._servers.unprotected  # protections that some worker went without, and why
        self._sent_back = set[tuple[str, str, str]]()  # pages whose fork server was replaced under them, tried once more

    def extract(self, schedule: Schedule, meanwhile: Callable[[], object] | None = None) -> Generator[Extraction]:
        """Yield an extraction for every page of every unit, as they come; no process is left behind.

        ``meanwhile`` is called once, as the first fork servers import their libraries.
        """
        try:
            for adapter in schedule.first:
                self._server(adapter)
            self._give(schedule)
            if meanwhile:
                meanwhile()
            while self._done or any(slot.share is not None or slot.page is not None for slot in self._slots):
                if self._stream:  # nothing is kept before its end
                    self._give(schedule)
                    schedule.look_ahead(self._around.body)
                while self._done:  # before more is given: whoever keeps them loses at most two pages for each slot
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
        self._silence.close()

    def _give(self, schedule: Schedule) -> None:
        """Give work to slots without; then lay the next page before each worker: none waits for its writing."""
        for slot in self._slots:
            if slot.page is None:
                self._advance(slot, schedule)
        for slot in self._slots:
            if slot.child and (page := slot.next_page()):
                self._offer(slot.child, page, ahead=True)
        if adapter := schedule.soon():  # its library is imported before a slot waits for it
            self._server(adapter)

    def _turn(self) -> None:
        """Wait for something to happen, see to it, kill what is over its deadline or its memory."""
        for key, _ in self._silence.wait(self._selector.select, min(_TICK, self._limits.deadline_s / 4)):
            if self._selector.get_map().get(key.fileobj) is key:  # else an earlier event of this turn parted with it
                key.data[0](*key.data[1:])
        self._servers.stop_late(self._limits.start_s)
        for slot in self._slots:
            if slot.child is not None:
                self._look_at(slot, slot.child)

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
        order = self._around.order(adapter, self._limits, warm=not self._failures[adapter.name])
        slot.child = child = Child(next(self._tokens), adapter, self._server(adapter), self._limits, order)
        self._selector.register(child.stdout, selectors.EVENT_READ, (self._receive, slot, child))
        self._selector.register(child.stderr, selectors.EVENT_READ, (self._carry_on, child.listen, child.stderr))

    def _server(self, adapter: Adapter) -> ForkClient:
        """Return the fork server for an adapter, started and listened to if it was not yet."""
        return self._servers.of(adapter, lambda new: self._selector.register(new.control, selectors.EVENT_READ, (self._take_events, new)))

    def _send(self, slot: Slot, child: Child, page: Page) -> None:
        """Send a worker a page, or the last byte of the one that lies before it; its clock starts with that."""
        slot.page, slot.ticket = child.take_up() or self._offer(child, page, ahead=False)
        self._push(child)

    def _offer(self, child: Child, page: Page, *, ahead: bool) -> tuple[Page, int]:
        """Send a page, whole or but for its last byte; return it and its number."""
        offered = child.offer(page, *self._around.body(page, child.adapter), ahead=ahead)
        self._push(child)
        return offered

    def _push(self, child: Child) -> None:
        """Send on; what does not fit into the pipe goes once there is room."""
        if not child.push() and child.stdin not in self._selector.get_map():
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
        self._done.extend(child.release())
        for fd in (child.stdin, child.stdout, child.stderr):
            with contextlib.suppress(KeyError, ValueError):  # it was never looked at, or is closed
                self._selector.unregister(fd)
        child.server.kill(child.token)
        child.close()

    def _retire(self, slot: Slot) -> None:
        """Part with a slot's worker: killed, or first sent its first pages again, where that is cheap."""
        child = slot.child
        if child and (page := child.ask_again(self._spent[child.adapter.name], self._again[child.adapter.name])):
            self._send(slot, child, page)
        else:
            self._kill_worker(slot)

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
            self.unasked[child.adapter.name] += 1
            what = f"a {wire.one_line(header['type'])[:40]} frame nobody asked for"
            raise WireError(what, f"the result of page {slot.ticket}" if slot.page else "silence")
        elapsed, least = time.monotonic() - child.since, child.least(self._silence)
        extraction = settle(slot.page, child.adapter, header, body, child.printed(), elapsed, least=least, seen=child.attempts)
        page, slot.page = slot.page, None
        if child.again:
            child.again = False
            self._again[child.adapter.name] += int(elapsed * 1e9)
            self._done.append(child.held.popleft().retimed(extraction))
            self._retire(slot)
            return
        self._spent[child.adapter.name] += int(elapsed * 1e9)
        self._done.extend(child.keep(Held(page, extraction, elapsed, loading=child.pages == 1), retime=self._retime, stream=self._stream))
        if resident := wire.count(header, "rss"):
            self.growth.setdefault(child.adapter.name, []).append((child.token, child.pages, resident))
        if is_worn(self._limits, child.pages, extraction, header):
            self._kill_worker(slot) if extraction.status is Status.MEMORY else self._retire(slot)
        elif child.ahead and slot.share and not child.decoder.pending():  # what it sent behind its answer is not the next page's
            self._send(slot, child, slot.share.pages.popleft())

    def _greet(self, child: Child, header: dict[str, Any]) -> None:
        """Take a worker's hello; one with an error ends its adapter."""
        child.greeting = self.greetings[child.adapter.name] = said = wire.greeting(header)
        if said["error"]:
            self.broken[child.adapter.name] = Status.SKIPPED, said["error"]

    def _take_events(self, server: ForkClient) -> None:
        """Take the events of a fork server."""
        for event in server.events():
            if event["type"] == "gone":
                self._lose(server, event["error"])
            elif event["type"] == "isolated":
                self._servers.unprotected |= {name: why for name, why in server.protections.items() if why}
                if server.listener >= 0:
                    self._selector.register(server.listener, selectors.EVENT_READ, (self._refuse, server))
            for slot in self._slots:
                child = slot.child
                if child and child.server is server and child.token == event.get("token"):
                    if event["type"] == "forked":
                        child.pid, child.since = event["pid"], time.monotonic()
                    elif event["type"] == "exit":
                        self._reap(slot, child, event["code"])

    def _refuse(self, server: ForkClient) -> None:
        """Refuse an attempt to reach a network, and count it to the page in flight."""
        workers = {slot.child.pid: slot for slot in self._slots if slot.child and slot.child.server is server}
        slot = workers.get(attempts.take(server.listener, workers))
        if slot and slot.child and slot.page is not None:
            slot.child.attempts += 1
            if slot.child.attempts > _ATTEMPTS:
                self._fail(slot, slot.child, Status.NETWORK, f"over {outcome.attempts(_ATTEMPTS)}")

    def _reap(self, slot: Slot, child: Child, code: int) -> None:
        """Take a worker's death: what it still said counts, then its page ends with how it died."""
        status, reason, child.ahead = Status.CRASH, child.killed or guard.ending(code), None
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
        is_first = self._retime and child.pages == 1 and status is not Status.TIMEOUT
        elapsed = 0.0 if is_first else time.monotonic() - child.since
        if child.again:
            self._again[child.adapter.name] += int(elapsed * 1e9)
        elif slot.page is not None:
            self._done.append(gave_up(slot.page, child.adapter, status, reason, stderr=child.printed(), elapsed=elapsed))
        elif not child.pages:
            self._failures[child.adapter.name] += 1
            if self._failures[child.adapter.name] >= _TRIES or outcome.is_a_filter(child.stdin, reason):
                self.broken[child.adapter.name] = status, outcome.never_started(child.adapter, reason, child.printed())
        self._kill_worker(slot)

    def _lose(self, server: ForkClient, death: str) -> None:
        """Take the death of a fork server: its workers died with it, the next worker gets a new one."""
        for end in (server.control, server.listener):
            with contextlib.suppress(KeyError, ValueError):  # one that never told of attempts
                self._selector.unregister(end)
        again = self._servers.lose(server)
        for slot in self._slots:
            if (child := slot.child) and child.server is server:
                if (server.stopped and slot.send_back(self._sent_back)) or (again and slot.page is None):
                    self._kill_worker(slot)
                else:
                    self._fail(slot, child, Status.CRASH, f"its fork server died: {death}")

    def _look_at(self, slot: Slot, child: Child) -> None:
        """Kill one worker if it is over a bound."""
        elapsed = time.monotonic() - child.since
        if child.closed and time.monotonic() - child.closed > _LINGER:
            child.killed = "closed the wire and lived on"
            child.server.kill(child.token)
        elif child.greeting is None and child.adapter.name not in self._doubted and outcome.is_doubtful(child.adapter, elapsed):
            self._doubted.add(child.adapter.name)
            child.close_stdin()  # a filter reads to its end and ends; a slow worker says hello, and is started again
        elif over := child.over(busy=slot.page is not None):
            self._fail(slot, child, *over)
