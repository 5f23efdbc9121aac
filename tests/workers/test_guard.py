"""What the kernel is asked about processes: their children, whoever made them, and the memory of all of them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from bench.workers import guard

if TYPE_CHECKING:
    from collections.abc import Iterator

SLEEP = [sys.executable, "-c", "import sys; sys.stdin.read()"]


@pytest.fixture
def threaded() -> Iterator[int]:
    """Give a child that another thread of this process made, and which lives on as long as that thread."""
    done, made = threading.Event(), list[subprocess.Popen[bytes]]()
    ready = threading.Event()

    def make() -> None:
        made.append(subprocess.Popen(SLEEP, stdin=subprocess.PIPE))
        ready.set()
        done.wait()

    thread = threading.Thread(target=make)
    thread.start()
    ready.wait()
    yield made[0].pid
    made[0].communicate()
    done.set()
    thread.join()


def test_children_of_every_thread_are_found(threaded: int) -> None:
    assert threaded in guard.children(os.getpid())
    assert guard.family_rss(os.getpid()) >= guard.rss(os.getpid()) + guard.rss(threaded) // 2


def test_a_process_that_has_gone_has_no_children() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert guard.children(ended.pid) == set()
    assert guard.rss(ended.pid) == 0


def test_a_system_that_lists_no_children_is_searched(threaded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> list[bytes]:
        raise FileNotFoundError

    monkeypatch.setattr(guard, "_made_by", refuse)
    assert threaded in guard.children(os.getpid())
