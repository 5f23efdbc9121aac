"""The measured process answers frame by frame: what a call cost, its text where that is asked for, and the fixed loop."""

from __future__ import annotations

import gc
import io
from typing import TYPE_CHECKING

import pytest

from bench.speed import clock
from bench.workers import wire
from bench.workers.worker import Call

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def answers(*asked: tuple[dict[str, object], bytes], cap: int = 100) -> list[tuple[dict[str, object], bytes]]:
    results = io.BytesIO()
    stream = b"".join(wire.encode({"id": number, **header}, body) for number, (header, body) in enumerate(asked))
    clock.serve(Call(str.upper, {}, takes_bytes=False), io.BytesIO(stream), results, cap)
    return list(wire.Decoder().feed(results.getvalue()))


def test_text_goes_along_only_where_it_is_asked_for() -> None:
    asked, plain, empty = answers(({"type": "page", "text": True}, b"one"), ({"type": "page"}, b"two"), ({"type": "page"}, b" "))
    assert (asked[1], plain[1]) == (b"ONE", b"")
    assert [header["id"] for header, _ in (asked, plain, empty)] == [0, 1, 2]
    assert [header["status"] for header, _ in (asked, plain, empty)] == ["ok", "ok", "empty"]
    assert all(wire.count(header, name) > 0 for header, _ in (asked, plain) for name in ("wall_ns", "peak_rss"))


def test_text_over_the_cap_is_an_error() -> None:
    ((header, body),) = answers(({"type": "page", "text": True}, b"x" * 101))
    assert (header["status"], body) == ("error", b"")


def test_the_fixed_loop_takes_time_and_has_no_other_figure() -> None:
    ((header, body),) = answers(({"type": "calibrate"}, b""))
    assert header.keys() == {"type", "id", "status", "cpu_ns", "length"}
    assert wire.is_answer(header, 0)
    assert wire.count(header, "cpu_ns") > 0
    assert body == b""
