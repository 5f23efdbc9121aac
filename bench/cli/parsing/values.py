"""Values of options that need no conversion: typer loads pydantic for each, which takes a quarter of a short command."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PATH_RULES = {"exists": False, "file_okay": True, "dir_okay": True, "writable": False, "resolve_path": False, "allow_dash": False}


class Verb(TyperCommand):
    """A verb whose plain values are taken as they are; all others, and all that are wrong, are left to typer."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, each with a quicker conversion."""
        return list(map(_hastened, super().get_params(ctx)))


class Group(TyperGroup):
    """The same for a group of verbs."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, each with a quicker conversion."""
        return list(map(_hastened, super().get_params(ctx)))


def _hastened(param: Any) -> Any:
    """Return a parameter that asks typer to convert only what is not plain."""
    if "process_value" not in vars(param):
        vars(param)["process_value"] = partial(_processed, param, param.process_value)
    return param


def _processed(param: Any, usual: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """Return what a parameter's value is, by typer's ``usual`` way where it needs that."""
    about = getattr(param, "type_descriptor", None)  # none in releases of typer that convert by click, which is quick
    if about is None or (value is None and param.required):
        return usual(context, value)
    plain = _plain(param, about.annotation, about.parameter_info, value)
    if not plain:
        return usual(context, value)
    return plain[0] if param.callback is None else param.callback(context, param, plain[0])


def _plain(param: Any, annotation: object, about: Any, value: object) -> tuple[object] | None:
    """Return the value of a type as typer would, None where it is not certain to be one."""
    if value is None:
        return ((),) if param.multiple or param.nargs == -1 else (None,)
    if about.parser is not None:
        return None
    if annotation == list[str] and isinstance(value, list | tuple) and value and all(isinstance(one, str) for one in value):
        return (list(value),)
    if annotation in {int, float}:
        return _number(value, about, annotation)
    if annotation is Path and isinstance(value, str) and about.path_type is None:
        is_usual = all(getattr(about, name) is rule for name, rule in _PATH_RULES.items())
        return (Path(value),) if is_usual and (not os.path.exists(value) or os.access(value, os.R_OK)) else None  # noqa: PTH110 - as typer looks
    return (value,) if annotation is str and isinstance(value, str) else None


def _number(value: object, about: Any, kind: object) -> tuple[float] | None:
    """Return a number of a kind that an option takes, None where it may be none."""
    if kind is int and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if not isinstance(value, int | float) or type(value) is not kind:
        return None
    return (value,) if (about.min is None or value >= about.min) and (about.max is None or value <= about.max) else None
