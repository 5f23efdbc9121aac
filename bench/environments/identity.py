"""What exactly an adapter is, as a key, and the versions it depends on (standard library only)."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from bench.registry import headers, version_of
from bench.workers import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from bench.model import Adapter

REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_ROOMS = ("corpus/text", "workers", "workers/answers", "workers/isolation")  # what turns a page into what a worker gets, and runs it there
_SCORING = ("scoring", "scoring/text", "scoring/protocols")  # what turns a text and its gold into a score row
# the libraries that may stand behind it
_SCORED_WITH = ("numpy", "rapidfuzz", "regex", "lxml", "jieba", "markdown-it-py", "nltk", "nupunkt")


def normal(name: str) -> str:
    """Return the name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def requirements(package: str) -> tuple[str, ...]:
    """Return the names a distribution requires without extras, normalised and sorted."""
    try:
        lines = headers(distribution(package), "Requires-Dist")
    except PackageNotFoundError:
        return ()
    names = (REQUIREMENT.match(line) for line in lines if "extra" not in line.partition(";")[2])
    return tuple(sorted({normal(name[1]) for name in names if name}))


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


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ours(rooms: Iterable[str]) -> list[list[str]]:
    """Return room, file and digest of all of ours in some rooms; none may be missing."""
    ours = Path(__file__).resolve().parent.parent
    return [
        [room, path.name, _digest(path)] for room in rooms for path in sorted({*(ours / room).glob("*.py"), ours / room / "__init__.py"})
    ]


@cache
def harness() -> str:
    """Return a digest of all of ours between a page and its text."""
    return hashlib.sha256(json.dumps([wire.VERSION, *_ours(_ROOMS)]).encode()).hexdigest()


@cache
def scoring(library: str = "") -> str:
    """Return a digest of all that turns a text and its gold into a score row.

    That is our code, the libraries and this Python. ``library`` is a module that one protocol alone needs.
    """
    versions = {name: version_of(name) for name in (*_SCORED_WITH, library) if name}
    parts = [_ours(_SCORING), versions, sys.version_info[:3], sys.implementation.name, platform.machine()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def key(adapter: Adapter, installed: Mapping[str, str], limits: Mapping[str, Any], code: Mapping[str, str]) -> str:
    """Return the SHA-256 under which results of ``adapter`` may be reused for the same page.

    ``installed`` are the versions its results depend on, ``limits`` the caps it runs under, ``code`` the digests of all that it runs.
    """
    parts = {name: getattr(adapter, name) for name in ("name", "target", "accepts", "env", "command")}
    parts |= {"settings": dict(adapter.settings), "limits": dict(limits), "versions": dict(installed), "harness": harness()}
    parts |= {"output": adapter.output} if adapter.output != "text" else {}
    parts |= {"code": dict(code), "python": [*sys.version_info[:3], sys.implementation.name, sys.platform, platform.machine()]}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def main(packages: list[str]) -> None:
    """Print ``{package: {name: version}}`` for each package, for a parent in another Python."""
    sys.stdout.write(json.dumps({package: versions(package) for package in packages}))
