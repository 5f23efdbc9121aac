"""What keeps an extractor in its process and memory, and what is known of processes."""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import signal
import socket
import sys
from typing import IO, TYPE_CHECKING

from bench.workers.isolation import kernel, processes

if TYPE_CHECKING:
    from pathlib import Path

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

    Where the surroundings allow less already, that stays: see :func:`bench.workers.limits.within`. macOS refuses to cap address space:
    there the parent alone watches memory.
    """
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, _FILE_LIMIT), (resource.RLIMIT_AS, memory)):
        if most or kind == resource.RLIMIT_CORE:
            allowed = [bound for bound in resource.getrlimit(kind) if bound != resource.RLIM_INFINITY]
            with contextlib.suppress(*((OSError, ValueError) if kind == resource.RLIMIT_AS else ())):
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


def kill_tree(pid: int) -> None:
    """Kill a process, which need not run, with all that descends from it."""
    for _ in range(_ROUNDS):
        living = {one for one in processes.descendants(pid) if not processes.is_dead(one)}
        for one in living:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        if not living:
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


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
