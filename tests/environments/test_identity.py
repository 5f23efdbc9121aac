"""What an adapter is: versions that matter, its source, its command's files; nothing is imported to find out."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench import registry
from bench.environments import identity
from bench.environments.commands import expand
from bench.model import Adapter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW = Adapter("row", "mine:f", "lxml", {"a": 1})


def test_versions_follow_requirements() -> None:
    found = identity.versions("html-text")
    assert set(found) >= {"html-text", "lxml"}
    assert found["html-text"] == registry.version_of("html-text")
    assert list(found) == sorted(found)
    assert identity.versions("no-such-distribution") == {}
    assert identity.versions("") == {}


def test_a_source_is_found_without_importing_it(tmp_path: Path) -> None:
    package = tmp_path / "explosive"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    (package / "part.py").write_text("x = 1\n", encoding="utf-8")
    first = identity.source_digest("explosive.part:f", str(tmp_path))
    assert first
    assert "explosive" not in sys.modules
    (package / "part.py").write_text("x = 2\n", encoding="utf-8")
    assert identity.source_digest("explosive.part:f", str(tmp_path)) not in {first, ""}
    assert identity.source_digest("no_such_module:f") == ""
    assert identity.source_digest("") == ""


@pytest.mark.parametrize(
    "other",
    [
        replace(ROW, name="renamed"),
        replace(ROW, settings={"a": 2}),
        replace(ROW, target="mine:g"),
        replace(ROW, accepts="bytes"),
        replace(ROW, env="old"),
        replace(ROW, command=("x",)),
    ],
)
def test_whatever_can_change_a_result_changes_the_key(other: Adapter) -> None:
    assert identity.key(ROW, {"lxml": "1"}, {"deadline": 1}) != identity.key(other, {"lxml": "1"}, {"deadline": 1})


def test_versions_and_limits_are_in_the_key_and_order_is_not() -> None:
    key = identity.key(ROW, {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2})
    assert key == identity.key(ROW, {"six": "2", "lxml": "1"}, {"memory": 2, "deadline": 1})
    assert key != identity.key(ROW, {"lxml": "2", "six": "2"}, {"deadline": 1, "memory": 2})
    assert key != identity.key(ROW, {"lxml": "1", "six": "2"}, {"deadline": 2, "memory": 2})
    assert key == identity.key(replace(ROW, licence="MIT", floor=True), {"lxml": "1", "six": "2"}, {"deadline": 1, "memory": 2})


def test_commands_are_filled_in_and_located(tmp_path: Path) -> None:
    (tmp_path / "worker.js").write_text("1", encoding="ascii")
    (tmp_path / "node").write_text("not the program", encoding="ascii")
    row = Adapter("x", command=("node", "worker.js", "--flag", "{python}"), env="")
    assert expand(row, tmp_path) == ("node", str(tmp_path / "worker.js"), "--flag", sys.executable)
    assert expand(Adapter("x", command=("./node",)), tmp_path) == (str(tmp_path / "node"),)
    before = identity.command_digest(expand(row, tmp_path))
    (tmp_path / "worker.js").write_text("2", encoding="ascii")
    assert identity.command_digest(expand(row, tmp_path)) != before
    assert identity.command_digest(("sh", "-c", "x" * 5000)).keys() == {"sh"}


@pytest.fixture
def own_harness() -> Iterator[None]:
    """Have the digest of our own page handling computed anew within a test, and forgotten after it."""
    identity.harness.cache_clear()
    yield
    identity.harness.cache_clear()


@pytest.mark.usefixtures("own_harness")
def test_a_source_of_page_handling_that_is_not_found_is_an_error_and_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_PAGE_SOURCES", (*identity._PAGE_SOURCES, "renamed.py"))
    with pytest.raises(FileNotFoundError, match=r"renamed\.py"):
        identity.harness()


def test_every_module_that_page_handling_imports_moves_the_key() -> None:
    assert set(identity._PAGE_SOURCES) == {f"{name}.py" for name in imported("payload")}


def imported(name: str) -> set[str]:
    """The modules of ``bench.corpus.text`` that one of them needs, itself included."""
    found, waiting = set[str](), [name]
    while waiting:
        module = waiting.pop()
        found.add(module)
        tree = ast.parse(Path(str(import_module(f"bench.corpus.text.{module}").__file__)).read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        waiting += [str(node.module).rpartition(".")[2] for node in nodes if str(node.module).startswith("bench.corpus.text.")]
        waiting = [item for item in waiting if item not in found]
    return found
