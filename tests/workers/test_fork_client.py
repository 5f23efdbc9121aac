"""The fork servers of a pool: which adapters share one, how one that dies is told and replaced, what becomes of waiting orders."""

from __future__ import annotations

import errno
import os
import select
import sys
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.adapters.table import ADAPTERS
from bench.errors import RunError
from bench.model import Adapter
from bench.workers import fork_client, surroundings
from bench.workers.fork_client import ForkClient, ServerKey, Servers, server_key
from bench.workers.limits import MB
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROW = Adapter("mine", "fine:f")


def test_adapters_of_one_module_share_a_server_and_no_others_do() -> None:
    keys = {name: server_key(adapter, "python") for name, adapter in ADAPTERS.items()}
    assert keys["trafilatura"] == keys["trafilatura-baseline"]
    assert keys["nothing"] == keys["paragraphs"] != keys["justext"]
    assert keys["trafilatura"] != keys["readability-lxml"]
    assert server_key(ADAPTERS["trafilatura"], "another") != keys["trafilatura"]
    assert {keys[name].module for name, adapter in ADAPTERS.items() if adapter.command} == {""}


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Give the servers of a pool whose modules lie in a folder, and see that they leave nothing."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    around = surroundings.make(tmp_path, python=lambda _: sys.executable, command=lambda adapter, _: adapter.command)
    alive = Servers(around, 512 * MB)
    yield alive
    alive.close()
    assert not around.scratch.exists()


def events(server: ForkClient) -> list[dict[str, object]]:
    """Return the next events but that of isolation, which comes first."""
    assert select.select([server.control], [], [], 30)[0]
    return [event for event in server.events() if event["type"] != "isolated"] or events(server)


def test_a_server_is_started_once_and_ready_when_it_has_imported(servers: Servers) -> None:
    started: list[ForkClient] = []
    server = servers.of(ROW, started.append)
    assert servers.of(replace(ROW, name="other"), started.append) is server
    assert started == [server]
    assert not server.ready
    assert [event["type"] for event in events(server)] == ["ready"]
    assert server.ready


def test_the_death_of_a_server_is_told_with_its_last_line(servers: Servers, tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text("import os\nprint('first')\nprint('last words', flush=True)\nos._exit(4)\n", encoding="utf-8")
    adapter = Adapter("loud", "loud:f")
    server = servers.of(adapter, lambda _: None)
    assert events(server) == [{"type": "gone", "error": "exit code 4: last words"}]
    assert servers.lose(server)  # worth another try, which imports nothing
    again = servers.of(adapter, lambda _: None)
    assert again is not server
    assert [event["type"] for event in events(again)] == ["ready"]
    again.stop()
    assert [event["error"] for event in events(again)] == ["killed by SIGKILL"]
    assert not servers.lose(again)  # it was ready, so its workers died of something else


def test_workers_that_wait_for_a_ready_server_which_is_killed_get_another_one(servers: Servers) -> None:
    worth = []
    while not worth or worth[-1]:
        server = servers.of(ROW, lambda _: None)
        assert [event["type"] for event in events(server)] == ["ready"]
        server.stop()
        assert events(server)[0]["type"] == "gone"
        worth.append(servers.lose(server))
    assert worth == [True] * 7 + [False]


def test_two_deaths_before_it_was_ready_are_enough(servers: Servers) -> None:
    for worth in (True, False):
        server = servers.of(ROW, lambda _: None)
        server.stop()
        assert events(server)[0]["type"] == "gone"
        assert servers.lose(server) is worth


def test_a_server_that_imports_for_too_long_is_stopped(servers: Servers, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    server = servers.of(Adapter("slow", "slow:f"), lambda _: None)
    servers.stop_late(600.0)
    while select.select([server.control], [], [], 0.2)[0]:
        assert [event["type"] for event in server.events()] == ["isolated"]
    servers.stop_late(0.0)
    assert events(server) == [{"type": "gone", "error": "killed by SIGKILL"}]
    servers.lose(server)


def test_an_order_that_waits_can_be_taken_back_and_its_descriptors_are_closed(tmp_path: Path) -> None:
    server = ForkClient(ServerKey(sys.executable, ""), tmp_path / "scratch", pages.order(tmp_path))
    pipes = [os.pipe() for _ in range(6)]
    mine, theirs = [pair[0] for pair in pipes], [pair[1] for pair in pipes]
    server.fork({"token": 1}, (theirs[0], theirs[1], theirs[2]))
    server.fork({"token": 2}, (theirs[3], theirs[4], theirs[5]))
    server.kill(2)
    assert [os.read(fd, 1) for fd in mine[3:]] == [b"", b"", b""]  # nobody holds the other end
    server.close()
    server.wait()
    assert [os.read(fd, 1) for fd in mine[:3]] == [b"", b"", b""]
    for fd in mine:
        os.close(fd)


def test_where_no_process_can_be_started_the_run_ends_and_no_page_is_blamed(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    server = servers.of(ROW, lambda _: None)
    with pytest.raises(RunError, match="no more processes can be started here"):
        server._take({"type": "refused"})
    monkeypatch.setattr(fork_client.subprocess, "Popen", refuse)
    with pytest.raises(RunError, match="no more processes can be started here"):
        servers.of(replace(ROW, target="other:f"), lambda _: None)
