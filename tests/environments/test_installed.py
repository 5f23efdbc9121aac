"""What is installed where an adapter lives, each environment asked once; a Python that is not there is said."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from bench import registry
from bench.config.recipe import Recipe
from bench.environments import envs, identity, installed
from bench.environments.envs import Env
from bench.errors import AdapterError, RunError
from bench.model import Adapter

if TYPE_CHECKING:
    from pathlib import Path


def ready(monkeypatch: pytest.MonkeyPatch, *environments: Env) -> None:
    """Have these environments be ready, and no others."""
    by_name = {env.name: env for env in environments}
    monkeypatch.setattr(envs, "find", by_name.get)


def test_adapters_of_this_python_share_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    ready(monkeypatch)
    adapters = [Adapter("a", "m:f", "lxml"), Adapter("none", "m:f"), Adapter("gone", "m:f", "no-such"), Adapter("b", "m:f", "lxml")]
    lxml = identity.versions("lxml")
    assert lxml
    assert installed.versions(adapters) == {"a": lxml, "none": {}, "gone": {}, "b": lxml}
    assert installed.versions([]) == {}


def test_an_environment_s_python_is_asked_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[str, list[str]]] = []

    def answer(python: str, packages: list[str]) -> dict[str, dict[str, str]]:
        asked.append((python, packages))
        return {package: {package: "9"} for package in packages}

    ready(monkeypatch, Env("old", tmp_path, "/old/python", Recipe()))
    monkeypatch.setattr(installed, "_python", answer)
    adapters = [Adapter(name, "m:f", package, env=env) for name, package, env in
                (("a", "two", "old"), ("b", "one", "old"), ("c", "one", "old"), ("d", "one", "new"), ("e", "one", ""))]  # fmt: skip
    assert installed.versions(adapters) == {"a": {"two": "9"}, "b": {"one": "9"}, "c": {"one": "9"}, "d": {}, "e": {"one": "9"}}
    assert asked == [(sys.executable, ["one"]), ("/old/python", ["one", "two"])]


def test_a_node_environment_says_what_its_installer_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installed, "program", lambda command: "v22.1.0" if command == ["node", "--version"] else "")
    ready(monkeypatch, Env("node", tmp_path, "", Recipe()))
    adapter = Adapter("x", package="one", env="node", command=("{python}", "bridge"))
    bridge = identity.versions("html-text")
    assert installed.versions([adapter]) == {"x": {"node": "22.1.0", **bridge}}  # nothing noted
    noted = {"packages": {"node_modules/one": {"version": "1.2"}, "node_modules/one/node_modules/two": {}}}
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".package-lock.json").write_text(json.dumps(noted), encoding="utf-8")
    plain = Adapter("y", package="one", env="node", command=("node", "x"))
    assert installed.versions([adapter, plain]) == {
        "x": {"node": "22.1.0", "one": "1.2", "one/node_modules/two": "", **bridge},
        "y": {"node": "22.1.0", "one": "1.2", "one/node_modules/two": ""},
    }


def test_another_python_is_run_and_one_that_fails_is_said(tmp_path: Path) -> None:
    twin = tmp_path / "python"
    twin.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="ascii")
    twin.chmod(0o755)
    assert installed._python(str(twin), ["lxml", "no-such"]) == {"lxml": identity.versions("lxml"), "no-such": {}}
    assert installed._python("/nowhere", []) == {}  # nothing to ask
    twin.write_text("#!/bin/sh\necho broken interpreter >&2\nexit 3\n", encoding="ascii")
    with pytest.raises(RunError, match="does not run: broken interpreter"):
        installed._python(str(twin), ["lxml"])


def test_the_interpreter_is_ours_unless_an_environment_has_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ready(monkeypatch, Env("old", tmp_path, "/old/python", ()), Env("node", tmp_path, "", Recipe()))
    assert [installed.python_of(name) for name in ("", "old", "node")] == [sys.executable, "/old/python", sys.executable]
    with pytest.raises(AdapterError, match="there is no environment 'gone'") as caught:
        installed.python_of("gone")
    assert caught.value.hint == "boilerbench env create gone"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo ' v1.2 '; echo more", "v1.2"),
        ("echo v3 >&2", "v3"),
        ("echo out; echo err >&2", "out"),
        ("echo v1; exit 1", ""),
        ("true", ""),
        ("printf '\\377v'", "\ufffdv"),
    ],
)
def test_a_program_says_its_version_on_one_line(script: str, said: str) -> None:
    assert installed.program(["sh", "-c", script]) == said


def test_a_program_that_cannot_be_run_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed.program(["no-such-program-anywhere"]) == ""
    monkeypatch.setattr(installed, "_PATIENCE", 0.05)
    assert installed.program(["sleep", "5"]) == ""


@pytest.mark.parametrize(
    ("adapter", "packages", "version"),
    [
        (Adapter("a", "m:f", "lxml"), {"lxml": "0.1"}, "0.1"),
        (Adapter("a", "m:f", "lxml"), {}, "ours"),
        (Adapter("a", "m:f", "lxml", env="old"), {}, ""),
        (Adapter("a", package="lxml", command=("x",)), {}, ""),
        (Adapter("a", package="lxml", command=("x",)), {"lxml": "2"}, "2"),
        (Adapter("a", "m:f"), {"lxml": "2"}, ""),
    ],
)
def test_a_version_is_that_of_the_own_package_where_it_can_be_known(
    monkeypatch: pytest.MonkeyPatch, adapter: Adapter, packages: dict[str, str], version: str
) -> None:
    monkeypatch.setattr(registry, "version_of", lambda package: "ours" if package else "")
    assert installed.version_of(adapter, packages) == version
