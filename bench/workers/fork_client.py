"""The parent's end of the fork servers: one for each Python and module; orders out, events in."""

import contextlib
import itertools
import json
import socket
import subprocess
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.model import Adapter
from bench.workers import guard, surroundings
from bench.workers.surroundings import Surroundings

_BOOT = str(Path(__file__).with_name("boot.py"))
_PATIENCE = 10.0  # seconds a fork server gets to reap its workers when the run ends
_TRIES = 2  # starts before a fork server is given up; the second imports nothing, so that the worker shows what is wrong


@dataclass(frozen=True, slots=True)
class ServerKey:
    """What a fork server is for: adapters with the same key share one."""

    python: str
    module: str  # that of the adapter's target, imported once with all it imports; "" for commands


def server_key(adapter: Adapter, python: str) -> ServerKey:
    """Return the key of an adapter whose environment's interpreter is ``python``."""
    return ServerKey(python, "" if adapter.command else adapter.target.partition(":")[0])


class ForkClient:
    """One fork server, ``ready`` once its imports are done, and the queue of workers to fork in it."""

    def __init__(self, key: ServerKey, module: str, scratch: Path, path: list[str]) -> None:
        """Start the process; it answers with ``ready`` in its own time."""
        self.key, self.ready, self.started = key, False, time.monotonic()
        scratch.mkdir(mode=0o700)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the client
        self.control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [key.python, "-P", _BOOT, "fork-server", str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=scratch,
                env=guard.environment(scratch), stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, start_new_session=True,
            )  # fmt: skip
        self._queue: deque[tuple[dict[str, Any], tuple[int, ...]]] = deque()
        self._forking = False
        self._buffer = b""
        self._send({"scratch": str(scratch), "module": module, "path": path})

    def _send(self, order: Mapping[str, Any], fds: tuple[int, ...] = ()) -> None:
        """Send one order; a server that has gone is noticed by the next read."""
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
            self._send(order, fds)
            guard.close(*fds)

    def kill(self, token: int) -> None:
        """Have a worker killed; its ``exit`` event follows, unless it still waited to be forked."""
        for order, fds in self._queue:
            if order["token"] == token:
                self._queue.remove((order, fds))
                return guard.close(*fds)
        return self._send({"type": "kill", "token": token})

    def events(self) -> list[dict[str, Any]]:
        """Read what the server has to say; its death is the event ``gone``."""
        try:
            data = self.control.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            return [{"type": "gone", "error": self._death()}]
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        events = [json.loads(line) for line in lines]
        for event in events:
            self.ready |= event["type"] == "ready"
            self._forking &= event["type"] != "forked"
        self._next()
        return events

    def _death(self) -> str:
        """Say how the process ended, with the last line it printed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        how, said = guard.ending(self._process.poll()), guard.last_line(self._log)
        return f"{how}: {said}" if said else how

    def stop(self) -> None:
        """Kill the process while it imports; it has no workers then."""
        self._process.kill()

    def close(self) -> None:
        """Hang up, without waiting; the server reaps its workers and removes its scratch folder."""
        for _, fds in self._queue:
            guard.close(*fds)
        self._queue.clear()
        self.control.close()
        self._log.close()

    def wait(self) -> None:
        """Wait until the server has gone after :meth:`close`, for ten seconds at most; then kill it."""
        try:
            self._process.wait(0 if not self.ready else _PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Servers:
    """The fork servers of a pool: started when the first worker is wanted, started anew when one died."""

    def __init__(self, around: Surroundings) -> None:
        """Note what is needed; nothing is started yet."""
        self._around = around
        self._alive: dict[ServerKey, ForkClient] = {}
        self._failures: Counter[ServerKey] = Counter()
        self._serial = itertools.count(1)

    def of(self, adapter: Adapter, watch: Callable[[ForkClient], object]) -> ForkClient:
        """Return the fork server for an adapter, starting it if need be; ``watch`` is told of a new one."""
        key = server_key(adapter, self._around.python(adapter.env))
        if key not in self._alive:
            module = "" if self._failures[key] else key.module
            self._alive[key] = ForkClient(key, module, self._around.scratch / str(next(self._serial)), [str(self._around.folder)])
            watch(self._alive[key])
        return self._alive[key]

    def lose(self, server: ForkClient) -> bool:
        """Take the death of a fork server; whether another is worth starting for the workers that waited."""
        server.close()
        del self._alive[server.key]
        self._failures[server.key] += not server.ready
        return not server.ready and self._failures[server.key] < _TRIES

    def stop_late(self, patience: float) -> None:
        """Kill those that have been importing for more than ``patience`` seconds."""
        for server in self._alive.values():
            if not server.ready and time.monotonic() - server.started > patience:
                server.stop()

    def close(self) -> None:
        """Have all of them reap their workers and end; wait for that."""
        for server in self._alive.values():
            server.close()
        for server in self._alive.values():
            server.wait()
        self._alive.clear()
        surroundings.remove(self._around.scratch, self._around.lock)  # servers clear up after themselves, unless they were killed
