"""Every adapter that can be named here, its version, and why it is not available where it is not."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.adapters.selection import known
from bench.adapters.table import DEBIAN
from bench.environments import commands, envs, installed, launch
from bench.environments.making import recipes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bench.model import Adapter


@dataclass(frozen=True, slots=True)
class Availability:
    """One adapter as it is here."""

    adapter: Adapter
    version: str
    lacking: str  # why it is not available and how to get it; "" where it is, as far as is seen without starting it

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {**self.adapter.as_data(), "version": self.version, "available": not self.lacking, "lacking": self.lacking}


def adapters(own: Mapping[str, Adapter] | None = None) -> tuple[Adapter, ...]:
    """Return every adapter: the table's, plug-ins', the user's own, and those of environments."""
    by_name = known(own)
    versioned = (_versioned(env.name, by_name.values()) for env in envs.ready())
    return (*by_name.values(), *(adapter for adapter in versioned if adapter is not None))


def _versioned(name: str, table: Iterable[Adapter]) -> Adapter | None:
    """Return the adapter that an environment ``PACKAGE@VERSION`` is for: the first of that package."""
    made_for = recipes.split(name)
    base = next((one for one in table if made_for and one.package == made_for[0] and not one.command and not one.env), None)
    return replace(base, name=f"{base.name}@{made_for[1]}", env=name) if base and made_for else None


def look_up(adapters: Sequence[Adapter], folder: Path) -> tuple[Availability, ...]:
    """Return what each adapter lacks here, nothing being started but environments' Pythons."""
    versions = installed.versions(adapters)
    numbers = {adapter.name: installed.version_of(adapter, versions[adapter.name]) for adapter in adapters}
    return tuple(Availability(adapter, numbers[adapter.name], _lacking(adapter, numbers[adapter.name], folder)) for adapter in adapters)


def _lacking(adapter: Adapter, version: str, folder: Path) -> str:
    """Return why an adapter cannot be run."""
    if adapter.env and envs.find(adapter.env) is None:
        return f"environment {adapter.env} is {envs.state(adapter.env)}: boilerbench env create {adapter.env}"
    if adapter.command:
        command = launch.expand(adapter, folder)
        program = (commands.inner(command) or command)[0]
        return "" if shutil.which(program) else f"there is no program {program}{_hint(adapter)}"
    if adapter.package and not version:
        return f"{adapter.package} is not installed: {how_to_install(adapter)}"
    return ""


def _hint(adapter: Adapter) -> str:
    """Return how to get the program of an adapter of ours, after a colon; "" for a user's own."""
    return f": {how_to_install(adapter)}" if adapter.extra else ""


def with_way_out(error: str, extra: str) -> str:
    """Return why an adapter did nothing, with what to type where a library of an ``extra`` is missing."""
    is_missing = extra and extra != DEBIAN and error.startswith("ModuleNotFoundError: No module named ")
    return f'{error}: pip install "boilerbench[{extra}]"' if is_missing else error


def how_to_install(adapter: Adapter) -> str:
    """Return what to type to get an adapter's library or program."""
    if adapter.extra == DEBIAN:
        return f"apt-get install {adapter.package}"
    if adapter.env:
        return f"boilerbench env create {adapter.env}"
    return f'pip install "boilerbench[{adapter.extra}]"' if adapter.extra else f"pip install {adapter.package}"
