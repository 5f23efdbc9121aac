"""The roster: every row that can be named here, its version, and why it is not available where it is not."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.adapters.selection import known
from bench.environments import commands, envs, installed
from bench.registry import version_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bench.model import Adapter


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the roster. ``lacking`` says why it is not available and how to get it ("" = available, as far as is seen unstarted)."""

    adapter: Adapter
    version: str
    lacking: str


def rows(own: Mapping[str, Adapter] | None = None) -> tuple[Adapter, ...]:
    """Return every row: the table's, plug-ins', the user's own, and one for each environment that holds a version of a row's package."""
    found = known(own)
    versioned = (_versioned(env.name, found.values()) for env in envs.ready())
    return (*found.values(), *(row for row in versioned if row is not None))


def _versioned(name: str, table: Iterable[Adapter]) -> Adapter | None:
    """Return the row that an environment ``PACKAGE@VERSION`` is for: the first of that package."""
    made_for = envs.split(name)
    base = next((row for row in table if made_for and row.package == made_for[0] and not row.command and not row.env), None)
    return replace(base, name=f"{base.name}@{made_for[1]}", env=name) if base and made_for else None


def roster(adapters: Sequence[Adapter], folder: Path) -> tuple[Entry, ...]:
    """Return an entry for each row, nothing being started but environments' Pythons. ``folder`` is where commands are looked for."""
    versions = installed.versions(adapters)
    return tuple(_entry(row, versions[row.name], folder) for row in adapters)


def _entry(row: Adapter, versions: Mapping[str, str], folder: Path) -> Entry:
    """Return the entry of one row."""
    version = versions.get(row.package, "") or ("" if row.env or row.command else version_of(row.package))
    return Entry(row, version, _lacking(row, version, folder))


def _lacking(row: Adapter, version: str, folder: Path) -> str:
    """Return why a row cannot be run."""
    if row.env and envs.find(row.env) is None:
        return f"environment {row.env} is {envs.state(row.env)}: boilerbench env create {row.env}"
    if row.command:
        program = commands.expand(row, folder)[0]
        return "" if shutil.which(program) else f"there is no program {program}"
    if row.package and not version:
        return f"{row.package} is not installed: {how_to_install(row)}"
    return ""


def how_to_install(row: Adapter) -> str:
    """Return what to type to get a row's library."""
    if row.env:
        return f"boilerbench env create {row.env}"
    return f'pip install "boilerbench[{row.extra}]"' if row.extra else f"pip install {row.package}"


def as_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, for JSON."""
    row = entry.adapter
    return {
        "name": row.name, "package": row.package, "version": entry.version, "settings": dict(row.settings), "licence": row.licence,
        "accepts": row.accepts, "kinds": [kind.value for kind in row.kinds], "extra": row.extra, "env": row.env, "floor": row.floor,
        "available": not entry.lacking, "lacking": entry.lacking, "target": row.target, "command": list(row.command),
    }  # fmt: skip
