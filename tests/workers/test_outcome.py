"""What a worker says becomes one extraction, whatever it says, and a worker is replaced when it is worn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.errors import WireError
from bench.model import Adapter, Extraction, Page, Status
from bench.workers.limits import MB, Limits
from bench.workers.outcome import broke, gave_up, is_worn, settle

PAGE, ADAPTER = Page("p", "c", b"<p>x</p>"), Adapter("mine")
FULL = {"status": "ok", "error": "", "wall_ns": 7, "cpu_ns": 6, "peak_rss": 5, "network": 4, "rss": 3}


def settled(body: bytes = b"text", **header: object) -> Extraction:
    return settle(PAGE, ADAPTER, FULL | header, body, "said", 2.0)


def test_every_field_lands_where_it_belongs() -> None:
    wanted = Extraction(
        corpus="c", page_id="p", adapter="mine", status=Status.OK, text="text", wall_ns=7, cpu_ns=6, peak_rss=5, stderr="said", network=4
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


@pytest.mark.parametrize("status", ["crash", "timeout", "skipped", "", None, 1, [], {}])
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


@given(st.text() | st.none() | st.integers())
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
