"""What another Python says of itself: its version, and where it looks for modules."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache

from bench.environments.trees import UnvouchedError

_PATIENCE = 60  # seconds for a Python to start
_CODE = "import json, platform, sys; print(json.dumps([platform.python_version(), *sys.path]))"


def path(python: str) -> tuple[str, ...]:
    """Return the ``sys.path`` of a Python as a worker has it: without the user's own folder of packages.

    Raises UnvouchedError where it does not run.
    """
    return _told(python)[1:]


def version(python: str) -> str:
    """Return the version of a Python; raises UnvouchedError where it does not run."""
    return _told(python)[0]


@cache
def _told(python: str) -> tuple[str, ...]:
    """Return the version of a Python, then its ``sys.path``."""
    home = {"HOME": os.devnull, "PYTHONNOUSERSITE": "1"}
    try:
        told = subprocess.run(
            [python, "-P", "-c", _CODE], capture_output=True, check=True, timeout=_PATIENCE, env=os.environ | home, stdin=subprocess.DEVNULL
        )
        return tuple(str(line) for line in json.loads(told.stdout))
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise UnvouchedError(f"{python} does not say where its modules lie") from problem
