"""The user's configuration: ``[tool.boilerbench]`` of pyproject.toml or the whole of boilerbench.toml; unknown keys are errors.

Tables of boilerbench.toml may have the same prefix.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.config.recipe import Recipe
from bench.errors import ConfigError
from bench.model import Adapter

FILES = ("boilerbench.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says. ``folder`` is where it lies (the current folder where there is none): commands and modules start there.

    ``run`` holds defaults of the options of ``boilerbench run`` by their long names, ``adapters`` the user's rows, ``envs``
    what each environment is to hold, by its name; ``gate`` is handed to the gate as it is.
    """

    folder: Path
    source: str = ""
    run: Mapping[str, Any] = field(default_factory=dict)
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    envs: Mapping[str, Recipe] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)


def load(start: Path | None = None) -> Config:
    """Read the nearest configuration at or above ``start`` (the current folder), an empty one for none.

    Raises ConfigError that names file, key, what was expected and the nearest known key.
    """
    folder = (start or Path.cwd()).resolve()
    for path in (place / name for place in (folder, *folder.parents) for name in FILES):
        table = _table(path)
        if table is not None:
            return _checked(table, path)
    return Config(folder)


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return the table a file holds for us, None where it holds none."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError) as problem:
        raise ConfigError(f"{path} cannot be read: {problem}", "a TOML file") from problem
    tools = content.get("tool", {})
    prefixed = tools.get("boilerbench") if isinstance(tools, Mapping) else None
    if path.name != FILES[0]:
        return prefixed if isinstance(prefixed, Mapping) else None
    bare = {key: value for key, value in content.items() if key != "tool"}
    if isinstance(prefixed, Mapping) and (twice := sorted(bare.keys() & prefixed.keys())):
        raise ConfigError(f"{path} has [{twice[0]}] and [tool.boilerbench.{twice[0]}]", "one of the two, with or without the prefix")
    return {**bare, **prefixed} if isinstance(prefixed, Mapping) else content


def _checked(table: Mapping[str, Any], path: Path) -> Config:
    """Return the configuration a table holds."""
    if not table:
        return Config(path.parent, str(path))
    from bench.config import schema

    parsed = schema.parse(table, path)
    adapters = {name: _located(schema.adapter(name, row), path.parent) for name, row in parsed.adapters.items()}
    envs = {name: schema.recipe(env) for name, env in parsed.envs.items()}
    return Config(path.parent, str(path), parsed.run.model_dump(exclude_none=True), adapters, envs, parsed.gate)


def _located(adapter: Adapter, folder: Path) -> Adapter:
    """Return an adapter with the path of its setting ``weights`` seen from the configuration's folder."""
    weights = adapter.settings.get("weights")
    if not isinstance(weights, str):
        return adapter
    return replace(adapter, settings={**adapter.settings, "weights": str((folder / Path(weights).expanduser()).resolve())})
