"""Attempts to reach a network: each is told to the parent, refused, and counted to one worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench.workers.isolation import seccomp

if TYPE_CHECKING:
    from collections.abc import Container

_DEPTH = 100  # generations between a worker and what it started


def take(listener: int, workers: Container[int]) -> int:
    """Refuse one attempt; return the worker that made it, itself or by what it started.

    ``workers`` are process ids; 0 is none of them.
    """
    told = seccomp.attempt(listener)
    if told is None:
        return 0
    number, thread = told
    worker = _worker(thread, workers)
    seccomp.refuse(listener, number)
    return worker


def _worker(thread: int, workers: Container[int]) -> int:
    """Return the worker that a thread belongs to or descends from, 0 for none."""
    for _ in range(_DEPTH):
        process, parent = _kin(thread)
        if process in workers:
            return process
        if parent <= 1:
            return 0
        thread = parent
    return 0


def _kin(thread: int) -> tuple[int, int]:
    """Return the process of a thread and that one's parent, zeros where it has gone."""
    try:
        lines = Path(f"/proc/{thread}/status").read_bytes().splitlines()
    except OSError:
        return 0, 0
    said = dict(line.split(b":", 1) for line in lines if b":" in line)
    return int(said[b"Tgid"]), int(said[b"PPid"])
