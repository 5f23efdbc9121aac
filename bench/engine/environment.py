"""Where the Python of an adapter's environment lies."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from bench.errors import AdapterError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]*")


def root() -> Path:
    """Return the folder of all environments: ``$BOILERBENCH_HOME/envs``, else under the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("BOILERBENCH_HOME") or Path(data) / "boilerbench") / "envs"


def folder(name: str) -> Path:
    """Return the folder of one environment, made or not; raises AdapterError for a name that is no file name."""
    if not _NAME.fullmatch(name):
        raise AdapterError(f"{name!r} cannot name an environment", "letters, digits and ._@+-")
    return root() / name


def python(name: str) -> str:
    """Return the interpreter of an environment ("" = this one); raises AdapterError where it has not been made."""
    if not name:
        return sys.executable
    found = folder(name) / "bin" / "python"
    if not found.exists():
        raise AdapterError(f"there is no environment {name!r}", str(found), f"boilerbench env create {name}")
    return str(found)
