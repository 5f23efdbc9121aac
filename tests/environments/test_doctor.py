"""The doctor and the roster: what is missing is said with what to type, and "runs" is measured by running."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import registry
from bench.adapters import ADAPTERS
from bench.environments import doctor, envs, installed, roster
from bench.model import Adapter, Kind, Status
from bench.workers.limits import Limits
from tests import nodes
from tests.toys import pages

HERE = Path(__file__).parents[1] / "toys"
BRISK = Limits(deadline_s=1.0, start_s=20.0)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))


def examined(*rows: Adapter, limits: Limits = BRISK) -> dict[str, doctor.Patient]:
    found = doctor.examine(roster.roster(rows, HERE), HERE, limits)
    assert [patient.entry.adapter for patient in found] == list(rows)
    return {patient.entry.adapter.name: patient for patient in found}


def test_rows_are_run_and_what_is_wrong_is_said() -> None:
    good = pages.user("mild:capitals", "good")
    absent = pages.user("mild:absent", "absent")
    unknown = Adapter("unknown", "no_such_module:f", "lxml", kinds=pages.ANY)
    slow = pages.user("stuck:extract", "slow")
    found = examined(good, absent, unknown, slow, ADAPTERS["trafilatura"], ADAPTERS["nothing"], ADAPTERS["identity"])
    assert {name: patient.status for name, patient in found.items()} == {
        "good": Status.OK, "absent": Status.SKIPPED, "unknown": Status.SKIPPED, "slow": Status.TIMEOUT,
        "trafilatura": Status.OK, "nothing": Status.EMPTY, "identity": Status.OK,
    }  # fmt: skip
    assert [name for name, patient in found.items() if not patient.runs] == ["absent", "unknown", "slow"]
    assert "no_such_library_anywhere" in found["absent"].reason
    assert found["unknown"].reason == "ModuleNotFoundError: No module named 'no_such_module'"  # lxml itself is there
    assert found["trafilatura"].entry.version == registry.version_of("trafilatura")
    assert found["nothing"].reason == ""


def test_twenty_five_rows_run_where_everything_is_installed(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes.provide(tmp_path_factory, monkeypatch)
    rows = [row for row in ADAPTERS.values() if row.command or registry.version_of(row.package)]
    found = examined(*rows, limits=Limits(deadline_s=30.0))
    assert [name for name, patient in found.items() if not patient.runs] == []
    assert [name for name, patient in found.items() if patient.status is Status.EMPTY] == ["nothing"]
    if len(rows) == len(ADAPTERS):  # with the extra `all`
        assert len(found) >= 25


def test_rows_that_lack_something_say_what_to_type() -> None:
    rows = [
        Adapter("extra", "m:f", "no-such-package", extra="all"),
        Adapter("plain", "m:f", "no-such-package"),
        Adapter("env", "m:f", "shouter", env="shouter@1"),
        Adapter("command", command=("no-such-program-anywhere", "x")),
        Adapter("there", command=("sh", "x")),
        ADAPTERS["defuddle"],
    ]
    assert [entry.lacking for entry in roster.roster(rows, HERE)] == [
        'no-such-package is not installed: pip install "boilerbench[all]"',
        "no-such-package is not installed: pip install no-such-package",
        "environment shouter@1 is not made: boilerbench env create shouter@1",
        "there is no program no-such-program-anywhere",
        "",
        "environment node is not made: boilerbench env create node",
    ]
    found = examined(*rows[:4])
    assert not any(patient.runs for patient in found.values())
    assert found["plain"].reason == "no-such-package is not installed: pip install no-such-package"


def test_an_environment_of_a_version_is_a_row() -> None:
    for name in ("trafilatura@1.12.2", "unrelated@3", "mine"):
        folder = envs.root() / name
        folder.mkdir(parents=True)
        card = {"schema": 1, "name": name, "python": "", "requirements": [], "digest": ""}
        (folder / "env.json").write_text(json.dumps(card), encoding="utf-8")
    own = {"mine": Adapter("mine", "m:f", "mine", env="mine")}
    added = [row for row in roster.rows(own) if row.name not in ADAPTERS]
    assert [(row.name, row.env, dict(row.settings)) for row in added] == [
        ("mine", "mine", {}),
        ("trafilatura@1.12.2", "trafilatura@1.12.2", {"include_comments": False}),
    ]


@pytest.mark.parametrize("row", ADAPTERS.values(), ids=lambda row: row.name)
def test_a_row_is_plain_data_for_machines(row: Adapter) -> None:
    data = roster.as_data(roster.Entry(row, "1.0", ""))
    assert json.loads(json.dumps(data)) == data
    assert {"name", "package", "version", "settings", "licence", "accepts", "extra", "floor", "available"} <= data.keys()


def test_the_surroundings_are_looked_at() -> None:
    checks = {check.name: check for check in doctor.look_around(roster.roster(list(ADAPTERS.values()), HERE), {"mine": ["x==1"]})}
    assert {"python", "cores", "extra all", "extra warc", "extra cluster", "node", "npm", "env node", "env mine", "chromium", "valgrind",
            "network namespaces", "memory caps", "peak memory"} <= checks.keys()  # fmt: skip
    assert checks["env mine"].level == "missing"
    assert checks["env mine"].mend == "boilerbench env create mine"
    of_the_system = {"network namespaces", "memory caps", "peak memory", "orphans"}
    assert all(check.mend for check in checks.values() if check.level != "ok" and check.name not in of_the_system)
    assert all(check.seen for check in checks.values())


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "version_of", lambda name: "" if name == "goose3" else "1.0")
    monkeypatch.setattr(installed, "program", lambda command: "v18.1.0" if command[0] == "node" else "")
    monkeypatch.setenv("PATH", "")
    checks = {check.name: check for check in doctor.look_around(roster.roster([ADAPTERS["goose3"], ADAPTERS["turbohtml"]], HERE), {})}
    assert (checks["extra all"].level, checks["extra all"].seen) == ("missing", "not installed: goose3")
    assert (checks["node"].level, checks["node"].seen, checks["node"].mend) == ("missing", "v18.1.0", "install Node.js 20 or later")
    assert checks["npm"].level == "missing"
    assert checks["chromium"].level == checks["valgrind"].level == "note"


def test_the_page_is_of_the_kind_asked_for() -> None:
    assert b"<p>" in doctor.page(Kind.HTML).content
    assert b"<" not in doctor.page(Kind.TEXT).content
