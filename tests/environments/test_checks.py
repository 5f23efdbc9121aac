"""Checks: what adapters, tests and isolation need is looked for, and what is missing is said with what to type."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import registry
from bench.adapters.table import ADAPTERS
from bench.config.recipe import Recipe
from bench.environments import availability, checks, installed
from bench.environments.checks import Check
from bench.workers.isolation import protections

HERE = Path(__file__).parents[1] / "toys"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))


def test_the_surroundings_are_looked_at() -> None:
    by_name = {
        check.name: check for check in checks.all_checks(availability.look_up(list(ADAPTERS.values()), HERE), {"mine": Recipe(("x==1",))})
    }
    assert {"python", "cores", "extra extractors", "extra warc", "extra cluster", "node", "npm",
            "env node", "env java", "env python3.12", "javac", "env mine", "chromium", "valgrind",
            "isolation: network", "isolation: files", "memory caps", "peak memory"} <= by_name.keys()  # fmt: skip
    assert by_name["env mine"].level == "missing"
    assert by_name["env mine"].mend == "boilerbench env create mine"
    (absent,) = [check for check in checks.all_checks((), {"old": Recipe(("x==1",), "3.99")}) if check.name == "env old"]
    assert absent.seen == "not made: environment old needs Python 3.99, and there is none"
    of_the_system = ("isolation: ", "memory caps", "peak memory", "orphans")
    assert all(check.mend for check in by_name.values() if check.level != "ok" and not check.name.startswith(of_the_system))
    assert all(check.seen for check in by_name.values())


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "version_of", lambda name: "" if name == "goose3" else "1.0")
    monkeypatch.setattr(installed, "program", lambda command: "v18.1.0" if command[0] == "node" else "")
    monkeypatch.setenv("PATH", "")
    by_name = {
        check.name: check for check in checks.all_checks(availability.look_up([ADAPTERS["goose3"], ADAPTERS["turbohtml"]], HERE), {})
    }
    assert (by_name["extra extractors"].level, by_name["extra extractors"].seen) == ("missing", "not installed: goose3")
    assert (by_name["node"].level, by_name["node"].seen, by_name["node"].mend) == ("missing", "v18.1.0", "install Node.js 20 or later")
    assert by_name["npm"].level == "missing"
    assert by_name["chromium"].level == by_name["valgrind"].level == "note"


@pytest.mark.parametrize(
    ("said", "level", "seen"),
    [("v20.0.0", "ok", "20.0.0"), ("v19.9.9", "missing", "v19.9.9"), ("v22.1.0", "ok", "22.1.0"), ("nightly", "missing", "nightly"),
     ("", "missing", "not found: the JavaScript adapters need it")],
)  # fmt: skip
def test_node_must_be_of_the_release_that_the_lock_file_is_for(monkeypatch: pytest.MonkeyPatch, said: str, level: str, seen: str) -> None:
    monkeypatch.setattr(installed, "program", lambda _: said)
    mend = "" if level == "ok" else "install Node.js 20 or later"
    assert checks._node() == Check("node", level, seen, mend)


def test_extras_are_looked_at_package_by_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "version_of", lambda name: {"one": "1.5", "two": "2"}.get(name, ""))
    assert checks._packages("extractors", ["one", "two"]) == Check("extra extractors", "ok", "one 1.5, two 2")
    gone = checks._packages("extractors", ["one", "three", "four"])
    assert gone == Check("extra extractors", "missing", "not installed: three, four", 'pip install "boilerbench[extractors]"')


def test_isolation_is_tried_and_a_probe_that_cannot_run_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks._PROBES, "yes", "raise SystemExit(0)")
    monkeypatch.setitem(checks._PROBES, "no", "raise SystemExit(1)")
    assert checks._probe("yes")
    assert not checks._probe("no")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert not checks._probe("yes")


def test_probes_name_modules_that_are_there() -> None:
    """A probe that imported nothing would say that nothing is isolated."""
    boot = str(Path(checks.__file__).parents[1] / "workers")
    lines = {line.partition(";")[0] for code in checks._PROBES.values() for line in code.splitlines() if "import" in line}
    code = f"import sys; sys.path.insert(0, {boot!r}); import boot; boot.mount(); " + "; ".join(sorted(lines))
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_isolates_is_ok_and_what_does_not_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_probe", lambda name: name == "memory")
    by_name = {check.name: check for check in checks._isolation()}
    assert by_name["memory caps"] == Check("memory caps", "ok", "workers are held to theirs")
    monkeypatch.setattr(checks, "_probe", lambda _: False)
    monkeypatch.setattr(checks, "_ENTER", 'print(\'{"network": "", "files": "no Landlock"}\')')
    by_name = {check.name: check for check in checks._isolation()}
    assert by_name["memory caps"].level == "note"
    assert by_name["isolation: network"] == Check("isolation: network", "ok", "workers reach no network")
    unheld = "workers can read and write whatever you can, gold and runs too (no Landlock)"
    assert by_name["isolation: files"] == Check("isolation: files", "note", unheld)
    assert by_name["isolation: processes"].seen.endswith("(the trial failed)")


def test_protections_are_tried_and_are_those_of_workers() -> None:
    found = {check.name.removeprefix("isolation: "): check for check in checks._protections()}
    assert found.keys() == protections.WORDS.keys()
    assert all("the trial failed" not in check.seen for check in found.values())
