"""What a fork server and its workers give up, step by step, and which protections are then in force."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.workers.isolation import grants, kernel, landlock, namespaces, privileges, seccomp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

IMPORTED = "imports"  # folder of a scratch folder: home of a library while it is imported, and of what it wrote then


class Sandbox(NamedTuple):
    """What was given up: ``protections`` holds "" where one is in force, else why it is not."""

    protections: Mapping[str, str]
    listener: int  # tells of attempts to reach a network; -1: none does
    reads: tuple[tuple[str, int], ...]  # what a worker may read beside its own folder, and devices
    scratch: Path
    shared: bool  # whether shared memory is held

    def narrow(self, own: Path) -> None:
        """Leave a worker, forked of the process that entered, its own folder alone of all that may be written."""
        if not self.protections["files"]:
            landlock.restrict([*self.reads, *_writes(self.shared, own, self.scratch / IMPORTED)])

    def forget_shared(self) -> None:
        """Delete what dead workers left in shared memory, where it is ours alone."""
        with contextlib.suppress(OSError):
            for entry in sorted(Path(namespaces.SHARED_MEMORY).iterdir()) if self.shared else []:
                shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def enter(order: Mapping[str, Any]) -> Sandbox:
    """Give up network, files, processes and privileges of whoever runs us, for good.

    That is as far as the system lets us. ``order`` holds ``scratch``, a folder of ours, ``memory`` in bytes, and what
    :func:`bench.workers.isolation.grants.places` takes.
    """
    scratch = Path(order["scratch"])
    places = grants.places(order)
    apart = namespaces.leave_network()
    held = apart or namespaces.hold_shared_memory(order["memory"])
    privileges.become_nobody(scratch, places.own)
    (scratch / IMPORTED).mkdir(mode=0o700)
    plain = kernel.forgo_privileges()
    readable = (*grants.reads(places), *grants.devices())
    around = (str(scratch.parent), landlock.REMOVE_EMPTY)  # our own goes with us; workers are not given this
    files = _tried(lambda: landlock.restrict([*readable, *_writes(not held, scratch), around]))
    listener, filtered = -1, ""
    try:
        listener = seccomp.confine()
    except OSError as problem:
        filtered = said(problem)
    found = {
        "network": f"{apart}; seccomp: {filtered}" if apart and filtered else "",
        "attempts": "" if listener >= 0 else f"seccomp: {filtered or 'no listener'}",
        "files": files,
        "processes": _processes(files),
        "privileges": "" if plain and privileges.are_gone() else "capabilities are left",
        "shared memory": held if files else "",  # where files are kept from workers, there is none that is not held
    }
    return Sandbox(found, listener, readable, scratch, not held)


def _writes(shared: bool, *folders: Path) -> list[tuple[str, int]]:
    """Return what may be written: folders, and memory where it is held."""
    return [*grants.writes(*map(str, folders)), *(grants.shared_memory() if shared else [])]


def _tried(step: Callable[[], object]) -> str:
    """Take a step; return "" or why it failed."""
    try:
        step()
    except OSError as problem:
        return said(problem)
    return ""


def said(problem: OSError) -> str:
    """Return what the system said, on one line."""
    return problem.strerror or str(problem)


def _processes(files: str) -> str:
    """Return "" where this process neither sees into its parent nor signals it, or why it can."""
    parent = os.getppid()
    try:
        Path(f"/proc/{parent}/environ").read_bytes()
    except OSError:
        pass
    else:
        return files or "the environment of others can be read"
    try:
        os.kill(parent, 0)
    except OSError:
        return ""
    return files or f"signals reach others before version 6 of Landlock (here {landlock.version()})"
