"""Below the help of every verb stand examples, and each names a verb and options that are there."""

from __future__ import annotations

import shlex

import pytest
import typer

from bench.cli import app, register
from bench.cli.examples import EXAMPLES, epilog

register()
ROOT = typer.main.get_command(app)
LEAVES = {
    f"{name} {inner}".strip(): command
    for name, group in ROOT.commands.items()
    for inner, command in (getattr(group, "commands", None) or {"": group}).items()
}


def test_every_verb_has_examples_and_every_example_a_verb() -> None:
    assert set(LEAVES) == set(EXAMPLES)


@pytest.mark.parametrize(("verb", "line"), [(verb, line) for verb, lines in EXAMPLES.items() for line in lines])
def test_an_example_uses_options_that_are_there(verb: str, line: str) -> None:
    for part in line.split(" > ", maxsplit=1)[0].split(" && "):
        words = shlex.split(part)
        assert words[0] == "boilerbench"
        named = next(name for name in LEAVES if words[1 : 1 + len(name.split())] == name.split())
        rest = words[1 + len(named.split()) :]
        options = {word for word in rest[: rest.index("--") if "--" in rest else None] if word.startswith("--")}
        known = {option for parameter in LEAVES[named].params for option in parameter.opts}
        assert options <= known
    assert line.startswith(f"boilerbench {verb}") or " && " in line


def test_the_help_shows_them() -> None:
    assert epilog("run").startswith("Examples:\n\n  boilerbench run\n\n")
    assert epilog("no such verb") is None
    assert "\\[type=forum]" in epilog("gate")  # else taken for markup
