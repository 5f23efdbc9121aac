"""Values of options that need no conversion: typer loads pydantic for any, a tenth of a second and more of each verb."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup


class Verb(TyperCommand):
    """A verb whose plain values are taken as they are; all others, and all that are wrong, are left to typer."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, each with a quicker conversion."""
        return _hastened(super().get_params(ctx))


class Group(TyperGroup):
    """The same for a group of verbs."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, each with a quicker conversion."""
        return _hastened(super().get_params(ctx))


def _hastened(params: list[Any]) -> list[Any]:
    """Return parameters that convert what is not plain alone by typer's way.

    In releases of typer that convert by click, which loads nothing for it, they are as they were.
    """
    for param in params:
        if hasattr(param, "type_descriptor") and getattr(param, "_runtime_param", param) is None:
            param._runtime_param = _PlainFirst()  # noqa: SLF001 - typer has no public place for it
    return params


class _PlainFirst:
    """Stands in the place of what typer converts a parameter's values by, until there is one that is not plain."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of a parameter as typer would; raises what typer raises."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        about = param.type_descriptor
        plain = () if about.parameter_info.parser else _plain(value, about.annotation, about.parameter_info)
        if plain:
            return plain[0]
        param._runtime_param = None  # noqa: SLF001 - typer makes its own now
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _plain(value: object, annotation: object, about: Any) -> tuple[object, ...]:
    """Return the value of a type alone, () where it is not certain to be one."""
    if annotation is str and isinstance(value, str):
        return (value,)
    if annotation == list[str] and isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return (list(value),)
    if annotation is int and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if annotation in {int, float} and type(value) is annotation:
        within = (about.min is None or value >= about.min) and (about.max is None or value <= about.max)
        return (value,) if within else ()
    return ()
