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

FILES = ("boilerbench.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Config:
    """What the configuration says. ``folder`` is where it lies (the current folder where there is none): commands and modules start there.

    ``run`` holds defaults of the options of ``boilerbench run`` by their long names; ``gate`` is handed to the gate as it is.
    """

    folder: Path
    source: str = ""
    run: Mapping[str, Any] = field(default_factory=dict)
    adapters: Mapping[str, Adapter] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)


def load(start: Path | None = None) -> Config:
    """Read the nearest configuration at or above ``start`` (the current folder); an empty one where there is none.

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

    try:
        parsed = _schema().model_validate(dict(table))
    except ValidationError as problem:
        raise _explained(problem, path) from None
    rows = {name: _adapter(name, row) for name, row in parsed.adapters.items()}
    return Config(path.parent, str(path), parsed.run.model_dump(exclude_none=True), rows, dict(parsed.gate))


def _schema() -> Any:  # Any: pydantic builds the class, and importing it costs 50 ms that `--help` must not pay
    """Return the pydantic model of a configuration table."""
    from pydantic import ConfigDict, Field, PositiveFloat, PositiveInt, create_model

    strict = ConfigDict(extra="forbid", strict=True)
    names = (list[str], None)
    run = create_model(
        "run", __config__=strict, corpus=names, adapters=names, protocol=names, pages=(str | None, None), out=(str | None, None),
        deadline=(PositiveFloat | PositiveInt | None, None), memory=(PositiveInt | None, None), workers=(PositiveInt | None, None),
        seed=(int | None, None), resamples=(PositiveInt | None, None),
    )  # fmt: skip
    adapter = create_model(
        "adapters", __config__=strict, target=(str, ""), command=(list[str], []), package=(str, ""), settings=(dict[str, object], {}),
        accepts=(str, Field("str", pattern="^(str|bytes)$")), kinds=(list[str], ["html"]), licence=(str, ""), env=(str, ""), floor=(bool, False),
    )  # fmt: skip
    return create_model(
        "boilerbench", __config__=strict, run=(run, Field(default_factory=run)),
        adapters=(dict[str, adapter], {}), gate=(dict[str, object], {}),
    )  # fmt: skip


def _adapter(name: str, row: Any) -> Adapter:  # Any: an instance of the model made above
    """Return the row of ``[tool.boilerbench.adapters.NAME]``; it needs a target or a command, not both."""
    if bool(row.target) == bool(row.command):
        raise ConfigError(f"adapter {name!r} has {'both a target and a command' if row.target else 'neither a target nor a command'}",
                          'target = "module:function" or command = ["node", "worker.js"]')  # fmt: skip
    try:
        kinds = tuple(Kind(kind) for kind in row.kinds)
    except ValueError:
        raise ConfigError(f"adapter {name!r} has kinds {row.kinds}", 'kinds = ["html"], ["text"] or both') from None
    return Adapter(name, row.target, row.package, row.settings, row.accepts, kinds, row.licence, env=row.env, command=tuple(row.command), floor=row.floor)


def _explained(problem: Any, path: Path) -> ConfigError:  # Any: pydantic's ValidationError, imported only where a configuration is read
    """Return the first thing that is wrong as an error for people."""
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return ConfigError(f"{path}: {where} = {first['input']!r}: {first['msg']}", "see `boilerbench run --help` for what each option takes")
    names = known_keys(tuple(str(part) for part in first["loc"][:-1]))
    near = difflib.get_close_matches(str(first["loc"][-1]), names, n=1)
    return ConfigError(f"{path}: {where} is not a known key", f"one of: {', '.join(names)}", f"did you mean {near[0]!r}?" if near else "")


def known_keys(place: tuple[str, ...]) -> list[str]:
    """Return the keys that may stand at a place of the table, sorted."""
    model = _schema()
    if place[:1] == ("run",):
        model = model.model_fields["run"].annotation
    elif place[:1] == ("adapters",):
        model = model.model_fields["adapters"].annotation.__args__[1]
    return sorted(model.model_fields)
