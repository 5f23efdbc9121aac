"""The verbs list, doctor, env and wire: what they print, for people and machines, and how they exit."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from bench.adapters.table import ADAPTERS
from bench.cli import main
from bench.environments import envs
from bench.environments.making import installing
from bench.errors import AdapterError
from bench.model import Adapter
from tests.workers.conformance import test_check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bench.config.recipe import Recipe

CONFIG = """
[adapters.mine]
command = ["python3", "worker.py"]
package = "mine"

[adapters.broken]
target = "no_such_module:extract"

[envs]
old = ["mine==1.0"]
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty cache, and a folder with a configuration as the current one."""
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "boilerbench.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "worker.py").write_text((test_check.EXAMPLES / "worker.py").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    code = ended.value.code
    out, err = capsys.readouterr()
    return (code if isinstance(code, int) else 0 if code is None else 1), out, err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    return json.loads(call(capsys, *arguments, "--json")[1])


def first_words(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines() if line.strip()]


def test_list_names_every_row_and_why_it_is_not_available(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "list")
    assert code == 0
    assert first_words(out)[1:] == [*ADAPTERS, "mine", "broken"]
    assert "environment node is not made: boilerbench env create node" in out
    assert "include_comments=False" in out
    assert "adapters available" in err


def test_list_of_some_rows_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows = as_json(capsys, "list", "floors,-nothing", "mine")
    assert isinstance(rows, list)
    assert [row["name"] for row in rows] == [name for name, row in ADAPTERS.items() if row.floor and name != "nothing"] + ["mine"]
    assert rows[-1]["command"] == ["python3", "worker.py"]


def test_an_unknown_row_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "list", "trafilatur")
    assert (code, out) == (2, "")
    assert "did you mean 'trafilatura'?" in err


def test_doctor_says_what_runs_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "doctor", "trafilatura", "identity", "mine", "defuddle")
    materials = {(one["environment"], one["name"]): one for one in found["materials"]}
    assert materials["", "trafilatura"]["version"] == version("trafilatura")
    assert materials["", "trafilatura"]["licence"].startswith("Apache-2.0")
    assert isinstance(found, dict)
    assert [(row["name"], row["runs"], row["version"]) for row in found["rows"] if row["runs"]] == [
        ("trafilatura", True, found["rows"][0]["version"]), ("identity", True, "0.1.0"), ("mine", True, "1.0"),
    ]  # fmt: skip
    assert found["runnable"] == 3
    assert "boilerbench env create node" in found["rows"][3]["reason"]
    assert {"node", "extra warc", "isolation: network"} <= {check["name"] for check in found["checks"]}


def test_doctor_prints_what_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "doctor", "nothing,identity")
    assert code == 0
    assert out.splitlines()[-1] == "2 of 2 adapters run"


@pytest.fixture
def _few_rows() -> Iterator[None]:
    whole = dict(ADAPTERS)
    for name in set(ADAPTERS) - {"nothing", "defuddle"}:
        del ADAPTERS[name]
    yield
    ADAPTERS.clear()
    ADAPTERS.update(whole)  # in the table's order, which says which row a package's versions are of


@pytest.mark.usefixtures("_few_rows")
def test_doctor_fails_only_where_a_core_row_cannot_run(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "doctor")  # neither Node's nor the user's rows are core
    assert (code, out.splitlines()[-1]) == (0, "2 of 4 adapters run")
    ADAPTERS["core"] = Adapter("core", "no_such_module:extract", "boilerbench")
    code, out, _ = call(capsys, "doctor")
    assert (code, out.splitlines()[-1]) == (3, "2 of 5 adapters run")


def test_doctor_fails_where_a_row_that_is_named_cannot_run(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "doctor", "nothing", "broken")
    assert code == 3
    assert "no_such_module" in out
    assert out.splitlines()[-1] == "1 of 2 adapters run"


def test_wire_passes_a_worker_and_hands_on_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "wire", "--deadline", "20", "--", "python3", "worker.py", "--deadline", "x")
    assert code == 0
    assert set(first_words(out)[1:]) == {"kept"}
    assert err == ""


def test_wire_explains_a_breach(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "wire", "--", *test_check.worker("wrong id"))
    assert code == 1
    assert "breach" in first_words(out)
    assert "fix: repeat the page's id, as a number" in err


def test_wire_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["wire", "--json", "--", sys.executable, "-c", "print('hello')"])
    findings = json.loads(capsys.readouterr().out)
    assert (findings[0]["level"], findings[1]["level"]) == ("breach", "untested")
    assert "b'hello" in findings[0]["seen"]


def test_envs_are_listed_made_and_removed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Sequence[str]] = []

    def install(folder: Path, recipe: Recipe, lock: Path, say: object) -> str:
        made.append(recipe.requirements)
        return ""

    monkeypatch.setattr(installing, "python", install)
    code, out, err = call(capsys, "env", "create", "old", "trafilatura@1.12.2")
    assert (code, first_words(out)[1:]) == (0, ["old", "trafilatura@1.12.2"])
    assert "old is ready" in err
    assert made == [("mine==1.0",), ("trafilatura==1.12.2", "lxml-html-clean")]
    rows = as_json(capsys, "env", "list")
    assert isinstance(rows, list)
    assert [(row["name"], row["state"]) for row in rows] == [
        ("java", "not made"), ("node", "not made"), ("old", "ready"), ("python3.12", "not made"), ("trafilatura@1.12.2", "ready"),
    ]  # fmt: skip
    assert call(capsys, "env", "remove", "old")[0] == 0
    assert call(capsys, "env", "remove", "old")[0] == 2
    assert envs.names() == ("trafilatura@1.12.2",)


def test_no_environment_is_made_before_all_names_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "env", "create", "trafilatura@1.12.2", "nonsense")
    assert code == 2
    assert "no environment is called 'nonsense'" in err
    assert envs.names() == ()


def test_run_makes_the_environments_that_its_rows_need(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def fail(name: str, **_: object) -> None:
        made.append(name)
        raise AdapterError(f"{name} cannot be made here")

    monkeypatch.setattr(envs, "create", fail)
    code, _, err = call(capsys, "run", "--create-envs", "--adapters", "nothing,trafilatura-fast@1.12.2,defuddle")
    assert (code, made) == (2, ["node"])
    assert "node cannot be made here" in err
