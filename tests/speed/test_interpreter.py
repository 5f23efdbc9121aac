"""Which Python measures an adapter: this one, that of its environment, or none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.config.recipe import Recipe
from bench.environments import envs
from bench.speed.interpreter import interpreter
from bench.speed.releases.timeline import pinned
from tests.speed.made import toy

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_an_installed_adapter_runs_here_and_a_foreign_worker_brings_its_own() -> None:
    assert interpreter(toy()) == sys.executable
    assert interpreter(toy(command=("node",))) == ""


def test_an_environment_is_made_where_it_is_missing_and_only_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[str] = []
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path))
    monkeypatch.setattr(envs, "create", lambda name, **_: made.append(name) or envs.Env(name, tmp_path, "there/python", Recipe()))
    adapter = pinned(toy(package="toylib"), "1.0")
    assert interpreter(adapter) == "there/python"
    assert made == ["toylib@1.0"]
    monkeypatch.setattr(envs, "find", lambda name: envs.Env(name, tmp_path, "found/python", Recipe()))
    assert interpreter(adapter) == "found/python"
    assert made == ["toylib@1.0"]
