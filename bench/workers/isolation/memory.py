"""What a worker holds in memory: its processes, and files that lie in memory alone."""

from __future__ import annotations

import os
from pathlib import Path

from bench.workers.isolation import processes

_BLOCK = 512  # bytes, as stat(2) counts
_IN_MEMORY = ("/memfd:", "/dev/shm/")  # noqa: S108


def held(pid: int, *, family: bool) -> int:
    """Return the bytes that a process holds, or it and its descendants where the ``family`` counts.

    Memory files count whoever of the family has them open; pages of them that are mapped are not counted twice.
    """
    known = processes.snapshot()
    members = processes.descendants(pid, known)
    files: dict[tuple[int, int], int] = {}
    for member in (pid, *members):
        files |= _memory_files(member)
    counted = [processes.resident(member, known) for member in ((pid, *members) if family else (pid,))]
    return sum(own for own, _ in counted) + max(sum(shared for _, shared in counted), sum(files.values()))


def _memory_files(pid: int) -> dict[tuple[int, int], int]:
    """Return the bytes of the files in memory that a process has open, by device and number."""
    found = {}
    try:
        opened = list(os.scandir(f"/proc/{pid}/fd"))
    except OSError:
        return {}
    for one in opened:
        try:
            if str(Path(one.path).readlink()).startswith(_IN_MEMORY):
                status = one.stat()
                found[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK
        except OSError:
            continue
    return found
