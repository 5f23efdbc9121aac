"""What a release rests on: one version in all places, and workflows whose jobs, environments and commands are there."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

import bench
from tests.verbs import unknown_options, verb_of

yaml: Any = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def steps(path: Path) -> list[str]:
    """Return the commands of a workflow, one a line."""
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    lines = [line for job in jobs.values() for step in job["steps"] for line in str(step.get("run", "")).splitlines()]
    return [part.strip() for line in lines for part in re.split(r"&&|\|\|", line) if part.strip()]


def test_the_version_is_the_same_in_package_citation_and_changelog() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    heading = re.search(r"^## (\S+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heading is not None
    assert citation["version"] == heading[1] == bench.__version__
    assert str(citation.get("date-released", "unreleased")) == heading[2]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_names_what_is_there(path: Path) -> None:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    assert jobs
    assert [name for job in jobs.values() for name in [job.get("needs")] if name and name not in jobs] == []
    assert [name for name, job in jobs.items() if "runs-on" not in job or not job["steps"]] == []
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini")
    for words in map(shlex.split, steps(path)):
        for at, word in enumerate(words):
            if word == "-e" and "tox" in words[0]:
                assert [name for name in words[at + 1].split(",") if f"testenv:{name}" not in tox] == [], path.name
            if word == "--group":
                assert words[at + 1] in PROJECT["dependency-groups"], path.name
        if words[0] == "boilerbench":
            verb = verb_of(words[1:])
            assert verb, words
            assert not unknown_options(verb, words[1 + len(verb.split()) :])


def test_every_python_that_is_tested_is_one_the_package_says_it_runs_on() -> None:
    told = {line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", line)}
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))["jobs"]
    assert set(jobs["pythons"]["strategy"]["matrix"]["python"]) == told


def test_the_workflow_of_tests_installs_what_ci_installs() -> None:
    ours = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    wanted = {name for line in re.findall(r"for name in ([^;]+);|missing\+=\((\w[\w-]*)\)", ours) for part in line for name in part.split()}
    wanted = {name for name in wanted if not name.startswith(("$", '"'))}
    (line,) = [line for line in steps(ROOT / ".github" / "workflows" / "tests.yml") if "apt-get install" in line]
    assert len(wanted) > 4
    assert wanted - {"chromium"} <= set(line.split()), line
    assert "chromium-browser" in line  # as Ubuntu calls it
