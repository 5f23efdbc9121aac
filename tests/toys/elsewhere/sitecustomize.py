"""Switches off, in every Python that finds this first on its path, what only Linux has: how other systems are tried here."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import sys
from typing import Any

for module, name in ((os, "waitid"), (os, "sched_getaffinity"), (os, "memfd_create"), (fcntl, "F_SETPIPE_SZ")):
    if hasattr(module, name):
        delattr(module, name)

_cdll, _setrlimit, _HERE = ctypes.CDLL, resource.setrlimit, os.uname()


class _Nothing:
    """A C library that has neither prctl nor unshare."""


def _library(name: str | None = None, *arguments: Any, **options: Any) -> Any:
    return _Nothing() if name is None else _cdll(name, *arguments, **options)


def _capped(kind: int, bounds: tuple[int, int]) -> None:
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")  # as macOS answers
    _setrlimit(kind, bounds)


def _no_proc(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"open", "os.listdir", "os.scandir"} and str(arguments[0]).startswith("/proc"):
        raise FileNotFoundError(2, "No such file or directory", arguments[0])


ctypes.CDLL = _library  # type: ignore[misc,assignment]
resource.setrlimit = _capped  # type: ignore[assignment]
os.uname = lambda: os.uname_result(("Darwin", *_HERE[1:]))  # type: ignore[misc]
sys.addaudithook(_no_proc)
