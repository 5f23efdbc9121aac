"""A pool among this machine's environments: placeholders of commands are filled in, files beside the configuration become absolute."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

from bench.environments import envs, launch
from bench.environments.launch import expand
from bench.model import Adapter, Kind, Page, Status
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit
from tests.toys import pages

HERE = Path(__file__).parents[1] / "toys"


def test_a_pool_runs_user_modules_of_its_folder() -> None:
    pool = launch.pool(Limits(deadline_s=10.0, start_s=20.0), 1, HERE)
    unit = Unit(pages.user("mild:capitals"), (Page("p", "c", b"said", Kind.TEXT),))
    with closing(pool.extract(Schedule([unit]))) as extractions:
        (extraction,) = extractions
    assert (extraction.status, extraction.text) == (Status.OK, "SAID")


def of(*command: str, env: str = "", **settings: object) -> Adapter:
    """Return an adapter with a command."""
    return Adapter("x", settings=settings, command=command, env=env)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return the folder of a configuration that holds a worker and a file called like a program."""
    for name in ("worker.js", "node", "sub/part.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1", encoding="ascii")
    return tmp_path


def test_files_become_absolute_and_the_program_only_where_it_is_a_path(place: Path) -> None:
    assert expand(of("node", "worker.js", "sub/part.js", "node"), place) == (
        "node", str(place / "worker.js"), str(place / "sub" / "part.js"), str(place / "node"),
    )  # fmt: skip
    assert expand(of("./node"), place) == (str(place / "node"),)
    assert expand(of("sub/part.js"), place) == (str(place / "sub" / "part.js"),)


def test_what_is_no_file_stays_as_it_is(place: Path) -> None:
    assert expand(of("node", "--flag", "", "sub", "gone.js", "a/b"), place) == ("node", "--flag", "", "sub", "gone.js", "a/b")


def test_a_relative_folder_gives_absolute_files(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert expand(of("node", "worker.js"), Path()) == ("node", str(place / "worker.js"))


def test_placeholders_are_filled_in(place: Path) -> None:
    workers = Path(launch.__file__).parents[1] / "workers"
    assert (workers / "boot.py").is_file()
    adapter = of("{python}", "{engine}/boot.py", "--set={settings}", "{env}/x", "{python}{python}", env="mine", b=1, a="ü")
    assert expand(adapter, place) == (
        sys.executable, str(workers / "boot.py"), '--set={"a": "\\u00fc", "b": 1}', str(envs.root() / "mine" / "x"), sys.executable * 2,
    )  # fmt: skip


def test_without_an_environment_its_placeholder_stays(place: Path) -> None:
    assert expand(of("x", "{env}", "{other}"), place) == ("x", "{env}", "{other}")
