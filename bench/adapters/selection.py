"""Names to rows: the table, entry points, the user's configuration, ``module:function``, and ``name@version``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.adapters import ADAPTERS
from bench.errors import AdapterError
from bench.model import Adapter, Kind
from bench.registry import packages, plugins, resolve, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

GROUP = "boilerbench.adapters"
_UNSAFE = re.compile(r"[^\w.@+:-]+")


def known(own: Mapping[str, Adapter] | None = None) -> dict[str, Adapter]:
    """Return every row by name: ours, then installed plug-ins', then ``own`` (the user's configuration), later ones winning."""
    return {**ADAPTERS, **_plugins(), **(own or {})}


def groups(rows: Mapping[str, Adapter]) -> dict[str, tuple[str, ...]]:
    """Return what a group name stands for: ``core`` needs no extra, ``floors`` are yardsticks, ``all`` is everything."""
    return {
        "core": tuple(name for name, row in rows.items() if not row.extra),
        "floors": tuple(name for name, row in rows.items() if row.floor),
        "all": tuple(rows),
    }


def select(names: Sequence[str] = ("core",), own: Mapping[str, Adapter] | None = None) -> tuple[Adapter, ...]:
    """Return the rows that names, groups, ``name@version`` and ``module:function`` stand for, each once, in the order asked for.

    A leading ``-`` takes a name or group away again. Raises AdapterError for an unknown name.
    """
    rows = known(own)
    chosen: dict[str, Adapter] = {}
    for name in names:
        for row in _rows(name.removeprefix("-"), rows):
            if name.startswith("-"):
                chosen.pop(row.name, None)
            else:
                chosen[row.name] = row
    if not chosen:
        raise AdapterError("no adapter is selected", "at least one name or group", "boilerbench list")
    return tuple(chosen.values())


def _rows(name: str, rows: Mapping[str, Adapter]) -> tuple[Adapter, ...]:
    """Return the rows one name stands for."""
    if name in rows:
        return (rows[name],)
    if name in (group := groups(rows)):
        return tuple(rows[member] for member in group[name])
    head, at, version = name.rpartition("@")
    if at and head in rows and version:
        if not rows[head].package or rows[head].command:
            raise AdapterError(f"{head} has no versions to choose from", "a row of a Python package", "boilerbench list")
        return (replace(rows[head], name=name, env=f"{rows[head].package}@{version}"),)
    if ":" in name:
        return (Adapter(_UNSAFE.sub("-", name), name),)
    raise unknown("adapter", name, {*rows, *group}, AdapterError, "boilerbench list")


def _plugins() -> dict[str, Adapter]:
    """Return the rows of entry points: each names an Adapter, or a function that becomes one."""
    found = plugins(GROUP)
    brought_by = packages(GROUP) if found else {}
    return {name: _plugin(name, target, brought_by.get(name, "")) for name, target in found.items()}


def _plugin(name: str, target: str, package: str) -> Adapter:
    """Return the row of one entry point; of one that cannot be loaded its worker will say why, and no other row is harmed."""
    plain = Adapter(name, target, package)
    try:
        found = resolve(target)
    except (ImportError, AttributeError, SyntaxError):
        return plain
    return replace(found, name=name) if isinstance(found, Adapter) else plain


def accepted(rows: Iterable[Adapter], kinds: Iterable[str]) -> tuple[Adapter, ...]:
    """Return the rows that take at least one of the kinds of page given: a text dump can be wrapped as HTML, not the reverse."""
    present = set(kinds)
    usable = present | ({Kind.HTML.value} if Kind.TEXT.value in present else set())
    return tuple(row for row in rows if usable & {kind.value for kind in row.kinds})
