"""Functions as adapters: those that a worker can import; every other object is one clear error."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

import bench
from bench.adapters.callables import named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def whole(page: str) -> str:
    """Return the page."""
    return page


async def later(page: str) -> str:
    """Return a coroutine."""
    return page


def pieces(page: str) -> Iterator[str]:
    """Return a generator."""
    yield page


class Extractor:
    """Can be called, once it is made."""

    def __call__(self, page: str) -> str:
        """Return the page."""
        return page


def in_main(page: str) -> str:
    """Stand in a script, as far as anybody can tell."""
    return page


in_main.__module__ = "__main__"


def test_a_function_of_a_module_is_named_as_workers_import_it() -> None:
    assert named(whole) == "tests.adapters.test_callables:whole"
    assert named("trafilatura") == "trafilatura"


@pytest.mark.parametrize(
    ("strange", "words"),
    [
        (later, "gives a coroutine"), (pieces, "gives a generator"), (Extractor, "a class gives an object"),
        (Extractor(), "an object of type Extractor"), (partial(whole), "an object of type partial"), (lambda page: page, "inside another"),
        (in_main, "in the script or notebook"), (3, "an object of type int"), (None, "an object of type NoneType"),
    ],
)  # fmt: skip
def test_anything_else_is_one_clear_error(strange: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(bench.BoilerbenchError, match=words):
        bench.run(adapters=[strange], out=str(tmp_path / "out"))  # type: ignore[list-item]
    assert not (tmp_path / "out").exists()


def test_a_run_takes_functions_names_and_paths(tmp_path: Path) -> None:
    from tests.cli.test_run import small

    small(tmp_path / "small")
    folder = bench.run(corpora=[tmp_path / "small"], adapters=[whole, "everything"], protocols=["words"], out=str(tmp_path / "out"))
    assert folder.manifest().names == ("tests.adapters.test_callables:whole", "everything")


@pytest.mark.parametrize(
    ("gold", "text", "words"),
    [(None, "x", "gold is NoneType"), ("x", None, "text is NoneType"), ([None], ["x"], "gold is NoneType"), ("x", 3, "text is int")],
)
def test_scoring_anything_but_text_is_one_clear_error(gold: object, text: object, words: str) -> None:
    with pytest.raises(bench.BoilerbenchError, match=words):
        bench.score(gold, text)  # type: ignore[arg-type]
    assert {"run", "score", "combine"} <= set(dir(bench))
