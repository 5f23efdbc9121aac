"""The machine we run on: its processor, the cores this process may use, its Python."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def described() -> dict[str, Any]:
    """Return what a manifest says of the machine: ``cpu``, ``cores``, ``python``, ``platform``."""
    return {"cpu": _processor(), "cores": cores(), "python": platform.python_version(), "platform": platform.platform()}


def _processor() -> str:
    """Return the processor's name as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
