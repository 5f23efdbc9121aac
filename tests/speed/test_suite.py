"""The suite as ``boilerbench speed`` starts it: its file is pytest-benchmark's own, and its times are the workers'."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.storage.file import FileStorage

from bench.adapters.selection import select
from bench.errors import RunError
from bench.speed import session, summary
from bench.speed.recording import RecordingOptions
from bench.workers.limits import Limits
from tests.speed.made import HERE, toy

OPTIONS = RecordingOptions(pages=2, rounds=2, processes=1, limits=Limits(deadline_s=5), path=(HERE,))
HANGING = toy(name="absent", target="toys:missing")


@pytest.fixture(scope="module")
def speed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "speed.json"
    session.run({"embedded": {}}, [*select(["nothing", "paragraphs"]), HANGING], OPTIONS, out)
    return out


def test_pytest_benchmarks_own_loader_opens_the_file(speed: Path) -> None:
    ((path, value),) = FileStorage(speed.parent, None).load(str(speed))
    assert Path(path).name == speed.name
    names = {entry["name"] for entry in value["benchmarks"]}
    assert "test_speed[paragraphs-<8k]" in names
    assert {entry["group"] for entry in value["benchmarks"]} <= {"<8k", "8-32k", "32-128k", "128-512k", ">512k"}


def test_pytest_benchmark_compare_opens_the_file(speed: Path) -> None:
    command = [sys.executable, "-m", "pytest_benchmark", "compare", str(speed), "--columns=median,rounds"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=speed.parent)
    assert "test_speed[paragraphs-<8k]" in run.stdout


def test_its_statistics_are_of_the_times_that_the_workers_measured(speed: Path) -> None:
    value = json.loads(speed.read_text(encoding="utf-8"))
    assert value["benchmarks"]
    for entry in value["benchmarks"]:
        series = entry["extra_info"]["series"]
        passes = [sum(one["cpu_ns"][turn] for one in series) / 1e9 for turn in range(OPTIONS.rounds)]
        assert entry["stats"]["data"] == pytest.approx(passes, rel=1e-6)
        assert entry["stats"]["rounds"] == OPTIONS.rounds
        assert entry["options"]["timer"] == "clock"


def test_an_adapter_that_cannot_start_is_named_and_stops_nobody(speed: Path) -> None:
    found = summary.summary(speed)
    assert set(found.missing) == {"absent"}
    assert {row.adapter for row in found.adapters} == {"nothing", "paragraphs"}
    assert {row.pages for row in found.adapters} == {8}  # two of each size
    assert all(row.peak_mb > 1 for row in found.adapters)
    assert all(row.import_ms > 0 for row in found.adapters)


def test_a_session_in_which_nothing_works_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="the speed suite failed"):
        session.run({"embedded": {}}, [HANGING], OPTIONS, tmp_path / "speed.json")
    assert not list(tmp_path.iterdir())
