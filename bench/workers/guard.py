"""What keeps an extractor in its process and memory, and what is known of processes."""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import IO

from bench.workers.isolation import kernel

_PDEATHSIG, _SUBREAPER = 1, 36  # prctl(2)
_FILES = (("clear_refs", os.O_WRONLY), ("status", os.O_RDONLY), ("statm", os.O_RDONLY))
_FILE_LIMIT = 1 << 30  # bytes a worker may write into one file of its scratch folder
_KEPT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT")
_FIXED = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_ROUNDS = 200  # of killing what a process started, which may start more, before giving up
_TAIL = 4096  # bytes at the end of a log that are looked at
_CALLS = ("connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")
_REFUSED = frozenset(f"socket.{call}" for call in _CALLS)  # events of the audit


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send ``number`` here when the thread that made us ends; 0 undoes that. Linux only."""
    kernel.control(_PDEATHSIG, int(number))


def adopt_orphans() -> bool:
    """Become the parent of descendants whose own parent ends: none escapes by double forking. Linux only."""
    return kernel.control(_SUBREAPER, 1)


def refuse_network() -> memoryview:
    """Refuse this process the network for good; return one count of attempts, which forked children share."""
    attempts = memoryview(mmap.mmap(-1, 8)).cast("Q")

    def _hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _REFUSED and getattr(arguments[0], "family", None) != socket.AF_UNIX:  # between processes here
            attempts[0] += 1
            raise PermissionError(f"{event} refused: a worker has no network")

    sys.addaudithook(_hook)
    return attempts


def limit(memory: int) -> None:
    """Cap the address space at ``memory`` bytes (0 = no cap), files at 1 GiB, core dumps at nothing.

    Where the surroundings allow less already, that stays: see :func:`bench.workers.limits.within`.
    """
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, _FILE_LIMIT), (resource.RLIMIT_AS, memory)):
        if most or kind == resource.RLIMIT_CORE:
            allowed = [bound for bound in resource.getrlimit(kind) if bound != resource.RLIM_INFINITY]
            resource.setrlimit(kind, (min([most, *allowed]),) * 2)


def environment(scratch: Path) -> dict[str, str]:
    """Return a worker's environment: of the user's only what finding programs needs, all else fixed."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _FIXED | {"HOME": str(scratch), "TMPDIR": str(scratch)}


def close(*descriptors: int) -> None:
    """Close file descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


def kill_group(leader: int) -> None:
    """Kill all processes of a process group, if there are any."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def ending(code: int | None) -> str:
    """Say how a process ended: its exit code, or the signal by name (``code`` < 0)."""
    if code is None:
        return "still running"
    if code >= 0:
        return f"exit code {code}"
    names = {number.value: number.name for number in signal.Signals}
    return f"killed by {names.get(-code, f'signal {-code}')}"


def last_line(log: IO[bytes]) -> str:
    """Return the last line a process wrote to its log, "" where it wrote none."""
    size = os.fstat(log.fileno()).st_size
    lines = os.pread(log.fileno(), _TAIL, max(size - _TAIL, 0)).decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def children(parent: int) -> set[int]:
    """Return the ids of a process's children, whichever of its threads made them; none without ``/proc``."""
    try:
        return {int(pid) for thread in Path(f"/proc/{parent}/task").iterdir() for pid in _made_by(thread)}
    except OSError:
        return {int(process.name) for process in Path("/proc").glob("[0-9]*") if _parent(process) == parent}


def descendants(pid: int) -> set[int]:
    """Return the ids of all that a process started, and of what that started."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        new = children(waiting.pop()) - found
        found |= new
        waiting += new
    return found


def kill_tree(pid: int) -> None:
    """Kill a process, which need not run, with all that descends from it."""
    for _ in range(_ROUNDS):
        living = {one for one in descendants(pid) if not _is_dead(one)}
        for one in living:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        if not living:
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _is_dead(pid: int) -> bool:
    """Whether a process has ended, though nobody reaped it."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in {b"Z", b"X"}
    except OSError:
        return True


def _made_by(thread: Path) -> list[bytes]:
    """Return the ids of what a thread made; raises OSError where the system lists none."""
    try:
        return (thread / "children").read_bytes().split()
    except OSError:
        if thread.exists():
            raise
        return []


def _parent(process: Path) -> int:
    """Return the parent of a process by its folder under ``/proc``, 0 where it has gone."""
    try:
        return int((process / "stat").read_bytes().rpartition(b")")[2].split()[1])
    except OSError:
        return 0


def has_children() -> bool:
    """Whether this process has children, dead or alive (one system call)."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


class Memory:
    """The memory of this process, read through descriptors opened once: a look costs microseconds."""

    def __init__(self) -> None:
        """Open what ``/proc`` offers."""
        self._forget, self._status, self._statm = (_opened(name, mode) for name, mode in _FILES)

    def forget_peak(self) -> None:
        """Start measuring the peak anew; without ``/proc`` it is that of the process so far."""
        with contextlib.suppress(OSError):
            os.pwrite(self._forget, b"5", 0)

    def peak(self) -> int:
        """Return the peak resident memory since :meth:`forget_peak`, in bytes."""
        try:
            status = os.pread(self._status, 4096, 0)
            return int(status[status.index(b"VmHWM:") + 6 :].split(None, 1)[0]) * 1024
        except (OSError, ValueError):
            unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, kilobytes elsewhere
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    def resident(self) -> int:
        """Return the resident memory now, in bytes, 0 where it cannot be read."""
        try:
            return int(os.pread(self._statm, 256, 0).split()[1]) * resource.getpagesize()
        except (OSError, IndexError):
            return 0


def _opened(name: str, mode: int) -> int:
    """Return a descriptor of a file under ``/proc/self``, -1 where there is none."""
    try:
        return os.open(f"/proc/self/{name}", mode | os.O_CLOEXEC)
    except OSError:
        return -1
