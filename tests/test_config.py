"""The configuration: found upwards, checked to the key, and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench import config
from bench.config.recipe import Recipe
from bench.errors import ConfigError
from bench.model import Adapter, Kind

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, text: str, name: str = "boilerbench.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_no_configuration_is_an_empty_one(tmp_path: Path) -> None:
    found = config.load(tmp_path)
    assert (found.run, found.adapters, found.envs, found.gate) == ({}, {}, {}, {})


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    write(tmp_path, "[tool.boilerbench.run]\nseed = 1\n", "pyproject.toml")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert config.load(below).run == {"seed": 1}
    assert config.load(below).folder == tmp_path
    write(tmp_path / "a", "[project]\nname = 'other'\n", "pyproject.toml")
    assert config.load(below).run == {"seed": 1}
    write(tmp_path / "a", "[run]\nseed = 2\n")
    assert config.load(below).run == {"seed": 2}


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    text = """
    [run]
    corpus = ["embedded"]
    adapters = ["core", "-nothing"]
    deadline = 5
    memory = 512
    [adapters.mine]
    target = "mine:extract"
    settings = {keep = true}
    accepts = "bytes"
    kinds = ["html", "text"]
    licence = "MIT"
    [adapters.foreign]
    command = ["node", "worker.mjs"]
    package = "foreign"
    family = "ours"
    [envs]
    old = ["trafilatura==1.12.2"]
    newer = { python = "3.12", requirements = ["magic-html"] }
    [gate]
    anything = 1
    """
    found = config.load(write(tmp_path, text))
    assert found.run == {"corpus": ["embedded"], "adapters": ["core", "-nothing"], "deadline": 5, "memory": 512}
    assert found.adapters["mine"] == Adapter(
        "mine", "mine:extract", settings={"keep": True}, accepts="bytes", kinds=(Kind.HTML, Kind.TEXT), licence="MIT"
    )
    assert found.adapters["foreign"] == Adapter("foreign", package="foreign", command=("node", "worker.mjs"), family="ours")
    assert found.envs == {"old": Recipe(("trafilatura==1.12.2",)), "newer": Recipe(("magic-html",), "3.12")}
    assert found.gate == {"anything": 1}


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("[run]\ndeadlin = 5\n", "run.deadlin is not a known key", "did you mean 'deadline'?"),
        ("[runs]\nseed = 5\n", "runs is not a known key", "did you mean 'run'?"),
        ("[adapters.x]\ntarget = 'a:b'\nsetings = {}\n", "adapters.x.setings is not a known key", "did you mean 'settings'?"),
        ("[run]\ndeadline = 'fast'\n", "run.deadline = 'fast'", ""),
        ("[run]\nseed = true\n", "run.seed = True", ""),
        ("[run]\nworkers = 0\n", "run.workers = 0", ""),
        ("[adapters.x]\ntarget = 'a:b'\naccepts = 'html'\n", "adapters.x.accepts = 'html'", ""),
        ("[adapters.x]\nlicence = 'MIT'\n", "neither a target nor a command", ""),
        ("[adapters.x]\ntarget = 'a:b'\ncommand = ['c']\n", "has target and command", ""),
        ("[adapters.x]\ncommand = ['c']\nsettings = {a = 1}\n", "settings that its command never gets", ""),
        ("[adapters.x]\ntarget = 'a:b'\nkinds = ['pdf']\n", "has kinds ['pdf']", ""),
        ("[run\n", "cannot be read", ""),
    ],
)
def test_mistakes_are_named_with_file_key_and_nearest_match(tmp_path: Path, text: str, what: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(write(tmp_path, text))
    assert what in caught.value.what
    assert hint in caught.value.hint


def test_tables_may_have_the_prefix_that_pyproject_asks_for(tmp_path: Path) -> None:
    write(tmp_path, "[tool.boilerbench.run]\nseed = 1\n[gate]\nrule = 'floor'\n")
    assert config.load(tmp_path).run == {"seed": 1}
    assert config.load(tmp_path).gate == {"rule": "floor"}


def test_a_table_with_and_without_the_prefix_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "[tool.boilerbench.run]\nseed = 1\n[run]\nseed = 2\n")
    with pytest.raises(ConfigError, match=r"has \[run\] and \[tool.boilerbench.run\]"):
        config.load(tmp_path)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, "[run]\nsede = 1\nworkers = 0\n[adapters.mine]\ntarget = 3\n")
    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path)
    assert all(part in caught.value.what for part in ("run.sede is not a known key", "run.workers = 0", "adapters.mine.target = 3"))


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ('{ python = "3", requirements = ["x"] }', "envs.old.python = '3'"),
        ('{ python = "3.12" }', "envs.old.requirements"),
        ('{ python = "3.12", requirement = ["x"] }', "envs.old.requirement"),
        ("[1]", "envs.old.requirements.0 = 1"),
        ("3", "envs.old = 3"),
    ],
)
def test_an_environment_that_is_none_is_named(tmp_path: Path, env: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(write(tmp_path, f"[envs]\nold = {env}\n"))
    assert said in caught.value.what
