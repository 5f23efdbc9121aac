"""The parent's end of a worker: frames go through pipes of any size, what it prints is kept to its cap, ends are seen."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest

from bench.errors import WireError
from bench.model import Adapter
from bench.workers import guard, wire
from bench.workers.child import Channel, Child
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = {"type": "page", "id": 1}


@pytest.fixture
def channel() -> Iterator[Channel]:
    """Give a channel that takes bodies of at most 100 bytes, whose other end is here too."""
    made = Channel(100)
    yield made
    made.close()


def answer(channel: Channel, data: bytes) -> None:
    os.write(channel.theirs[1], data)


def test_a_small_frame_is_sent_at_once(channel: Channel) -> None:
    assert channel.send(PAGE, b"body")
    assert os.read(channel.theirs[0], 1000) == wire.encode(PAGE, b"body")
    guard.close(*channel.theirs)


@pytest.mark.parametrize("before", [0, (1 << 20) - 20])
def test_a_frame_that_does_not_fit_is_pushed_on_as_it_is_read(channel: Channel, before: int) -> None:
    """Once the cut is in the body, once there is no room for the whole header."""
    os.write(channel.stdin, b"x" * before)
    body, whole = os.urandom(3 << 20), bytearray()
    assert not channel.send(PAGE, body)
    while channel.unsent:
        whole += os.read(channel.theirs[0], 1 << 20)
        channel.push()
    os.set_blocking(channel.theirs[0], False)
    while len(whole) < before + len(wire.encode(PAGE, body)):
        whole += os.read(channel.theirs[0], 1 << 20)
    assert whole == b"x" * before + wire.encode(PAGE, body)
    guard.close(*channel.theirs)


@pytest.mark.parametrize("body", [b"body", b""])
def test_of_a_frame_sent_ahead_the_last_byte_waits(channel: Channel, body: bytes) -> None:
    whole = wire.encode(PAGE, body)
    assert channel.send(PAGE, body, ahead=True)
    assert os.read(channel.theirs[0], 1000) == whole[:-1]
    assert channel.push()
    assert channel.unsent == whole[-1:]
    channel.finish()
    assert channel.push()
    assert not channel.unsent
    assert os.read(channel.theirs[0], 1000) == whole[-1:]
    guard.close(*channel.theirs)


@pytest.mark.parametrize("finished", [True, False])
def test_a_frame_sent_ahead_that_does_not_fit_goes_on_whether_its_last_byte_may_go_or_not(channel: Channel, finished: bool) -> None:
    body, read = os.urandom(3 << 20), bytearray()
    whole = wire.encode(PAGE, body)
    assert not channel.send(PAGE, body, ahead=True)
    if finished:
        channel.finish()
    while not channel.push():
        read += os.read(channel.theirs[0], 1 << 20)
    os.set_blocking(channel.theirs[0], False)
    with contextlib.suppress(BlockingIOError):
        while True:
            read += os.read(channel.theirs[0], 1 << 20)
    assert read == (whole if finished else whole[:-1])
    guard.close(*channel.theirs)


@pytest.mark.parametrize("gone", ["before", "meanwhile"])
def test_a_worker_that_goes_with_a_page_before_it_takes_no_more(channel: Channel, gone: str) -> None:
    if gone == "before":
        guard.close(*channel.theirs)
    assert channel.send(PAGE, b"body", ahead=True)
    if gone == "meanwhile":
        guard.close(*channel.theirs)
    channel.finish()
    assert channel.push()
    assert not channel.unsent


def test_nobody_left_to_read_is_nothing_left_to_send(channel: Channel) -> None:
    guard.close(*channel.theirs)
    assert channel.send(PAGE, b"body")
    assert channel.write(b"more")
    assert not channel.unsent


def test_a_worker_that_goes_in_the_middle_of_a_frame_takes_no_more(channel: Channel) -> None:
    assert not channel.send(PAGE, b"x" * (3 << 20))
    guard.close(*channel.theirs)
    assert channel.push()
    assert not channel.unsent


def test_frames_are_those_that_are_there(channel: Channel) -> None:
    assert list(channel.frames()) == []
    frame = wire.encode({"type": "a"}, b"xy")
    answer(channel, frame + frame[:-1])
    assert [body for _, body in channel.frames()] == [b"xy"]
    assert channel.decoder.pending() == frame[:-1]
    answer(channel, frame[-1:])
    assert [body for _, body in channel.frames()] == [b"xy"]
    guard.close(*channel.theirs)
    with pytest.raises(EOFError):
        list(channel.frames())


def test_a_body_over_the_limit_breaks_the_wire(channel: Channel) -> None:
    answer(channel, wire.encode({"type": "a"}, b"x" * 101))
    with pytest.raises(WireError, match="at most 100"):
        list(channel.frames())
    guard.close(*channel.theirs)


def test_hanging_up_is_seen_by_the_worker(channel: Channel) -> None:
    channel.close_stdin()
    assert os.read(channel.theirs[0], 10) == b""
    guard.close(*channel.theirs)


class Server:
    """A fork server that keeps what it is given."""

    def fork(self, order: dict[str, object], fds: tuple[int, int, int]) -> None:
        self.order, self.fds = order, fds


@pytest.fixture
def child() -> Iterator[Child]:
    """Give a child of which at most a kilobyte of stderr is kept."""
    made = Child(3, Adapter("mine"), Server(), Limits(stderr_kb=1), {"name": "mine"})  # type: ignore[arg-type]
    yield made
    made.close()
    for fd in made.server.fds:  # type: ignore[attr-defined]
        os.close(fd)


def test_a_child_is_ordered_with_its_token_and_three_descriptors(child: Child) -> None:
    assert child.server.order == {"token": 3, "name": "mine"}  # type: ignore[attr-defined]
    assert len(set(child.server.fds)) == 3  # type: ignore[attr-defined]
    assert (child.pid, child.greeting, child.pages) == (0, None, 0)


def test_what_a_child_prints_is_kept_to_its_cap_and_told_once(child: Child) -> None:
    stderr = child.server.fds[2]  # type: ignore[attr-defined]
    os.write(stderr, b"a\0b\xff")
    assert child.printed() == "a\ufffdb\ufffd"
    assert child.printed() == ""
    os.write(stderr, b"x" * 1024)
    assert child.printed() == "x" * 1024
    os.write(stderr, b"x" * 1000)
    child.listen()
    os.write(stderr, b"y" * 2000)
    assert child.printed() == "x" * 1000 + "y" * 24 + "\n[1,976 bytes more]"
