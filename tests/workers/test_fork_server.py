"""The fork server: imports once, forks workers from that, reaps each with all that it left behind."""

from __future__ import annotations

import gc
import json
import os
import select
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bench.workers import fork_server, wire
from bench.workers.child import Child
from bench.workers.fork_client import ForkClient, ServerKey
from bench.workers.limits import MB, Limits
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = pages.hostile("bad")


def test_a_module_is_imported_with_all_that_its_functions_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sourced.py").write_text(
        "import colorsys, wave as w\nfrom os import path\nfrom . import x\ndef f():\n    import this_is_late\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert set(fork_server.imports_of("sourced")) == {"colorsys", "wave", "os", "this_is_late"}
    assert list(fork_server.imports_of("no_such_module")) == list(fork_server.imports_of("sys")) == []
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    fork_server.load("sourced")  # what is missing is no fault
    assert "colorsys" in sys.modules
    gc.unfreeze()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ForkClient]:
    """Give a fork server that is ready."""
    client = ForkClient(ServerKey(sys.executable, ""), tmp_path / "scratch", pages.order(pages.HERE))
    assert [event["type"] for event in until(client, "ready")] == ["isolated", "ready"]
    yield client
    client.close()
    client.wait()
    assert not (tmp_path / "scratch").exists()


def until(client: ForkClient, kind: str) -> list[dict[str, object]]:
    """Return the events of a server up to one of this kind."""
    events: list[dict[str, object]] = []
    while not any(event["type"] == kind for event in events):
        assert select.select([client.control], [], [], 60)[0]
        events += client.events()
    return events


def forked(server: ForkClient, token: int = 1) -> Child:
    order = {"name": "bad", "package": "", "target": HOSTILE.target, "settings": {}, "accepts": "str", "command": (), "warm": True,
             "memory": 512 * MB, "output": MB}  # fmt: skip
    child = Child(token, HOSTILE, server, Limits(), order)
    event = until(server, "forked")[-1]
    child.pid = int(str(event["pid"]))
    assert answer(child)[0]["type"] == "hello"
    return child


def answer(child: Child) -> tuple[dict[str, object], bytes]:
    while True:
        assert select.select([child.stdout], [], [], 60)[0]
        for frame in child.frames():
            return frame


def test_a_worker_answers_and_its_end_is_reported_by_code(server: ForkClient) -> None:
    child = forked(server)
    child.send({"type": "page", "id": 4}, b"plain")
    header, body = answer(child)
    assert wire.is_answer(header, 4)
    assert body == b"PLAIN"
    child.send({"type": "page", "id": 5}, b"exit")
    assert until(server, "exit") == [{"type": "exit", "token": 1, "code": 3}]
    child.close()


def test_a_worker_killed_takes_all_it_started_along_and_no_other_worker(server: ForkClient) -> None:
    first, second = forked(server, 1), forked(server, 2)
    first.send({"type": "page", "id": 1}, b"daemon")  # in a session of its own, its parent gone
    assert answer(first)[1] == b"daemon"
    before = pages.processes()
    server.kill(1)
    assert until(server, "exit") == [{"type": "killed", "token": 1}, {"type": "exit", "token": 1, "code": -9}]
    gone = before - pages.processes()
    assert first.pid in gone
    assert len(gone) >= 2
    second.send({"type": "page", "id": 2}, b"plain")
    assert answer(second)[1] == b"PLAIN"
    first.close()
    second.close()


def test_a_worker_sees_a_folder_of_its_own_that_goes_with_it(server: ForkClient, tmp_path: Path) -> None:
    child = forked(server, 7)
    folder = tmp_path / "scratch" / "7"
    assert Path(f"/proc/{child.pid}/cwd").readlink() == folder
    child.send({"type": "page", "id": 1}, b"litter")
    assert answer(child)[1] == b"True"
    assert sorted(path.name for path in folder.iterdir()) == ["home", "litter"]
    child.close_stdin()
    assert until(server, "exit")[0]["code"] == 0
    assert not folder.exists()
    os.close(child.stdout)
    os.close(child.stderr)


def test_the_workers_of_a_server_whose_parent_hangs_up_are_gone(tmp_path: Path) -> None:
    client = ForkClient(ServerKey(sys.executable, ""), tmp_path / "scratch", pages.order(pages.HERE))
    until(client, "ready")
    child = forked(client)
    client.close()
    client.wait()
    child.close()
    assert not Path(f"/proc/{child.pid}").exists()
    for _ in range(50):
        if not (tmp_path / "scratch").exists():
            break
        time.sleep(0.1)
    assert not (tmp_path / "scratch").exists()


def test_a_server_that_may_fork_no_more_tries_again_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refuse() -> int:
        tries.append(1)
        raise BlockingIOError

    monkeypatch.setattr(fork_server.os, "fork", refuse)
    monkeypatch.setattr(fork_server, "_PAUSE", 0.0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        order = {"scratch": str(tmp_path), "path": [], "module": ""}
        crowded = fork_server.ForkServer(theirs, order, SimpleNamespace(protections={}, listener=-1))  # type: ignore[arg-type]
        crowded._woken.setblocking(False)
        crowded._fork({"token": 1}, [])
        said = [json.loads(line)["type"] for line in ours.recv(1000).splitlines()]
        for end in (crowded._woken, crowded._wakeup):
            end.close()
    gc.unfreeze()
    assert (said, len(tries)) == (["isolated", "refused"], fork_server._AGAIN + 1)
