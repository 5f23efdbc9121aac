"""Landlock: files that a process may read and write, and processes that it may signal."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
import struct
from typing import TYPE_CHECKING

from bench.workers.isolation import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable

_READ_FILE, READ_DIR, REMOVE_EMPTY = 1 << 2, 1 << 3, 1 << 4
READ = 1 | _READ_FILE | READ_DIR  # execute too
_WRITE_FILE, _TRUNCATE, _DEVICE = 1 << 1, 1 << 14, 1 << 15
_MAKE = sum(1 << bit for bit in (4, 5, 7, 8, 9, 10, 12, 13))  # remove and make folders, files, sockets, pipes, links; move
ALL = READ | _WRITE_FILE | _TRUNCATE | _DEVICE | _MAKE | 1 << 6 | 1 << 11
WRITE = READ | _WRITE_FILE | _TRUNCATE | _MAKE
DEVICE = _READ_FILE | _WRITE_FILE | _TRUNCATE | _DEVICE
_OF_FILES = 1 | DEVICE  # what a rule about a single file may hold
_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # access rights known by version
_TCP, _SCOPES = 3, 3  # bind and connect; abstract sockets and signals
_NET_SINCE, _SCOPES_SINCE = 4, 6
_VERSION = 1  # flag of landlock_create_ruleset(2)
_PATH_BENEATH = 1


def version() -> int:
    """Return the version of Landlock that the kernel offers; raises OSError where it offers none."""
    return kernel.call("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))


def restrict(grants: Iterable[tuple[str, int]]) -> int:
    """Deny this process, and all it starts, every file but those at and beneath ``grants``.

    Each is granted the rights given with it; a path that is not there grants nothing. The version of Landlock is returned: from 6 on, only
    processes restricted here too may be sent signals. Cannot be undone, only narrowed. Raises OSError where the kernel has no Landlock.
    """
    known = version()
    rights = (1 << _BITS.get(known, max(_BITS.values()))) - 1
    words = [ALL & rights, _TCP if known >= _NET_SINCE else 0, _SCOPES if known >= _SCOPES_SINCE else 0]
    size = 3 if known >= _SCOPES_SINCE else 2 if known >= _NET_SINCE else 1
    asked = struct.pack(f"={size}Q", *words[:size])
    rules = kernel.call("landlock_create_ruleset", asked, ctypes.c_size_t(len(asked)), ctypes.c_uint32(0))
    try:
        for path, allowed in grants:
            _grant(rules, path, allowed & rights)
        kernel.call("landlock_restrict_self", rules, ctypes.c_uint32(0))
    finally:
        os.close(rules)
    return known


def _grant(rules: int, path: str, allowed: int) -> None:
    """Add one rule; none for a path that cannot be opened."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(place).st_mode):
                allowed &= _OF_FILES
            kernel.call("landlock_add_rule", rules, _PATH_BENEATH, struct.pack("=Qi", allowed, place), ctypes.c_uint32(0))
        finally:
            os.close(place)
