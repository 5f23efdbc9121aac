"""Which Python an environment is made with: ours, or one of another version that is found on PATH, by pyenv or by uv."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 60  # seconds for a Python to start
_CODE = "import sys; print('{}.{}'.format(*sys.version_info))"


def find(version: str, env: str) -> str:
    """Return a Python of a version such as 3.12, ours for ""; raises AdapterError for none.

    ``env`` is the environment that needs it, for the error.
    """
    if version in {"", "{}.{}".format(*sys.version_info)}:
        return sys.executable
    for python in dict.fromkeys(_places(version)):
        if _said([python, "-c", _CODE]) == version:
            return python
    where = f"python{version} on PATH, or one that pyenv or uv installed"
    raise AdapterError(f"environment {env} needs Python {version}, and there is none", where, f"{_hint(version)}, then: {_create(env)}")


def _places(version: str) -> Iterator[str]:
    """Yield where a Python of this version may lie.

    Commands of pyenv run only the versions that are chosen; its folders hold all.
    """
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    told = _said(["pyenv", "root"]) if shutil.which("pyenv") else ""
    root = Path(os.environ.get("PYENV_ROOT") or told or Path.home() / ".pyenv")
    yield from map(str, sorted(root.glob(f"versions/{version}*/bin/python"), key=_numbers, reverse=True))
    if shutil.which("uv") and (found := _said(["uv", "python", "find", "--no-project", version])):
        yield found


def _numbers(path: Path) -> list[int]:
    """Return the numbers of the version that a path of pyenv names."""
    return [int(number) for number in re.findall(r"\d+", path.parent.parent.name)]


def _said(command: list[str]) -> str:
    """Return the one line that a program prints, "" where it does not run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _hint(version: str) -> str:
    """Return how to get a Python of this version by what is here."""
    by = {"uv": f"uv python install {version}", "pyenv": f"pyenv install {version}"}
    return next((hint for program, hint in by.items() if shutil.which(program)), f"install Python {version}")


def _create(env: str) -> str:
    """Return what makes the environment."""
    return f"boilerbench env create {env}"
