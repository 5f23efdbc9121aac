"""Plain values of options are those that typer would give; what is wrong is said in its words."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import typer
from typer.core import TyperCommand
from typer.main import get_command

from bench.cli.parsing.values import Verb

if TYPE_CHECKING:
    from collections.abc import Callable


def verb(
    place: Annotated[Path | None, typer.Argument()] = None,
    names: Annotated[list[str] | None, typer.Option()] = None,
    count: Annotated[int | None, typer.Option(min=1, max=20)] = None,
    share: Annotated[float, typer.Option()] = 0.5,
    limit: Annotated[int, typer.Option(min=0)] = 3,
    out: Annotated[Path | None, typer.Option()] = None,
    held: Annotated[Path | None, typer.Option(exists=True)] = None,
    word: Annotated[str, typer.Option()] = "w",
    shouted: Annotated[str, typer.Option(callback=lambda value: value.upper())] = "quiet",
    is_sure: Annotated[bool, typer.Option("--sure")] = False,
    made: Annotated[Any, typer.Option(parser=lambda text: text[::-1])] = None,
) -> None:
    """Take one option of each kind."""


def parsed(kind: type[TyperCommand], arguments: list[str]) -> object:
    """Return what a verb is given of these arguments, or what typer says against them."""
    app = typer.Typer()
    app.command(cls=kind)(verb)
    try:
        return get_command(app).make_context("verb", list(arguments)).params
    except Exception as problem:  # noqa: BLE001 - typer brings its own click, whose errors are of no public kind
        return type(problem).__name__, str(problem)


@pytest.mark.parametrize(
    "given",
    [
        "", "here", "here there",
        "here --names a --names b --count 7 --limit 0 --word x --sure", "here --count 0", "here --count 21", "here --count +7",
        "here --count ٣", "here --count x", "here --count 7.0", "here --share 1e-3", "here --share x", "here --out there --word 5",
        "here --held /nowhere/at/all", "here --held /", "here --shouted loud", "here --made abc", "here --limit -1", "here --names", "/",
        f"here --count {'9' * 30}",
    ],
)  # fmt: skip
def test_values_are_those_that_typer_gives(given: str) -> None:
    assert parsed(Verb, given.split()) == parsed(TyperCommand, given.split())


def test_a_plain_value_is_not_converted_by_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    def converted(*_: object) -> Callable[..., object]:
        raise AssertionError("typer was asked")

    monkeypatch.setattr("typer.core.build_runtime_param", converted)
    given = parsed(Verb, ["--names", "a", "--count", "7", "--word", "x", "--limit", "20"])
    assert given == {
        "place": None,
        "names": ["a"],
        "count": 7,
        "out": None,
        "word": "x",
        "limit": 20,
        "shouted": "QUIET",
        "share": 0.5,
        "held": None,
        "is_sure": False,
        "made": None,
    }
