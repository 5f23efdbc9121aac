"""Names to objects: literal tables, extended by entry points and by ``module:attr``; nothing registers by import."""

from __future__ import annotations

import re
import sys
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import Distribution, EntryPoint

    from bench.errors import BoilerbenchError

_FOLDED = re.compile(r"\n[ \t]+")  # a header may go on in the next line
OUTPUTS = ("text", "html", "markdown", "metadata")  # what an extractor may answer with; metadata: JSON of title, author and date


def part(name: str, *words: str) -> tuple[str, ...]:
    """Return the beginning of a command in which our bridge or filter stands before a program."""
    return ("{python}", "-P", "{engine}/boot.py", name, *words)


def resolve(target: str) -> object:
    """Return the object at ``module:attr`` (dots allowed); raises ImportError or AttributeError."""
    module, _, attribute = target.partition(":")
    found: object = attrgetter(attribute)(import_module(module))
    return found


def plugins(group: str) -> dict[str, str]:
    """Entry points of ``group`` as name -> ``module:attr``, sorted by name."""
    return {point.name: point.value for point in sorted(_points(group, tuple(sys.path)), key=lambda point: point.name)}


def packages(group: str) -> dict[str, str]:
    """Entry points of ``group`` as name -> the installed package that brings it."""
    return {point.name: point.dist.name for point in _points(group, tuple(sys.path)) if point.dist}


@cache
def _points(group: str, path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Return the entry points of a group that what is installed on a module path has, read once."""
    from importlib.metadata import entry_points

    del path
    return tuple(entry_points(group=group))


@cache
def version_of(package: str) -> str:
    """Return the installed version of a distribution, our own too; "" where it is not installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    if package == "boilerbench":
        from bench import __version__

        return __version__
    try:
        return "".join(headers(distribution(package), "Version")[:1]) if package else ""
    except PackageNotFoundError:
        return ""


def headers(found: Distribution, name: str) -> list[str]:
    """Return the values of a header of a distribution's metadata.

    Only its head is read: the long description below it, which the library parses as well, is most of the cost.
    """
    text = found.read_text("METADATA")
    if text is None:  # an egg
        return list(map(str, found.metadata.get_all(name) or ()))
    head = _FOLDED.sub(" ", text.partition("\n\n")[0])
    return [line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith(f"{name.lower()}:")]


def unknown(kind: str, name: str, names: Iterable[str], error: type[BoilerbenchError], listing: str) -> BoilerbenchError:
    """Build the error for an unknown name: says what is known, and the nearest match."""
    import difflib

    known = sorted(names)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return error(f"no {kind} is called {name!r}", f"one of: {', '.join(known)}", f"{hint}see `{listing}`")


def lookup(kind: str, name: str, table: Mapping[str, str], group: str, error: type[BoilerbenchError], listing: str) -> object:
    """Return what ``name`` stands for in ``table``, as entry point of ``group``, or as ``module:attr``.

    Raises ``error`` where the name is unknown or its target cannot be imported.
    """
    target = table.get(name) or (name if ":" in name else plugins(group).get(name))
    if target is None:
        raise unknown(kind, name, {*table, *plugins(group)}, error, listing)
    try:
        return resolve(target)
    except (ImportError, AttributeError) as problem:
        raise error(f"{kind} {name!r} cannot be loaded from {target!r}: {problem}", "an importable module:attr", listing) from problem
