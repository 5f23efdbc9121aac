"""The fork server: imports a library once, forks worker after worker, reaps each with all that it left behind.

Orders come over a Unix socket as JSON lines, a ``fork`` with three file descriptors (wire in, wire out, stderr); events go back the same
way: ``isolated``, ``ready``, ``forked``, ``killed``, ``exit``, ``refused``. When the socket closes everything is killed and the scratch
folder removed.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import gc
import json
import os
import random
import resource
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bench.workers import guard, worker
from bench.workers.isolation import processes, sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.workers.isolation.sandbox import Sandbox

_ROUNDS = 200  # of killing orphans before giving up on a fork bomb
_AGAIN, _PAUSE = 50, 0.1  # tries to fork where no more processes may be started, and seconds between them
_HIGH = 100  # where the wire's two ends lie in a Python worker, out of the way of 0, 1 and 2


def imports_of(module: str) -> Iterator[str]:
    """Yield the modules that the source of ``module`` imports, in its functions too; none without source."""
    spec = find_spec(module)
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return
    for node in ast.walk(ast.parse(Path(spec.origin).read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def load(module: str) -> None:
    """Import an adapter's module and all it imports; what cannot be imported the worker will report."""
    gc.disable()  # what is imported stays
    with contextlib.suppress(ImportError, SyntaxError, ValueError):
        for name in (module, *imports_of(module)):
            with contextlib.suppress(ImportError):
                import_module(name)
    gc.freeze()  # shared pages stay shared: the collector never writes to what was imported
    gc.enable()


class ForkServer:
    """The running process: its socket to the parent, its scratch folder, its workers by process id."""

    def __init__(self, control: socket.socket, order: Mapping[str, Any], confined: Sandbox) -> None:
        """Take the opening order: ``scratch`` folder, ``module`` to import ("" for none), ``path`` to add."""
        self._control, self._confined = control, confined
        self._scratch = Path(order["scratch"])
        self._tell_isolation()
        self._workers: dict[int, int] = {}  # process id -> token
        self._buffer = b""
        self._woken, self._wakeup = socket.socketpair()  # a death of a child wakes the loop
        sys.path.extend(order["path"])
        load(order["module"])

    def run(self) -> None:
        """Follow orders until the parent hangs up, then leave nothing behind."""
        self._woken.setblocking(False)
        self._wakeup.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakeup.fileno(), warn_on_full_buffer=False)
        self._report(type="ready")
        watch = selectors.DefaultSelector()
        watch.register(self._control, selectors.EVENT_READ)
        watch.register(self._woken, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in watch.select():
                    if key.fileobj is self._woken:
                        self._reap()
                    elif not self._follow():
                        return
        finally:
            self._end()

    def _tell_isolation(self) -> None:
        """Send which protections are in force, and what tells attempts, which nobody here may keep."""
        line = json.dumps({"type": "isolated", "protections": dict(self._confined.protections)}).encode() + b"\n"
        own = [self._confined.listener] if self._confined.listener >= 0 else []
        with contextlib.suppress(OSError):
            socket.send_fds(self._control, [line], own)
        guard.close(*own)

    def _report(self, **event: object) -> None:
        """Send an event; a parent that has gone is noticed by the next read."""
        with contextlib.suppress(OSError):
            self._control.sendall(json.dumps(event).encode() + b"\n")

    def _follow(self) -> bool:
        """Read orders and follow them; False once the parent has hung up."""
        try:
            data, fds, _, _ = socket.recv_fds(self._control, 1 << 20, 3)
        except ConnectionError:
            return False
        if not data:
            return False
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if order["type"] == "kill":
                self._kill(order["token"])
                self._report(type="killed", token=order["token"])
            else:
                self._fork(order, fds)
        return True

    def _kill(self, token: int) -> None:
        """Kill a worker and its process group; its death is reported when it is reaped."""
        for pid, owner in self._workers.items():
            if owner == token:
                _kill(pid)

    def _fork(self, order: Mapping[str, Any], fds: list[int]) -> None:
        """Fork one worker and report its process id."""
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            pid = self._forked()
        except BlockingIOError:
            guard.close(*fds)
            return self._report(type="refused")
        if pid == 0:
            self._be_worker(order, fds)
        guard.close(*fds)
        self._workers[pid] = order["token"]
        return self._report(type="forked", token=order["token"], pid=pid)

    def _forked(self) -> int:
        """Fork; where no more processes may be started, try again for a while: others of the user's may end."""
        for _ in range(_AGAIN):
            with contextlib.suppress(BlockingIOError):
                return os.fork()
            self._reap()
            time.sleep(_PAUSE)
        return os.fork()

    def _be_worker(self, order: Mapping[str, Any], fds: list[int]) -> NoReturn:
        """Be the worker and end with it: this process must never come back into the server's loop."""
        status = 70  # EX_SOFTWARE of sysexits.h: the harness, not the adapter
        try:
            self._become(order, fds)
            status = 0
        except BaseException as problem:
            os.write(2, worker.described(problem).encode())
            raise
        finally:
            os._exit(status)

    def _become(self, order: Mapping[str, Any], fds: list[int]) -> None:
        """Leave the server's descriptors and signals, enter a scratch folder of its own, serve."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        guard.die_with_parent()
        guard.adopt_orphans()
        for end in (self._control, self._woken, self._wakeup):
            end.close()
        scratch = self._scratch / str(order["token"])
        scratch.mkdir(mode=0o700)
        _live_in(scratch)
        self._confined.narrow(scratch)
        (_exec if order["command"] else _serve)(order, fds)

    def _reap(self) -> None:
        """Report every worker that died, after killing what it left behind."""
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)
        while ended := processes.reap(list(self._workers), self._kill_group_of):
            dead, status = ended
            token = self._workers.pop(dead, None)
            if token is None:
                continue
            self._kill_orphans()
            shutil.rmtree(self._scratch / str(token), ignore_errors=True)
            if not self._workers:
                self._confined.forget_shared()
            self._report(type="exit", token=token, code=os.waitstatus_to_exitcode(status))

    def _kill_group_of(self, dead: int) -> None:
        """Kill what is left of a worker's process group."""
        if dead in self._workers:
            _kill(dead)

    def _kill_orphans(self) -> None:
        """Kill the orphans of dead workers, which this process inherited, until none is left."""
        for _ in range(_ROUNDS):
            orphans = processes.children(os.getpid()) - self._workers.keys()
            if not orphans:
                return
            for pid in orphans:
                _kill(pid)
            for pid in orphans:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _end(self) -> None:
        """Kill every worker and its children, remove the scratch folder."""
        for pid in self._workers:
            _kill(pid)
        for pid in tuple(self._workers):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            del self._workers[pid]
        self._kill_orphans()
        shutil.rmtree(self._scratch, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._scratch.parent.rmdir()


def _live_in(folder: Path) -> None:
    """Make a folder this process's current folder, home and place for temporary files."""
    os.chdir(folder)
    os.environ.update(HOME=str(folder), TMPDIR=str(folder))
    tempfile.tempdir = None


def _kill(pid: int) -> None:
    """Kill a process and, where it leads one, its group."""
    guard.kill_group(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _exec(order: Mapping[str, Any], fds: list[int]) -> None:
    """Become a foreign worker: the wire is its standard input and output."""
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    guard.limit(0)  # runtimes such as V8 reserve address space by the terabyte: the parent watches their memory instead
    command = order["command"]
    try:
        os.execvp(command[0], command)  # noqa: S606 - a list, no shell
    except OSError as problem:
        os.write(1, worker.hello(order["name"], order["package"], error=f"{command[0]}: {problem.strerror}"))


def _serve(order: Mapping[str, Any], fds: list[int]) -> None:
    """Be a Python worker on the descriptors received; what it prints goes to stderr, it reads nothing."""
    high = min(_HIGH, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)  # where few files may be open
    wire_in, wire_out = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, high) for fd in fds[:2])
    os.dup2(fds[2], 1)
    os.dup2(fds[2], 2)
    guard.close(*fds)
    guard.limit(order["memory"])
    attempts = guard.refuse_network()
    random.seed(0)
    with os.fdopen(wire_in, "rb", buffering=1 << 18) as pages, os.fdopen(wire_out, "wb") as results:
        call, error = worker.prepare(order, warm=order["warm"])
        results.write(worker.hello(order["name"], order["package"], error=error))  # its version is known where it was installed
        results.flush()
        if call:
            worker.serve(call, pages, results, cap=order["output"], attempts=attempts)


def main(arguments: list[str]) -> None:
    """Serve the parent over the socket whose descriptor is given; its first line is the opening order."""
    guard.die_with_parent()  # while importing nobody listens to the socket
    with socket.socket(fileno=int(arguments[0])) as control:
        line = control.makefile("rb", buffering=0).readline()  # byte by byte: what follows has descriptors with it
        if not line.endswith(b"\n"):
            return
        order = json.loads(line)
        confined = sandbox.enter(order)
        guard.die_with_parent()  # which a change of user undoes
        _live_in(Path(order["scratch"], sandbox.IMPORTED))
        server = ForkServer(control, order, confined)
        guard.adopt_orphans()
        guard.die_with_parent(0)
        server.run()
        os._exit(0)  # what libraries registered to do at exit would write into folders that are gone
