"""Namespaces: a network without interfaces, mounts and shared memory of one's own (namespaces(7))."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path

_NEWNS, _NEWIPC, _NEWUSER, _NEWNET = 0x00020000, 0x08000000, 0x10000000, 0x40000000  # unshare(2)
_PRIVATE, _FLAGS = 1 << 18 | 1 << 14, 2 | 4 | 8  # mount(2): private and recursive; no set-uid programs, devices, executables
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where shm_open(3) makes files


def leave_network() -> str:
    """Move this process and all it will start into a network without interfaces.

    With mounts of its own where possible. Return "" or why that is refused.
    """
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return "this system has no namespaces"
    apart = _NEWNET | _NEWNS | _NEWIPC
    uid, gid = os.getuid(), os.getgid()
    if unshare(apart) == 0 or unshare(_NEWNET) == 0:
        return ""
    if unshare(_NEWUSER | apart) != 0 and unshare(_NEWUSER | _NEWNET) != 0:
        return f"namespaces: {os.strerror(ctypes.get_errno())}"
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with contextlib.suppress(OSError):  # where only the rest is refused, nobody needs the names of users
            Path("/proc/self", name).write_text(text, encoding="ascii")
    return ""


def hold_shared_memory(bound: int) -> str:
    """Give this process and all it will start shared memory of their own; return "" or why not.

    It takes at most ``bound`` bytes.
    """
    if _mounts("self") == _mounts(os.getppid()):
        return "mounts: those of all processes"
    mount = ctypes.CDLL(None, use_errno=True).mount
    if mount(None, b"/", None, ctypes.c_ulong(_PRIVATE), None) != 0:
        return f"mounts: {os.strerror(ctypes.get_errno())}"
    size = f"size={bound},mode=1777".encode()
    if mount(b"tmpfs", SHARED_MEMORY.encode(), b"tmpfs", ctypes.c_ulong(_FLAGS), size) != 0:
        return f"mounts: {os.strerror(ctypes.get_errno())}"
    return ""


def _mounts(process: int | str) -> str:
    """Return which mounts a process sees, "" where that cannot be told: then they are others than ours."""
    try:
        return str(Path(f"/proc/{process}/ns/mnt").readlink())
    except OSError:
        return ""
