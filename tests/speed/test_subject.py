"""A process under measurement: what it says, how it fails, that it never outlives its use."""

from __future__ import annotations

import json
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from bench.errors import AdapterError
from bench.model import Adapter, Status
from bench.speed.subject import Subject
from bench.workers.limits import Limits
from tests.speed.made import HERE, toy

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits(deadline_s=2.0, start_s=30.0, memory_mb=512)
HEADER = {"kind": "text", "encoding": "utf-8"}
SPEAKER = """
import json, sys
print(json.dumps({"type": "hello", "wire": 1, "name": "mine", "package": "", "version": "3", "length": 0}), flush=True)
for line in sys.stdin.buffer:
    header = json.loads(line)
    sys.stdin.buffer.read(header["length"])
    print(json.dumps({"type": "result", "id": header["id"], "status": "ok", "wall_ns": 5, "length": 0}), flush=True)
"""


def subject(adapter: Adapter | None = None, **changes: object) -> Subject:
    return Subject(adapter or toy(), sys.executable, **{"limits": LIMITS, "path": (HERE,), **changes})


def test_a_call_is_measured_by_the_process_itself() -> None:
    with subject() as one:
        assert one.greet()["import_cpu_ns"] > 0
        found = one.measure(HEADER, b"good page", text=True)
        assert (found.status, found.text) == (Status.OK, b"good page")
        assert found.cpu_ns > 0
        assert found.wall_ns > 0
        assert found.peak_rss > 1 << 20
        assert one.measure(HEADER, b"good page").text == b""
        assert one.calibrate() > 0
        assert one.cpu_s() > 0


@pytest.mark.parametrize(("page", "status"), [(b"raise it", Status.ERROR), (b"blank page", Status.EMPTY)])
def test_a_failed_page_leaves_the_process_alive(page: bytes, status: Status) -> None:
    with subject() as one:
        assert one.measure(HEADER, page).status is status
        assert one.measure(HEADER, b"good page").status is Status.OK
        assert not one.sick


@pytest.mark.parametrize(("page", "status", "why"), [(b"hang now", Status.TIMEOUT, "timeout"), (b"die now", Status.CRASH, "it ended")])
def test_a_process_that_hangs_or_dies_is_sick_and_gone(page: bytes, status: Status, why: str) -> None:
    with subject() as one:
        assert one.measure(HEADER, b"good page").status is Status.OK
        assert one.measure(HEADER, page).status is status
        assert one.sick == why
        assert one.measure(HEADER, b"good page").status in {Status.CRASH, Status.TIMEOUT}


def test_hash_seeds_are_as_asked_and_nothing_of_the_users_environment_leaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "99")
    seeds = []
    for seed in (1, 2):
        with subject(toy("seed"), seed=seed) as one:
            seeds.append(one.measure(HEADER, b"page", text=True).text)
    assert seeds == [b"1", b"2"]


def test_what_an_adapter_prints_never_reaches_the_wire() -> None:
    with subject(toy("chatty")) as one:
        assert one.measure(HEADER, b"page", text=True).text == b"page"


@pytest.mark.parametrize("target", ["toys:missing", "no_such_module:work"])
def test_an_adapter_that_cannot_be_imported_is_said_to_be(target: str) -> None:
    with subject(toy(target=target)) as one, pytest.raises(AdapterError, match="does not start"):
        one.greet()


def test_a_foreign_worker_is_measured_over_the_same_wire() -> None:
    with subject(toy(target="", command=(sys.executable, "-c", SPEAKER))) as one:
        assert one.greet()["version"] == "3"
        found = one.measure(HEADER, b"page " * 50_000)
        assert (found.status, found.wall_ns, found.cpu_ns) == (Status.OK, 5, 0)
        assert one.calibrate() == 0


def test_a_program_that_is_not_there_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(AdapterError, match="does not start"):
        subject(toy(target="", command=("no-such-program",)))
    assert not list(tmp_path.iterdir())


def test_a_command_that_speaks_no_wire_is_said_not_to_start() -> None:
    with (
        subject(toy(target="", command=("echo", json.dumps({"type": "noise"})))) as one,
        pytest.raises(AdapterError, match="does not start"),
    ):
        one.greet()
