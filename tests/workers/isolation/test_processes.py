"""What the system is asked about processes: by ``/proc`` and ``waitid``, and by ``ps`` where those are switched off."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from bench.workers import guard
from bench.workers.isolation import memory, processes
from bench.workers.limits import MB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLEEP = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
WAYS = ["proc", "no lists of children", "ps"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Switch off what better ways than this one rest on."""
    if request.param == "no lists of children":

        def refuse(*_: object) -> list[bytes]:
            raise FileNotFoundError

        monkeypatch.setattr(processes, "_made_by", refuse)
    if request.param == "ps":
        if not shutil.which("ps"):
            pytest.skip("ps is not installed")
        monkeypatch.setattr(processes, "_PROC", tmp_path / "none")
    return str(request.param)


@pytest.fixture
def threaded() -> Iterator[int]:
    """Give a child that another thread of this process made, and which lives on as long as that thread."""
    done, made = threading.Event(), list[subprocess.Popen[bytes]]()
    ready = threading.Event()

    def make() -> None:
        made.append(subprocess.Popen(SLEEP, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert made[0].stdout
        made[0].stdout.readline()  # its memory has its size now
        ready.set()
        done.wait()

    thread = threading.Thread(target=make)
    thread.start()
    ready.wait()
    yield made[0].pid
    made[0].communicate()
    done.set()
    thread.join()


def test_children_of_every_thread_are_found(threaded: int, way: str) -> None:
    assert threaded in processes.children(os.getpid())
    assert threaded in processes.descendants(os.getpid())


def test_a_process_that_has_gone_has_no_children(way: str) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert processes.children(ended.pid) == set()
    assert processes.descendants(ended.pid) == set()


def test_it_is_known_what_tells_of_processes(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.told_by() == ("ps" if way == "ps" else "proc")
    if way == "ps":
        monkeypatch.setenv("PATH", "")
        assert processes.told_by() == ""
        assert processes.children(os.getpid()) == set()


def test_what_a_process_holds_is_known(threaded: int, way: str) -> None:
    exact = sum(processes.resident(threaded))
    assert 2 * MB < exact < 200 * MB
    assert memory.held(threaded, family=True) == pytest.approx(exact, abs=4 * MB)


def test_a_dead_process_is_told_from_a_living_one(threaded: int, way: str) -> None:
    assert not processes.is_dead(threaded)
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout
    ended.stdout.read()
    while not processes.is_dead(ended.pid):
        time.sleep(0.01)
    ended.communicate()
    assert processes.is_dead(ended.pid)
    assert sum(processes.resident(ended.pid)) == 0


def test_a_tree_is_killed(way: str) -> None:
    root = subprocess.Popen(["sh", "-c", "sleep 600 & echo; wait"], stdout=subprocess.PIPE)
    assert root.stdout
    root.stdout.readline()
    os.kill(root.pid, signal.SIGSTOP)  # else it ends by itself once its child has
    guard.kill_tree(root.pid)
    root.communicate()  # ends when all have let go of the pipe
    assert root.returncode == -9


@pytest.mark.parametrize("waits", [True, False], ids=["waitid", "no waitid"])
def test_a_child_is_reaped_once_and_what_it_left_can_be_killed_first(waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not waits:
        monkeypatch.delattr(os, "waitid")
    pid = os.posix_spawnp("sh", ["sh", "-c", "exit 3"], os.environ)
    told = list[int]()
    while (ended := processes.reap([pid], told.append)) is None or ended[0] != pid:
        time.sleep(0.01)
    assert os.waitstatus_to_exitcode(ended[1]) == 3
    assert told[-1] == pid
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def test_a_living_child_is_not_reaped(threaded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes.has_children()
    monkeypatch.delattr(os, "waitid")
    assert processes.reap([threaded], lambda _: None) is None
    assert not processes.has_children()  # nothing tells
