"""Every verb as the command line knows it, by name: ``run``, ``corpus check`` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bench.cli import app, register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

register()
VERBS: dict[str, Any] = {
    f"{name} {inner}".strip(): command
    for name, group in typer.main.get_command(app).commands.items()
    for inner, command in (getattr(group, "commands", None) or {"": group}).items()
}


def verb_of(words: Sequence[str]) -> str | None:
    """Return the verb that a command without its program begins with, None for none."""
    return next((name for name in VERBS if list(words[: len(name.split())]) == name.split()), None)


def unknown_options(verb: str, words: Iterable[str]) -> set[str]:
    """Return the options among what stands behind a verb that it does not have; ``--`` ends them."""
    rest = [*words]
    given = {word.partition("=")[0] for word in rest[: rest.index("--") if "--" in rest else None] if word.startswith("--")}
    return given - {option for parameter in VERBS[verb].params for option in parameter.opts}
