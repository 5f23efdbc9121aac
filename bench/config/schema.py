"""The shape of a configuration table (pydantic): what keys there are and what they take."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from bench.config.recipe import Recipe
from bench.errors import ConfigError
from bench.model import Adapter, Kind
from bench.registry import OUTPUTS, part

Positive = Annotated[float, Field(gt=0)]


class Strict(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RunDefaults(Strict):
    """Defaults of the options of ``boilerbench run``, by their long names."""

    corpus: list[str] | None = None
    adapters: list[str] | None = None
    predictions: list[str] | None = None
    protocol: list[str] | None = None
    pages: str | None = None
    out: str | None = None
    deadline: Positive | None = None
    memory: PositiveInt | None = None
    workers: PositiveInt | None = None
    seed: int | None = None
    resamples: PositiveInt | None = None
    price: Positive | None = None


class Row(Strict):
    """One adapter of the user's own."""

    target: str = ""
    command: list[str] = []
    filter: list[str] = []
    output: Annotated[str, Field(pattern=f"^({'|'.join(OUTPUTS)})$")] = "text"
    package: str = ""
    settings: dict[str, Any] = {}
    accepts: Annotated[str, Field(pattern="^(str|bytes)$")] = "str"
    kinds: Annotated[list[str], Field(min_length=1)] = ["html"]
    licence: str = ""
    env: str = ""
    floor: bool = False
    family: str = ""
    note: str = ""


class Environment(Strict):
    """One environment: its requirements, alone as a list or with the Python that they need."""

    requirements: Annotated[list[str], Field(min_length=1)]
    python: Annotated[str, Field(pattern=r"^3\.\d{1,2}$")] = ""

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Take a list as requirements."""
        return {"requirements": value} if isinstance(value, list) else value


class Table(Strict):
    """The whole of ``[tool.boilerbench]``. ``envs`` maps an environment's name to its requirements; ``gate`` is read by the gate."""

    run: RunDefaults = RunDefaults()
    adapters: dict[str, Row] = {}
    envs: dict[str, Environment] = {}
    gate: dict[str, Any] = {}


def parse(table: Mapping[str, Any], path: Path) -> Table:
    """Return the table of the file ``path``; raises ConfigError that says the first thing that is wrong."""
    try:
        return Table.model_validate(dict(table))
    except ValidationError as problem:
        faults = [_fault(error["type"], [str(part) for part in error["loc"]], error) for error in problem.errors()]
    told, expected, hint = faults[0]
    others = "".join(f"; {what}" for what, _, _ in faults[1:])
    raise ConfigError(f"{path}: {told}{others}", expected, hint)


def _fault(kind: str, loc: Sequence[str], error: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what is wrong at one place, what was expected, and what to type next."""
    *place, key = loc
    where = ".".join(loc)
    if kind != "extra_forbidden":
        return f"{where} = {error['input']!r}: {error['msg']}", "see `boilerbench run --help` for what each option takes", ""
    models: dict[str, type[BaseModel]] = {"run": RunDefaults, "adapters": Row, "envs": Environment}
    names = sorted(models.get(place[0] if place else "", Table).model_fields)
    near = difflib.get_close_matches(key, names, n=1)
    return f"{where} is not a known key", f"one of: {', '.join(names)}", f"did you mean {near[0]!r}?" if near else ""


def adapter(name: str, row: Row) -> Adapter:
    """Return the row of ``[tool.boilerbench.adapters.NAME]``; it needs a target, a command or a filter."""
    given = [key for key in ("target", "command", "filter") if getattr(row, key)]
    if len(given) != 1:
        held = " and ".join(given) or "neither a target nor a command nor a filter"
        raise ConfigError(
            f"adapter {name!r} has {held}", 'one of target = "module:function", command = [...] (it speaks the wire), filter = [...]'
        )
    program = [*row.command, *row.filter]
    if program and row.settings and not any("{settings}" in argument for argument in program):
        what = f"adapter {name!r} has settings that its command never gets"
        raise ConfigError(what, 'an argument "{settings}": they are put there as JSON')
    if not {*row.kinds} <= {*Kind}:
        raise ConfigError(f"adapter {name!r} has kinds {row.kinds}", 'kinds = ["html"], ["text"] or both')
    before = part("filter", row.output, "") if row.filter else part("bridge", "--markdown") if row.command and row.output == "html" else ()
    fields = row.model_dump(exclude={"filter"}) | {"kinds": tuple(map(Kind, row.kinds)), "command": (*before, *program) if program else ()}
    return Adapter(name, **fields)


def recipe(env: Environment) -> Recipe:
    """Return what an environment of ``[tool.boilerbench.envs]`` is to hold."""
    return Recipe(tuple(env.requirements), env.python)
