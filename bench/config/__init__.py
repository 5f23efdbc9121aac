"""The user's configuration: ``[tool.boilerbench]`` of pyproject.toml or the whole of boilerbench.toml; unknown keys are errors."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import ConfigError
from bench.model import Adapter, Kind

if TYPE_CHECKING:
    from typing import Any

    from pydantic import BaseModel, ValidationError

    from bench.config.schema import Row

FILES = ("boilerbench.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says. ``folder`` is where it lies (the current folder where there is none): commands and modules start there.

    ``run`` holds defaults of the options of ``boilerbench run`` by their long names, ``adapters`` the user's rows, ``envs``
    requirements by name of environment; ``gate`` is handed to the gate as it is.
    """

    folder: Path
    source: str = ""
    run: Mapping[str, Any] = field(default_factory=dict)
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    envs: Mapping[str, list[str]] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)


def load(start: Path | None = None) -> Config:
    """Read the nearest configuration at or above ``start`` (the current folder), an empty one for none.

    Raises ConfigError that names file, key, what was expected and the nearest known key.
    """
    folder = (start or Path.cwd()).resolve()
    for place in (folder, *folder.parents):
        for name in FILES:
            table = _table(place / name)
            if table is not None:
                return _checked(table, place / name)
    return Config(folder)


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return the table a file holds for us, None where it holds none."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as problem:
        raise ConfigError(f"{path} cannot be read: {problem}", "a TOML file") from problem
    table = content if path.name == FILES[0] else content.get("tool", {}).get("boilerbench")
    return table if isinstance(table, Mapping) else None


def _checked(table: Mapping[str, Any], path: Path) -> Config:
    """Return the configuration a table holds."""
    if not table:
        return Config(path.parent, str(path))
    from pydantic import ValidationError

    from bench.config.schema import Table

    try:
        parsed = Table.model_validate(dict(table))
    except ValidationError as problem:
        raise _explained(problem, path) from None
    rows = {name: _adapter(name, row) for name, row in parsed.adapters.items()}
    return Config(path.parent, str(path), parsed.run.model_dump(exclude_none=True), rows, parsed.envs, parsed.gate)


def _adapter(name: str, row: Row) -> Adapter:
    """Return the row of ``[tool.boilerbench.adapters.NAME]``; it needs a target or a command, not both."""
    if bool(row.target) == bool(row.command):
        raise ConfigError(f"adapter {name!r} has {'both a target and a command' if row.target else 'neither a target nor a command'}",
                          'target = "module:function" or command = ["node", "worker.js"]')  # fmt: skip
    if row.command and row.settings and not any("{settings}" in argument for argument in row.command):
        raise ConfigError(
            f"adapter {name!r} has settings that its command never gets", 'an argument "{settings}": they are put there as JSON'
        )
    try:
        kinds = tuple(Kind(kind) for kind in row.kinds)
    except ValueError:
        raise ConfigError(f"adapter {name!r} has kinds {row.kinds}", 'kinds = ["html"], ["text"] or both') from None
    return Adapter(
        name,
        row.target,
        row.package,
        row.settings,
        accepts=row.accepts,
        kinds=kinds,
        licence=row.licence,
        env=row.env,
        command=tuple(row.command),
        floor=row.floor,
    )


def _explained(problem: ValidationError, path: Path) -> ConfigError:
    """Return the first thing that is wrong as an error for people."""
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return ConfigError(
            f"{path}: {where} = {first['input']!r}: {first['msg']}", "see `boilerbench run --help` for what each option takes"
        )
    names = known_keys(tuple(str(part) for part in first["loc"][:-1]))
    near = difflib.get_close_matches(str(first["loc"][-1]), names, n=1)
    return ConfigError(f"{path}: {where} is not a known key", f"one of: {', '.join(names)}", f"did you mean {near[0]!r}?" if near else "")


def known_keys(place: tuple[str, ...]) -> list[str]:
    """Return the keys that may stand at a place of the table, sorted."""
    from bench.config.schema import Row, Run, Table

    models: dict[str, type[BaseModel]] = {"run": Run, "adapters": Row}
    return sorted((models.get(place[0], Table) if place else Table).model_fields)
