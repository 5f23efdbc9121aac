"""The shape of a configuration table (pydantic): what keys there are and what they take."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

Positive = Annotated[float, Field(gt=0)]


class Strict(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Run(Strict):
    """Defaults of the options of ``boilerbench run``, by their long names."""

    corpus: list[str] | None = None
    adapters: list[str] | None = None
    protocol: list[str] | None = None
    pages: str | None = None
    out: str | None = None
    deadline: Positive | None = None
    memory: PositiveInt | None = None
    workers: PositiveInt | None = None
    seed: int | None = None
    resamples: PositiveInt | None = None


class Row(Strict):
    """One adapter of the user's own."""

    target: str = ""
    command: list[str] = []
    package: str = ""
    settings: dict[str, Any] = {}
    accepts: Annotated[str, Field(pattern="^(str|bytes)$")] = "str"
    kinds: Annotated[list[str], Field(min_length=1)] = ["html"]
    licence: str = ""
    env: str = ""
    floor: bool = False


class Table(Strict):
    """The whole of ``[tool.boilerbench]``. ``envs`` maps an environment's name to its requirements; ``gate`` is read by the gate."""

    run: Run = Run()
    adapters: dict[str, Row] = {}
    envs: dict[str, list[str]] = {}
    gate: dict[str, Any] = {}
