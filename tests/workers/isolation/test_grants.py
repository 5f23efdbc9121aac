"""What a worker may read: everything but the private and the sealed, and its own packages in the midst of them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from bench.workers.isolation import grants, landlock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home in which a project lies, with gold, runs, a secret and an environment, and tools beside it."""
    for name in (
        "project/gold",
        "project/reports",
        "project/package",
        "project/.git",
        "project/.venv/lib",
        "mail",
        ".cargo/bin",
        "tool/bin",
        "bin",
    ):
        (tmp_path / name).mkdir(parents=True)
    for name in ("project/mine.py", "project/package/__init__.py", "project/.env", "project/gold/p.txt", ".cargo/credentials.toml"):
        (tmp_path / name).write_text("x", encoding="ascii")
    (tmp_path / "project" / "alias").symlink_to("gold")
    path = [tmp_path / "bin", tmp_path / ".cargo" / "bin", tmp_path / "tool" / "bin"]
    monkeypatch.setenv("PATH", os.pathsep.join(["relative", "", *map(str, path)]))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "project" / ".venv" / "lib")])
    return tmp_path


def readable(home: Path, **changes: list[str]) -> dict[str, int]:
    """Return the rights granted within a home, by path in it."""
    project = home / "project"
    order = {"path": [str(project)], "reads": [], "private": [str(home)], "sealed": [str(project / "gold"), str(project / "reports")]}
    granted = grants.reads(grants.places(order | changes))
    return {os.path.relpath(path, home): rights for path, rights in granted if path.startswith(str(home))}


def test_code_is_read_and_gold_runs_secrets_and_the_rest_of_a_home_are_not(home: Path) -> None:
    found = readable(home)
    names = [path for path, rights in found.items() if rights == landlock.READ_DIR]
    assert names == ["project"]  # to find modules in
    assert {path for path in found if path not in names} == {
        "project/mine.py", "project/package", "project/.venv/lib", "bin", ".cargo/bin", "tool/bin",
    }  # fmt: skip


def test_a_project_that_is_sealed_or_a_home_itself_gives_its_modules_alone(home: Path) -> None:
    project = home / "project"
    for change in ({"sealed": [str(project)]}, {"private": [str(project)]}):
        found = {path for path in readable(home, **change) if path.startswith("project/") and ".venv" not in path}
        assert found == {"project/mine.py", "project/package"}


def test_an_environment_in_the_project_is_read_whole_by_the_python_that_runs_from_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, environment = home / "project", home / "project" / ".venv"
    (environment / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="ascii")  # read as Python starts: it ends where it may not be
    order = {"path": [str(project)], "reads": [], "private": [], "sealed": []}
    assert str(environment) in grants.places(order).private
    monkeypatch.setattr(sys, "prefix", str(environment))
    found = grants.places(order)
    assert str(environment) not in found.private
    assert str(project / ".git") in found.private
    assert (str(environment), landlock.READ) in grants.reads(found)


def test_everything_else_is_read_but_what_is_hidden(home: Path) -> None:
    granted = dict(grants.reads(grants.places({"path": [], "reads": [], "private": [str(home)], "sealed": []})))
    assert granted["/usr"] == landlock.READ
    assert not {"/", "/tmp", "/home", "/root", "/dev", str(home)} & granted.keys()


def test_devices_are_those_open_to_all() -> None:
    devices = {path for path, _ in grants.devices()}
    assert {"/dev/null", "/dev/urandom"} <= devices
    assert not {"/dev/tty", "/dev/ptmx", "/dev/mem", "/dev/shm"} & devices
