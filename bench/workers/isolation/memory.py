"""What a worker holds in memory: its processes, and files that lie in memory alone."""

from __future__ import annotations

import os
from pathlib import Path

from bench.workers import guard

_BLOCK = 512  # bytes, as stat(2) counts
_IN_MEMORY = ("/memfd:", "/dev/shm/")  # noqa: S108


def held(pid: int, *, family: bool) -> int:
    """Return the bytes that a process holds, or it and its descendants where the ``family`` counts.

    Memory files count whoever of the family has them open; pages of them that are mapped are not counted twice.
    """
    members = guard.descendants(pid)
    files: dict[tuple[int, int], int] = {}
    for member in (pid, *members):
        files |= _memory_files(member)
    counted = [_resident(member) for member in ((pid, *members) if family else (pid,))]
    return sum(own for own, _ in counted) + max(sum(shared for _, shared in counted), sum(files.values()))


def _resident(pid: int) -> tuple[int, int]:
    """Return the resident bytes of a process, those of shared memory apart; zeros without them."""
    try:
        lines = Path(f"/proc/{pid}/status").read_bytes().splitlines()
    except OSError:
        return 0, 0
    sizes = {
        name: int(value.split()[0]) * 1024 for name, _, value in (line.partition(b":") for line in lines) if name[:3] in {b"VmR", b"Rss"}
    }
    shared = sizes.get(b"RssShmem", 0)
    return sizes.get(b"VmRSS", 0) - shared, shared


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
