"""What a worker says becomes one extraction, whatever it says, and a worker is replaced when it is worn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers import outcome
from bench.workers.limits import MB, Limits
from bench.workers.outcome import broke, gave_up, is_worn, settle

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE, ADAPTER = Page("p", "c", b"<p>x</p>"), Adapter("mine")
FULL = {"status": "ok", "error": "", "wall_ns": 7, "cpu_ns": 6, "peak_rss": 5, "rss": 3}


def settled(body: bytes = b"text", **header: object) -> Extraction:
    return settle(PAGE, ADAPTER, FULL | header, body, "said", 2.0)


def test_every_field_lands_where_it_belongs() -> None:
    wanted = Extraction(
        corpus="c", page_id="p", adapter="mine", status=Status.OK, text="text", wall_ns=7, cpu_ns=6, peak_rss=5, stderr="said"
    )
    assert settled() == wanted


@pytest.mark.parametrize(
    ("status", "body", "wanted", "text"),
    [
        ("ok", b" text ", Status.OK, " text "),
        ("ok", b" \n", Status.EMPTY, ""),
        ("ok", b"", Status.EMPTY, ""),
        ("empty", b"ignored", Status.EMPTY, ""),
        ("error", b"\xff is never read", Status.ERROR, ""),
        ("memory", b"", Status.MEMORY, ""),
    ],
)
def test_only_an_ok_result_has_text(status: str, body: bytes, wanted: Status, text: str) -> None:
    extraction = settled(body, status=status)
    assert (extraction.status, extraction.text) == (wanted, text)


@pytest.mark.parametrize(
    ("claimed", "seen", "status", "wanted"),
    [
        (2, 0, "ok", (Status.NETWORK, 2, "2 attempts to reach a network, refused")),
        (0, 1, "empty", (Status.NETWORK, 1, "1 attempt to reach a network, refused")),
        (1, 2, "error", (Status.NETWORK, 3, "3 attempts to reach a network, refused; ValueError: x")),
        (1, 1, "memory", (Status.MEMORY, 2, "ValueError: x")),
    ],
)
def test_a_page_on_which_a_network_was_reached_for_says_so_and_has_no_text(
    claimed: int, seen: int, status: str, wanted: tuple[Status, int, str]
) -> None:
    header = FULL | {"status": status, "network": claimed, "error": "ValueError: x" if status in {"error", "memory"} else ""}
    extraction = settle(PAGE, ADAPTER, header, b"text", "said", 2.0, seen=seen)
    assert (extraction.status, extraction.network, extraction.error) == wanted
    assert extraction.text == ""


@pytest.mark.parametrize("status", ["crash", "timeout", "network", "skipped", "", None, 1, [], {}, "\ud800", 10**4000])
def test_a_worker_cannot_say_what_only_its_parent_can(status: object) -> None:
    with pytest.raises(WireError, match="a result with status"):
        settled(status=status)


def test_text_that_is_not_utf_8_breaks_the_wire_where_it_stands() -> None:
    with pytest.raises(WireError, match="not UTF-8 at byte 2"):
        settled(b"ab\xff")


@pytest.mark.parametrize("value", [None, -1, True, 1.5, "7", [7], 1 << 62])
def test_a_figure_that_is_none_is_not_taken(value: object) -> None:
    extraction = settled(wall_ns=value, cpu_ns=value, peak_rss=value, network=value)
    assert extraction.wall_ns == 2_000_000_000  # by the parent's clock
    assert bool(extraction.clock) is (value is not None)  # a worker need not measure
    assert extraction.cpu_ns == extraction.peak_rss == extraction.network == 0


def test_the_largest_figure_is_taken() -> None:
    assert settled(cpu_ns=(1 << 62) - 1).cpu_ns == (1 << 62) - 1


@given(st.text() | st.none() | st.integers() | st.lists(st.none()) | st.text(st.characters(categories=["Cs", "Cc"])))
def test_an_error_is_one_printable_line_of_at_most_500_characters(message: object) -> None:
    error = settled(status="error", error=message).error
    assert len(error) <= 500
    assert error == " ".join(error.split())
    assert error.isprintable()


def test_a_page_without_an_answer_keeps_why_and_for_how_long() -> None:
    extraction = gave_up(PAGE, ADAPTER, Status.CRASH, "two\nlines", stderr="said", elapsed=1.5)
    wanted = Extraction("c", "p", "mine", Status.CRASH, error="two lines", wall_ns=1_500_000_000, stderr="said")
    assert extraction == wanted


def test_a_breach_is_an_error_that_says_what_was_expected() -> None:
    assert broke(WireError("junk", "a frame")) == (Status.ERROR, "WireError: junk; expected a frame")
    assert broke(WireError("junk")) == (Status.ERROR, "WireError: junk")


LIMITS = Limits(recycle_pages=10, recycle_mb=2)


@pytest.mark.parametrize(
    ("pages", "header", "status", "limits", "worn"),
    [
        (1, {}, Status.OK, LIMITS, False),
        (1, {"children": True}, Status.OK, LIMITS, True),
        (1, {"children": False}, Status.OK, LIMITS, False),
        (1, {}, Status.MEMORY, LIMITS, True),
        (1, {}, Status.ERROR, LIMITS, False),
        (9, {}, Status.OK, LIMITS, False),
        (10, {}, Status.OK, LIMITS, True),
        (1, {"rss": 2 * MB}, Status.OK, LIMITS, False),
        (1, {"rss": 2 * MB + 1}, Status.OK, LIMITS, True),
        (1, {"rss": "large"}, Status.OK, LIMITS, False),
        (1 << 20, {"rss": 1 << 40}, Status.OK, Limits(recycle_pages=0, recycle_mb=0), False),
    ],
)
def test_a_worker_is_worn(pages: int, header: dict[str, object], status: Status, limits: Limits, worn: bool) -> None:
    assert is_worn(limits, pages, Extraction("c", "p", "mine", status), header) is worn


MS = 1_000_000


@pytest.mark.parametrize(
    ("claim", "elapsed", "least", "wall", "doubt"),
    [
        (None, 0.040, 0.040, 40 * MS, ""),  # need not measure
        (38 * MS, 0.040, 0.039, 38 * MS, ""),
        (5 * MS, 0.500, 0.010, 5 * MS, ""),  # the rest was waiting for a processor
        (1000, 0.015, 0.015, 1000, ""),  # noise
        (0, 0.001, 0.001, MS, ""),  # a clock of milliseconds
        (41 * MS, 0.040, 0.040, 41 * MS, ""),  # likewise
        (0, 0.041, 0.040, 40 * MS, "claims 0.00 ms where at least 40.00 ms passed"),
        (1000, 0.041, 0.040, 40 * MS, "claims 0.00 ms where at least 40.00 ms passed"),
        (40_000, 0.041, 0.040, 40 * MS, "claims 0.04 ms where at least 40.00 ms passed"),  # microseconds for nanoseconds
        (500 * MS, 1.000, 1.000, 1000 * MS, "claims 500.00 ms where at least 1,000.00 ms passed"),
        (50 * MS, 0.040, 0.040, 40 * MS, "claims 50.00 ms where 40.00 ms passed"),
        (10**15, 0.040, 0.040, 40 * MS, "claims 1,000,000,000.00 ms where 40.00 ms passed"),
        (-1, 0.040, 0.0, 40 * MS, "claims wall_ns -1"),
        (float("nan"), 0.040, 0.0, 40 * MS, "claims wall_ns nan"),
        (float("inf"), 0.040, 0.0, 40 * MS, "claims wall_ns inf"),
        (1.5, 0.040, 0.0, 40 * MS, "claims wall_ns 1.5"),
        (True, 0.040, 0.0, 40 * MS, "claims wall_ns True"),
        ("7", 0.040, 0.0, 40 * MS, "claims wall_ns '7'"),
    ],
)
def test_a_claim_is_held_against_what_passed(claim: object, elapsed: float, least: float, wall: int, doubt: str) -> None:
    header = {} if claim is None else {"wall_ns": claim}
    assert outcome.judged(header, elapsed, least) == (wall, doubt)


def test_what_a_worker_did_beside_the_extraction_is_allowed_for() -> None:
    assert outcome.judged({"wall_ns": MS, "beside_ns": 38 * MS}, 0.041, 0.040) == (MS, "")
    assert outcome.judged({"wall_ns": MS, "beside_ns": -38 * MS}, 0.041, 0.040)[1]


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="there is no /proc/self/schedstat")
def test_waiting_for_a_processor_is_counted() -> None:
    delay = outcome.Delay(os.getpid())
    before = delay.seconds()
    until = time.monotonic() + 0.05
    while time.monotonic() < until:
        os.sched_yield()
    own = delay.seconds()
    assert outcome.Delay(os.getpid(), family=True).seconds() >= own >= before >= 0
    delay.close()
    assert delay.seconds() == 0


def test_a_process_that_has_gone_waited_for_nothing() -> None:
    assert outcome.Delay(0).seconds() == outcome.Delay(1 << 30).seconds() == 0
    ended = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    delay = outcome.Delay(ended.pid)
    ended.communicate()
    assert delay.seconds() == 0


def test_silence_lasts_until_something_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read late, because the parent was busy, may have come as early as the look before."""
    clock = [10.0]
    delays = iter([0.25, 0.5])
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(outcome.Delay, "seconds", lambda _: next(delays))
    silence = outcome.Silence()

    def comes_after(seconds: float) -> Callable[[float], str]:
        def ready(patience: float) -> str:
            if patience < seconds:
                return ""
            clock[0] += seconds
            return "answer"

        return ready

    assert silence.wait(comes_after(0.5), 1.0) == "answer"
    assert silence.until == 10.25  # of the 0.5 s the parent had no processor for 0.25 s
    clock[0] = 12.0  # after 1.5 s of other work
    assert silence.wait(comes_after(0.0), 1.0) == "answer"
    assert silence.until == 10.25
    clock[0] = 13.0
    assert silence.wait(comes_after(0.0), 1.0) == "answer"
    assert silence.until == 12.0  # it was not there at the look before


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf \n", "\u00a0 ".encode()])
def test_a_page_of_white_space_is_empty_though_a_library_refuses_it(content: bytes) -> None:
    blank = settle(Page("p", "c", content), ADAPTER, FULL | {"status": "error", "error": "Document is empty"}, b"", "", 2.0)
    assert (blank.status, blank.error) == (Status.EMPTY, "")
    assert settled(b"", status="error", error="no").status is Status.ERROR
