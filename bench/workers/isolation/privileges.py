"""Privileges: another user where the superuser runs us, no capabilities, none to be gained."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.workers.isolation import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWN = 1_900_000_000  # user ids from here on belong to nobody; one for each fork server, by its process id
_NOBODY = 65_534
_CAPABILITIES = 0x20080522  # version 3 of capset(2)
_READ_ALL = 1 << 2  # CAP_DAC_READ_SEARCH


def become_nobody(scratch: Path, needed: Sequence[str]) -> None:
    """Become an unprivileged user, as the superuser, if that one can read all that is ``needed``.

    ``scratch`` is given to that user. In any case no capability is left but that to read, where the superuser needs it.
    """
    keep = 0
    if os.geteuid() == 0 and sys.platform == "linux":
        user = next((one for one in (_OWN + os.getpid(), _NOBODY) if _may_be(one, scratch, needed)), 0)
        if user:
            os.setgroups([])
            os.chown(scratch, user, user)
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            kernel.stay_readable()
        else:
            _set_capabilities(0, permitted=_everything())
            keep = 0 if _readable(needed) else _READ_ALL
    _set_capabilities(keep, permitted=keep)


def _may_be(user: int, scratch: Path, needed: Sequence[str]) -> bool:
    """Whether another user could work here: gets to its folder and to what is ``needed``."""
    groups = os.getgroups()
    os.setgroups([])
    try:
        os.setresgid(-1, user, 0)
        os.setresuid(-1, user, 0)
        return os.access(scratch.parent, os.X_OK, effective_ids=True) and _readable(needed)
    except OSError:
        return False
    finally:
        os.setresuid(-1, 0, 0)
        os.setresgid(-1, 0, 0)
        os.setgroups(groups)


def _readable(needed: Sequence[str]) -> bool:
    """Whether this process can read files and enter folders, but those that are not there."""
    for place in needed:
        mode = os.R_OK | os.X_OK if os.path.isdir(place) else os.R_OK  # noqa: PTH112 - bytes of paths as they come
        if not os.access(place, mode, effective_ids=True) and _is_there(place):
            return False
    return True


def _is_there(place: str) -> bool:
    """Whether there is a file, or could be one behind what cannot be entered."""
    try:
        Path(place).stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _everything() -> int:
    """Return the capabilities that this process may have, as bits."""
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapPrm:")), 0)


def _set_capabilities(effective: int, *, permitted: int) -> None:
    """Set this process's capabilities, none inherited; nothing where the system has none."""
    head = struct.pack("=Ii", _CAPABILITIES, 0)
    low, high = (effective & 0xFFFFFFFF, permitted & 0xFFFFFFFF), (effective >> 32, permitted >> 32)
    try:
        kernel.call("capset", ctypes.c_char_p(head), struct.pack("=6I", *low, 0, *high, 0))
    except OSError:
        return


def are_gone() -> bool:
    """Whether no capability is left to this process, but to read, and none can be gained."""
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return False
    state = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    return int(state.get("CapPrm", "1"), 16) & ~_READ_ALL == 0 and state.get("NoNewPrivs", "").strip() == "1"
