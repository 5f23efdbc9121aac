"""A filter of system calls: no connection, no way around; attempts are told to the parent."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import struct
from typing import TYPE_CHECKING

from bench.workers.isolation import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # bpf(4): load a word, jump, return
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16  # offsets into struct seccomp_data; the low half of the first argument
_ALLOW, _TELL, _ERROR = 0x7FFF0000, 0x7FC00000, 0x00050000
_X32 = 0x40000000  # numbers from here on are another way into the kernel
_SET_FILTER, _NO_SLOWING, _LISTENER = 1, 4, 8
_LOCAL = (1, 16)  # AF_UNIX, AF_NETLINK
_REMOTE = (2, 10, 17, 40)  # AF_INET, AF_INET6, AF_PACKET, AF_VSOCK
_REFUSED = {
    **dict.fromkeys(("io_uring_setup", "shmget"), errno.ENOSYS),  # both go past what is counted and filtered; programs do without
    **dict.fromkeys(
        ("connect", "setns", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "open_by_handle_at", "mount", "umount2",
         "pivot_root", "open_tree", "move_mount", "fsopen", "bpf", "perf_event_open", "keyctl", "add_key", "request_key"),
        errno.EACCES,
    ),
}  # fmt: skip
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101  # ioctl(2): a notification of 80 bytes, an answer of 24


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """Return one instruction; ``yes`` and ``no`` are how many a jump passes over."""
    return struct.pack("=HBBI", code, yes, no, value)


def _unless(value: int, result: int) -> bytes:
    """Return instructions that end with ``result`` where the word loaded is ``value``."""
    return _step(_EQUAL, value, 0, 1) + _step(_RETURN, result)


def program(errors: Mapping[str, int], families: Iterable[tuple[int, int]] = ()) -> bytes:
    """Return a filter of system calls that fail, by name, with an error number.

    ``families`` are those of sockets, with what each comes to: others are not known to the process. Raises OSError on a machine whose
    numbers are not known here.
    """
    known, families = kernel.numbers(), tuple(families)
    if not known:
        raise OSError(0, "system calls of this machine are not known here")
    steps = _step(_LOAD, _ARCHITECTURE) + _step(_EQUAL, kernel.architecture(), 1, 0) + _step(_RETURN, _ERROR | errno.ENOSYS)
    steps += _step(_LOAD, _NUMBER) + _step(_AT_LEAST, _X32, 0, 1) + _step(_RETURN, _ERROR | errno.ENOSYS)
    for name, error in errors.items():
        steps += _unless(known[name], _ERROR | error)
    if families:
        choice = _step(_LOAD, _FIRST) + b"".join(_unless(family, result) for family, result in families)
        choice += _step(_RETURN, _ERROR | errno.EAFNOSUPPORT)
        steps += _step(_EQUAL, known["socket"], 0, len(choice) // 8) + choice
    return steps + _step(_RETURN, _ALLOW)


def install(steps: bytes, flags: int = 0) -> int:
    """Put a filter on this process and all that it starts, for good; raises OSError where refused."""
    if not kernel.forgo_privileges():
        raise OSError(0, "no_new_privs is refused")
    held = ctypes.create_string_buffer(steps, len(steps))
    asked = struct.pack("@HP", len(steps) // 8, ctypes.addressof(held))
    return kernel.call("seccomp", ctypes.c_uint(_SET_FILTER), ctypes.c_uint(flags | _NO_SLOWING), asked)


def confine() -> int:
    """Refuse this process connections; return what tells attempts, -1 where they cannot be told.

    Who holds the descriptor answers each attempt (:func:`attempt`, :func:`refuse`): until then the one who made it waits.
    Raises OSError where the kernel takes no filter.
    """
    local = [(family, _ALLOW) for family in _LOCAL]
    try:
        return install(program(_REFUSED, [*local, *((family, _TELL) for family in _REMOTE)]), _LISTENER)
    except OSError:
        install(program(_REFUSED, [*local, *((family, _ERROR | errno.EACCES) for family in _REMOTE)]))
        return -1


def attempt(listener: int) -> tuple[int, int] | None:
    """Return the number of an attempt and the thread that made it; None where it has gone."""
    told = bytearray(80)
    try:
        fcntl.ioctl(listener, _RECEIVE, told)
    except OSError:
        return None
    number, thread = struct.unpack_from("=QI", told)
    return number, thread


def refuse(listener: int, number: int) -> None:
    """Let an attempt fail with "permission denied"; whoever made it may have gone."""
    try:
        fcntl.ioctl(listener, _ANSWER, struct.pack("=QqiI", number, 0, -errno.EACCES, 0))
    except OSError:
        return
