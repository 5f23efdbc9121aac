"""System calls that Python has no function for: numbers by machine, errors as OSError."""

from __future__ import annotations

import ctypes
import os
from functools import cache

_X86 = {
    "seccomp": 317, "capset": 126, "socket": 41, "connect": 42, "setns": 308, "ptrace": 101, "process_vm_readv": 310,
    "process_vm_writev": 311, "shmget": 29, "open_by_handle_at": 304, "mount": 165, "umount2": 166, "pivot_root": 155, "bpf": 321,
    "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249, "unshare": 272,
}  # fmt: skip
_ARM = {
    "seccomp": 277, "capset": 91, "socket": 198, "connect": 203, "setns": 268, "ptrace": 117, "process_vm_readv": 270,
    "process_vm_writev": 271, "shmget": 194, "open_by_handle_at": 265, "mount": 40, "umount2": 39, "pivot_root": 41, "bpf": 280,
    "perf_event_open": 241, "keyctl": 219, "add_key": 217, "request_key": 218, "unshare": 97,
}  # fmt: skip
_EVERYWHERE = {
    "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "pidfd_getfd": 438, "landlock_create_ruleset": 444,
    "landlock_add_rule": 445, "landlock_restrict_self": 446,
}  # fmt: skip
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_* of linux/audit.h
_DUMPABLE, _NO_NEW_PRIVILEGES = 4, 38  # prctl(2)


@cache
def numbers() -> dict[str, int]:
    """Return the numbers of system calls by name; none on a machine or system not known here."""
    here = os.uname()
    own = {"x86_64": _X86, "aarch64": _ARM}.get(here.machine, {}) if here.sysname == "Linux" else {}
    return own | _EVERYWHERE if own else {}


def architecture() -> int:
    """Return what a filter sees as this machine's architecture, 0 where it is not known here."""
    return _AUDIT.get(os.uname().machine, 0)


def call(name: str, *arguments: object) -> int:
    """Make a system call and return its result; raises OSError where it fails or is not known here."""
    number = numbers().get(name)
    if number is None:
        raise OSError(0, f"{name} is not known on {os.uname().sysname} {os.uname().machine}")
    result: int = _library().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


@cache
def _library() -> ctypes.CDLL:
    """Return the C library, opened once: a worker makes hundreds of calls as it starts."""
    return ctypes.CDLL(None, use_errno=True)


def control(option: int, value: int) -> bool:
    """Call prctl(2); False where it fails or where there is none."""
    function = getattr(_library(), "prctl", None)
    return function is not None and function(option, ctypes.c_ulong(value), 0, 0, 0) == 0


def forgo_privileges() -> bool:
    """Let no program gain privileges any more (``no_new_privs``); False where refused."""
    return control(_NO_NEW_PRIVILEGES, 1)


def stay_readable() -> None:
    """Keep this process's own entries under ``/proc`` its own, after it changed its user."""
    control(_DUMPABLE, 1)
