"""The parent's end of the fork servers: one for each Python and module; orders out, events in."""

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import RunError
from bench.model import Adapter
from bench.workers import guard, surroundings, wire
from bench.workers.surroundings import Surroundings

_BOOT = str(Path(__file__).with_name("boot.py"))
_PATIENCE = 10.0  # seconds a fork server gets to reap its workers when the run ends
_UNANSWERED = 10.0  # seconds for an order; a fork server that is stopped answers none
_FIELDS: dict[str, dict[str, type]] = {  # of each event
    "isolated": {"protections": dict}, "ready": {}, "forked": {"token": int, "pid": int}, "killed": {"token": int},
    "exit": {"token": int, "code": int}, "refused": {},
}  # fmt: skip
_LINE = 1 << 20  # bytes of an event
_DEATHS = 8  # of ready fork servers, which somebody killed or stopped, until their adapters are given up
_TRIES = 2  # starts before a fork server is given up; the second imports nothing, so that the worker shows what is wrong


@dataclass(frozen=True, slots=True)
class ServerKey:
    """What a fork server is for: adapters with the same key share one."""

    python: str
    module: str  # that of the adapter's target, imported once with all it imports; "" for commands
    reads: tuple[str, ...] = ()  # where the files of its command lie


def server_key(adapter: Adapter, python: str, command: Sequence[str] = ()) -> ServerKey:
    """Return the key of an adapter whose environment's interpreter is ``python``.

    ``command`` is its command with files located.
    """
    if not adapter.command:
        return ServerKey(python, adapter.target.partition(":")[0])
    named = {one if Path(one).is_absolute() else shutil.which(one) if "/" not in one else None for one in command} - {None, ""}
    files = {str(Path(place).parent) for one in named if one for place in (one, os.path.realpath(one))}
    return ServerKey(python, "", tuple(sorted(files)))


class ForkClient:
    """One fork server, ``ready`` once its imports are done, and the queue of workers to fork in it."""

    def __init__(self, key: ServerKey, scratch: Path, order: Mapping[str, Any]) -> None:
        """Start the process with an opening order; it answers with ``ready`` in its own time."""
        self.key, self.ready, self.started = key, False, time.monotonic()
        self.protections: dict[str, str] = {}  # "" where one is in force, else why not
        self.listener = -1  # tells of attempts to reach a network
        self._asked = deque[float]()  # when orders were sent that are not answered
        scratch.mkdir(mode=0o711)  # entered by the unprivileged user that workers may be
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the client
        self.control, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [key.python, "-P", _BOOT, "fork-server", str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=scratch,
                env=guard.environment(scratch), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
            )  # fmt: skip
        except BlockingIOError:
            self.control.close()
            self._log.close()
            raise _no_process() from None
        finally:
            theirs.close()
        self._queue: deque[tuple[dict[str, Any], tuple[int, ...]]] = deque()
        self._forking, self.stopped = False, ""  # ``stopped``: why we killed it, though it was ready
        self._buffer = b""
        self._send({"scratch": str(scratch), **order})

    def _send(self, order: Mapping[str, Any], fds: tuple[int, ...] = ()) -> None:
        """Send one order; a server that has gone is noticed by the next read, one that is stuck later."""
        line = json.dumps(order).encode() + b"\n"
        with contextlib.suppress(OSError):
            if fds:
                socket.send_fds(self.control, [line], list(fds))
            else:
                self.control.sendall(line)

    def fork(self, order: Mapping[str, Any], fds: tuple[int, int, int]) -> None:
        """Ask for a worker on three descriptors, closed here once they are sent. Orders wait for one another."""
        self._queue.append(({"type": "fork", **order}, fds))
        self._next()

    def _next(self) -> None:
        """Send the next order if the server is ready and has none: descriptors then belong to one order."""
        if self.ready and not self._forking and self._queue:
            order, fds = self._queue.popleft()
            self._forking = True
            self._asked.append(time.monotonic())
            self._send(order, fds)
            guard.close(*fds)

    def kill(self, token: int) -> None:
        """Have a worker killed; its ``exit`` event follows, unless it still waited to be forked."""
        for order, fds in self._queue:
            if order["token"] == token:
                self._queue.remove((order, fds))
                return guard.close(*fds)
        self._asked.append(time.monotonic())
        return self._send({"type": "kill", "token": token})

    def events(self) -> list[dict[str, Any]]:
        """Read what the server has to say; its death, or what is no event of ours, is the event ``gone``."""
        try:
            data, given, _, _ = socket.recv_fds(self.control, 1 << 16, 1)
        except OSError:
            data, given = b"", []
        if given:
            self._keep(given)
        if not data:
            return [{"type": "gone", "error": self.stopped or self._death()}]
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        events = [_event(line) for line in lines]
        if len(self._buffer) > _LINE or None in events:  # a library in it writes where only the server should
            self.stop("it sent what no fork server says")
            return [{"type": "gone", "error": self.stopped}]
        for event in filter(None, events):
            self._take(event)
        self._next()
        return list(filter(None, events))

    def _keep(self, given: list[int]) -> None:
        """Keep the one descriptor that tells attempts; others nobody asked for."""
        if self.listener < 0:
            self.listener = given.pop()
        guard.close(*given)

    def _take(self, event: Mapping[str, Any]) -> None:
        """Note what an event says of the server itself.

        Raises RunError where the system lets it start no worker: that is no adapter's fault, and no page's.
        """
        if event["type"] == "refused":
            raise _no_process()
        if event["type"] == "isolated":
            self.protections = {wire.one_line(name)[:40]: wire.one_line(str(why)) for name, why in event["protections"].items()}
        self.ready |= event["type"] == "ready"
        self._forking &= event["type"] != "forked"
        if event["type"] in {"forked", "killed"} and self._asked:
            self._asked.popleft()

    @property
    def is_stuck(self) -> bool:
        """Whether an order has not been answered for so long that none will be."""
        return bool(self._asked) and time.monotonic() - self._asked[0] > _UNANSWERED

    def _death(self) -> str:
        """Say how the process ended, with the last line it printed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        how, said = guard.ending(self._process.poll()), guard.last_line(self._log)
        return f"{how}: {said}" if said else how

    def stop(self, why: str = "") -> None:
        """Kill the process with all its workers; the event ``gone`` follows, with ``why`` where it is given."""
        self.stopped = why
        guard.kill_tree(self._process.pid)
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)  # whoever else may hold the other end

    def close(self) -> None:
        """Hang up, without waiting; the server reaps its workers and removes its scratch folder."""
        for _, fds in self._queue:
            guard.close(*fds)
        self._queue.clear()
        if self.listener >= 0:
            os.close(self.listener)
            self.listener = -1
        self.control.close()
        self._log.close()

    def wait(self) -> None:
        """Wait until the server has gone after :meth:`close`, for ten seconds at most; then kill it."""
        try:
            self._process.wait(_PATIENCE if self.ready and not self.stopped else 0)
        except subprocess.TimeoutExpired:
            guard.kill_tree(self._process.pid)
            self._process.wait()


def _no_process() -> RunError:
    """Return what to say where the system lets us start no more processes."""
    what = "no more processes can be started here (ulimit -u, or the limit of a container)"
    return RunError(what, "room for a fork server and a worker for each job", "ulimit -u 1024, or --workers 1; results so far are kept")


def _event(line: bytes) -> dict[str, Any] | None:
    """Return an event of a fork server, None where a line holds none."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    wanted = _FIELDS.get(str(event.get("type")))
    return event if wanted is not None and all(type(event.get(name)) is kind for name, kind in wanted.items()) else None


class Servers:
    """The fork servers of a pool: started when the first worker is wanted, started anew when one died."""

    def __init__(self, around: Surroundings, memory: int) -> None:
        """Note what is needed, ``memory`` in bytes; nothing is started yet."""
        self._around, self._memory = around, memory
        self.unprotected: dict[str, str] = {}  # protections that a fork server went without, and why
        self._alive: dict[ServerKey, ForkClient] = {}
        self._failures: Counter[ServerKey] = Counter()
        self._deaths: Counter[ServerKey] = Counter()  # of those that were ready
        self._serial = itertools.count(1)

    def of(self, adapter: Adapter, watch: Callable[[ForkClient], object]) -> ForkClient:
        """Return the fork server for an adapter, starting it if need be; ``watch`` is told of a new one."""
        around = self._around
        key = server_key(adapter, around.python(adapter.env), around.command(adapter, around.folder))
        if key not in self._alive:
            module = "" if self._failures[key] else key.module
            order = {"module": module, "path": [str(around.folder)], "reads": key.reads, "memory": self._memory}
            order |= {"private": around.private, "sealed": around.sealed}
            self._alive[key] = ForkClient(key, around.scratch / str(next(self._serial)), order)
            watch(self._alive[key])
        return self._alive[key]

    def lose(self, server: ForkClient) -> bool:
        """Take the death of a fork server; whether another is worth starting for the workers that waited."""
        server.close()
        server.wait()  # it is dead, or was killed
        del self._alive[server.key]
        self._failures[server.key] += not server.ready
        self._deaths[server.key] += server.ready
        if not server.ready:
            return self._failures[server.key] < _TRIES
        if self._failures[server.key]:  # only one that imports nothing came up: what its workers import may have ended it
            return bool(server.stopped) and self._deaths[server.key] < _TRIES
        return self._deaths[server.key] < _DEATHS

    def stop_late(self, patience: float) -> None:
        """Kill those that have been importing for more than ``patience`` seconds, or answer no order."""
        for server in self._alive.values():
            if not server.ready and time.monotonic() - server.started > patience:
                server.stop()
            elif server.is_stuck:
                server.stop(f"it answered no order for {_UNANSWERED:g} s")

    def close(self) -> None:
        """Have all of them reap their workers and end; wait for that."""
        for server in self._alive.values():
            server.close()
        for server in self._alive.values():
            server.wait()
        self._alive.clear()
        surroundings.remove(self._around.scratch, self._around.lock)  # servers clear up after themselves, unless they were killed
