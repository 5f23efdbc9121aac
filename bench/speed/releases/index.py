"""The releases of a package, asked of the index that pip is configured for."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_LISTED = re.compile(r"^Available versions: *(.+)$", re.MULTILINE)
_PATIENCE = 120.0  # seconds


def releases(package: str, ask: Callable[[Sequence[str]], str] | None = None) -> tuple[str, ...]:
    """Return the final releases that install here, oldest first.

    Raises AdapterError where the index does not answer or does not know the package.

    ``ask`` runs pip with arguments and returns what it printed.
    """
    if not _NAME.fullmatch(package):
        raise AdapterError(f"{package!r} is no package name", "a name on the package index", "boilerbench list")
    listed = _LISTED.search((ask or _pip)(["index", "versions", package]))
    if not listed:
        raise AdapterError(f"the package index lists no version of {package}", "a package with releases", f"pip index versions {package}")
    return tuple(version.strip() for version in reversed(listed[1].split(",")))


def _pip(arguments: Sequence[str]) -> str:
    """Run pip and return its output; raises AdapterError with its last words."""
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    except subprocess.TimeoutExpired as problem:
        raise AdapterError(f"pip {' '.join(arguments)} did not answer in {_PATIENCE:.0f} s", "a package index in reach") from problem
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise AdapterError(f"pip {' '.join(arguments)} failed: {said[-1] if said else 'no reason given'}", "a package index in reach")
    return done.stdout


def between(listed: Sequence[str], first: str, last: str) -> tuple[str, ...]:
    """Return the releases from ``first`` to ``last``, both included, whichever is the older one.

    Raises AdapterError for an unknown one.
    """
    for version in (first, last):
        if version not in listed:
            near = ", ".join(listed[-8:])
            raise AdapterError(f"there is no release {version}", f"one of ... {near}")
    start, end = sorted((listed.index(first), listed.index(last)))
    between_ends = tuple(listed[start : end + 1])
    return between_ends if listed.index(first) <= listed.index(last) else between_ends[::-1]
