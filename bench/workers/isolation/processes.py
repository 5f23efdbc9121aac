"""What the system tells of processes: by ``/proc`` and ``waitid``, or by ``ps`` where there is neither (macOS)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_PROC = Path("/proc")
_COLUMNS = "pid=,ppid=,stat=,rss="  # of ps(1), as POSIX and macOS have them; rss in KiB


class Listed(NamedTuple):
    """One process as ``ps`` lists it."""

    parent: int
    state: str  # Z: it has ended and nobody reaped it
    resident: int  # bytes


def told_by() -> str:
    """Return what tells of processes here: ``proc``, ``ps``, or "" for nothing."""
    return "proc" if _pids() else "ps" if listed() else ""


def snapshot() -> dict[int, Listed] | None:
    """Return what ``ps`` lists, None where ``/proc`` tells more; for those who ask of several at once."""
    return None if _pids() else listed()


def children(parent: int, known: Mapping[int, Listed] | None = None) -> set[int]:
    """Return the ids of a process's children, whichever thread made them; by what is ``known``, if given."""
    if known is not None:
        return {pid for pid, one in known.items() if one.parent == parent}
    try:
        return {int(pid) for thread in os.listdir(_PROC / str(parent) / "task") for pid in _made_by(parent, thread)}  # noqa: PTH208
    except OSError:
        if pids := _pids():
            return {pid for pid in pids if _parent(pid) == parent}
        return children(parent, listed())


def descendants(pid: int, known: Mapping[int, Listed] | None = None) -> set[int]:
    """Return the ids of all that descend from a process; by what is ``known``, if given."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        new = children(waiting.pop(), known) - found
        found |= new
        waiting += new
    return found


def is_dead(pid: int) -> bool:
    """Whether a process has ended, though nobody reaped it."""
    try:
        return _stat(pid)[0] in {b"Z", b"X"}
    except OSError:
        one = None if _pids() else listed().get(pid)
        return one is None or one.state.startswith("Z")


def resident(pid: int, known: Mapping[int, Listed] | None = None) -> tuple[int, int]:
    """Return the resident bytes of a process, those of shared memory apart; zeros where it has gone.

    Shared memory is not told apart where there is no ``/proc``, nor by what is ``known``.
    """
    if known is not None:
        return (known[pid].resident if pid in known else 0), 0
    try:
        lines = (_PROC / str(pid) / "status").read_bytes().splitlines()
    except OSError:
        return (0, 0) if _pids() else resident(pid, listed())
    sizes = {
        name: int(value.split()[0]) * 1024 for name, _, value in (line.partition(b":") for line in lines) if name[:3] in {b"VmR", b"Rss"}
    }
    shared = sizes.get(b"RssShmem", 0)
    return sizes.get(b"VmRSS", 0) - shared, shared


def has_children() -> bool:
    """Whether this process has children, dead or alive (one system call); never without ``waitid``.

    Python has none on macOS before 3.13; asking ``ps`` after every page would take longer than most pages.
    """
    if not hasattr(os, "waitid"):
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def reap(known: Iterable[int], before: Callable[[int], object]) -> tuple[int, int] | None:
    """Reap one child that has ended, ``before`` first; return its id and status, None where there is none.

    ``before`` is called with the id. Without ``waitid`` that is one of those ``known``, and ``before`` is called when it is reaped already.
    """
    if hasattr(os, "waitid"):
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return None
        if ended is None:
            return None
        before(ended.si_pid)
        return os.waitpid(ended.si_pid, 0)
    for pid in known:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            before(found)
            return found, status
    return None


def listed() -> dict[int, Listed]:
    """Return every process by its id, as ``ps`` lists them but for itself; none without it."""
    import subprocess  # which no fork server needs where there is `/proc`

    try:
        asked = subprocess.Popen(["ps", "-A", "-o", _COLUMNS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except OSError:
        return {}
    rows = [line.split() for line in asked.communicate()[0].splitlines()]
    found = {int(row[0]): Listed(int(row[1]), row[2].decode("ascii", "replace"), int(row[3]) * 1024) for row in rows if len(row) == 4}
    found.pop(asked.pid, None)
    return found


def _pids() -> list[int]:
    """Return the ids of all processes that ``/proc`` shows, none where there is no such folder."""
    try:
        return [int(name) for name in os.listdir(_PROC) if name.isdigit()]  # noqa: PTH208 - a look costs microseconds
    except OSError:
        return []


def _made_by(parent: int, thread: str) -> list[bytes]:
    """Return the ids of what a thread made; raises OSError where the system lists none."""
    place = _PROC / str(parent) / "task" / thread
    try:
        return (place / "children").read_bytes().split()
    except OSError:
        if place.exists():
            raise
        return []


def _stat(pid: int) -> list[bytes]:
    """Return the state of a process, its parent and more; raises OSError where it has gone."""
    return (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()


def _parent(pid: int) -> int:
    """Return the parent of a process, 0 where it has gone."""
    try:
        return int(_stat(pid)[1])
    except OSError:
        return 0
