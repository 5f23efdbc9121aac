"""The parent's end of a nursery: starts the fork server of one (Python, module), passes it orders, reads its events."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bench.model import Adapter

_KEPT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT")
_TAIL = 2000  # bytes of a nursery's own stderr that are shown when it dies
_PATIENCE = 10.0  # seconds a nursery gets to bury its workers when the run ends


@dataclass(frozen=True, slots=True)
class Home:
    """Where an adapter's workers come from: rows with the same home share one nursery."""

    python: str
    module: str  # that of the adapter's target, imported once with all it imports; "" for commands


def home(adapter: Adapter, python: str) -> Home:
    """Return the home of an adapter whose environment's interpreter is ``python``."""
    return Home(python, "" if adapter.command else adapter.target.partition(":")[0])


def environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a nursery: nothing of the user's but what finding programs needs, all else fixed."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return kept | fixed | {"HOME": str(scratch), "TMPDIR": str(scratch)}


class Nest:
    """One nursery process and the queue of workers to fork in it. ``ready`` once its imports are done, ``dead`` once it has gone.

    ``born`` is when it was started, on the monotonic clock.
    """

    def __init__(self, where: Home, module: str, scratch: Path, path: list[str]) -> None:
        """Start the process; it answers with ``ready`` in its own time."""
        self.where, self.ready, self.dead, self.born = where, False, False, time.monotonic()
        self._scratch = scratch
        scratch.mkdir(mode=0o700)
        self._log = scratch / "stderr"
        self.control, theirs = socket.socketpair()
        boot = str(Path(__file__).with_name("boot.py"))
        with theirs, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [where.python, "-P", boot, "fork-server", str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=scratch,
                env=environment(scratch),                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._queue: deque[tuple[dict[str, Any], tuple[int, ...]]] = deque()
        self._asked = False
        self._buffer = b""
        self._send({"scratch": str(scratch), "module": module, "path": path})

    def _send(self, order: Mapping[str, Any], fds: tuple[int, ...] = ()) -> None:
        """Send one order; a nursery that has gone is noticed by the next read."""
        line = json.dumps(order).encode() + b"\n"
        with contextlib.suppress(OSError):
            if fds:
                socket.send_fds(self.control, [line], list(fds))
            else:
                self.control.sendall(line)

    def fork(self, order: Mapping[str, Any], fds: tuple[int, int, int]) -> None:
        """Ask for a worker on the three descriptors, which are closed here once they are sent. Orders wait for one another."""
        self._queue.append(({"type": "fork", **order}, fds))
        self._next()

    def _next(self) -> None:
        """Send the next fork if the nursery is ready and none is under way: descriptors then belong to one order."""
        if self.ready and not self._asked and self._queue:
            order, fds = self._queue.popleft()
            self._asked = True
            self._send(order, fds)
            for fd in fds:
                os.close(fd)

    def kill(self, token: int) -> bool:
        """Have a worker killed; its ``exit`` event follows. False where it was never forked, and now never will be."""
        for entry in self._queue:
            if entry[0]["token"] == token:
                self._queue.remove(entry)
                for fd in entry[1]:
                    os.close(fd)
                return False
        self._send({"type": "kill", "token": token})
        return True

    def events(self) -> list[dict[str, Any]]:
        """Read what the nursery has to say; its death is the event ``gone``."""
        try:
            data = self.control.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self.dead = True
            return [{"type": "gone", "error": self._epitaph()}]
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        found = [json.loads(line) for line in lines]
        for event in found:
            self.ready |= event["type"] == "ready"
            self._asked &= event["type"] != "forked"
        self._next()
        return found

    def _epitaph(self) -> str:
        """Say how the process ended, with the end of what it printed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        said = self._log.read_bytes()[-_TAIL:].decode("utf-8", "replace").strip() if self._log.exists() else ""
        return f"{ending(self._process.poll())}: {said.splitlines()[-1]}" if said else ending(self._process.poll())

    def stop(self) -> None:
        """Kill the process while it imports; it has no workers then."""
        self._process.kill()

    def close(self) -> None:
        """Hang up; the nursery kills and buries all its workers and removes its scratch folder. Returns at once."""
        for _, fds in self._queue:
            for fd in fds:
                os.close(fd)
        self._queue.clear()
        self.control.close()

    def wait(self) -> None:
        """Wait until the nursery has gone after :meth:`close`, for ten seconds at most; then kill it."""
        try:
            self._process.wait(0 if not self.ready else _PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def ending(code: int | None) -> str:
    """Say how a process ended: its exit code, or the signal by name (``code`` < 0)."""
    if code is None:
        return "still running"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
