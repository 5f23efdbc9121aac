"""What exactly an adapter is, as a key: versions and sources (standard library only)."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from bench.registry import version_of
from bench.workers import wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.model import Adapter

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_SOURCE_LIMIT = 10 << 20  # bytes of a command's file that are worth hashing
_NAME_LIMIT = 1024  # characters: a longer argument is a script, no file name
_PAGE_SOURCES = ("decode.py", "payload.py", "prescan.py", "textdump.py")  # what turns a page into the bytes a worker gets


@cache
def requirements(package: str) -> tuple[str, ...]:
    """Return the names a distribution requires without extras, normalised and sorted."""
    try:
        lines = distribution(package).requires or ()
    except PackageNotFoundError:
        return ()
    names = (_NAME.match(line) for line in lines if "extra" not in line.partition(";")[2])
    return tuple(sorted({re.sub(r"[-_.]+", "-", name[1]).lower() for name in names if name}))


def versions(package: str) -> dict[str, str]:
    """Return name -> version of a distribution and of all that it requires, installed ones only."""
    waiting, seen = [package], dict[str, str]()
    while waiting:
        name = waiting.pop()
        version = version_of(name)
        if version and name not in seen:
            seen[name] = version
            waiting += requirements(name)
    return dict(sorted(seen.items()))


def source_digest(target: str, folder: str = "") -> str:
    """Return the SHA-256 of a target's file, "" without one; ``folder`` is searched last."""
    path: Sequence[str] | None = [*sys.path, folder]
    origin: str | None = None
    for part in target.partition(":")[0].split("."):
        spec = PathFinder.find_spec(part, path) if part else None
        if spec is None:
            return ""
        origin, path = spec.origin, spec.submodule_search_locations
    return _digest(Path(origin)) if origin and Path(origin).is_file() else ""


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def command_digest(command: tuple[str, ...]) -> dict[str, str]:
    """Return file name -> fingerprint of a command's program, files, and lock files beside those."""
    beside = {str(path) for argument in command[1:] if "/" in argument for path in Path(argument).parent.glob("package-lock.json")}
    program = shutil.which(command[0]) if command else None
    files = sorted({program or "", *command[1:], *beside})
    return {Path(name).name: _fingerprint(Path(name)) for name in files if name and len(name) < _NAME_LIMIT and Path(name).is_file()}


def _fingerprint(path: Path) -> str:
    """Return the digest of a file, or for one over 10 MB its size and time of change."""
    about = path.stat()
    return _digest(path) if about.st_size <= _SOURCE_LIMIT else f"{about.st_size} {about.st_mtime_ns}"


@cache
def harness() -> str:
    """Return a digest of the wire's version and of what makes a page's bytes; none may be missing."""
    folder = Path(__file__).resolve().parent.parent / "corpus" / "text"
    parts = [_digest(folder / name) for name in _PAGE_SOURCES]
    return hashlib.sha256(json.dumps([wire.VERSION, *parts]).encode()).hexdigest()


def key(adapter: Adapter, installed: Mapping[str, str], limits: Mapping[str, Any], folder: str = "", command: tuple[str, ...] = ()) -> str:
    """Return the SHA-256 under which results of ``adapter`` may be reused for the same page.

    ``installed`` are the versions its results depend on, ``limits`` the caps it runs under, ``folder`` where user modules are looked for,
    ``command`` the foreign worker's with all its files located.
    """
    parts = {name: getattr(adapter, name) for name in ("name", "target", "accepts", "env", "command")}
    parts |= {"settings": dict(adapter.settings), "limits": dict(limits), "versions": dict(installed), "harness": harness()}
    parts |= {"source": source_digest(adapter.target, folder), "files": command_digest(command), "python": list(sys.version_info[:3])}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def main(packages: list[str]) -> None:
    """Print ``{package: {name: version}}`` for each package, for a parent in another Python."""
    sys.stdout.write(json.dumps({package: versions(package) for package in packages}))
