"""The machine: what a manifest says of it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from bench.environments import machine


def test_cores_are_those_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    assert machine.cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert machine.cores() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert machine.cores() == 1


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("processor: 0\nmodel name\t: A CPU @ 2 GHz: fast \nmodel name: Another", "A CPU @ 2 GHz: fast"),
        ("processor: 0\nname of a model name: x", platform.machine()),
    ],
)
def test_the_processor_is_named_as_the_system_does(monkeypatch: pytest.MonkeyPatch, lines: str, name: str) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: lines)
    assert machine.described()["cpu"] == name


def test_a_system_that_names_no_processor_is_described_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(platform, "processor", lambda: "")
    about = machine.described()
    assert about == {
        "cpu": platform.machine(), "cores": machine.cores(), "python": platform.python_version(), "platform": platform.platform(),
    }  # fmt: skip
    monkeypatch.setattr(platform, "processor", lambda: "known")
    assert machine.described()["cpu"] == "known"
