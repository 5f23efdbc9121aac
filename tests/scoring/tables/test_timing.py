"""Times of a board: no percentile of a few pages, and a clock that cannot be right is marked."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from bench.scoring.tables import timing

MS = 1_000_000
FALSE = "claims 0.00 ms where at least 40.00 ms passed"


@pytest.mark.parametrize(
    ("walls", "p50", "p95", "timed"),
    [
        ([], math.nan, math.nan, 0),
        ([0, 0], math.nan, math.nan, 0),
        ([3 * MS], 3, math.nan, 1),
        ([0, 2 * MS, 4 * MS], 3, math.nan, 2),
        ([MS] * 29, 1, math.nan, 29),
        ([0] * 5 + [MS] * 29, 1, math.nan, 29),
        ([MS] * 30, 1, 1, 30),
        (list(range(MS, 101 * MS, MS)), 50.5, 95.05, 100),
    ],
)
def test_percentiles_are_of_the_pages_that_were_timed(walls: list[int], p50: float, p95: float, timed: int) -> None:
    made = timing.times(np.array(walls))
    assert (made.p50_ms, made.p95_ms) == (pytest.approx(p50, nan_ok=True), pytest.approx(p95, nan_ok=True))
    assert (made.timed, made.doubt) == (timed, "")


@pytest.mark.parametrize(
    ("timed", "said", "is_doubted"),
    [
        (1, 1, True),
        (4, 1, False),
        (4, 2, True),
        (4, 4, True),
        (40, 3, False),
        (40, 4, True),
        (0, 1, True),
        (100, 9, False),
        (100, 10, True),
    ],
)
def test_a_clock_is_doubted_where_claims_cannot_be_on_a_tenth_of_the_pages(timed: int, said: int, is_doubted: bool) -> None:
    made = timing.times(np.full(timed, MS), [FALSE] * said + [""] * max(timed - said, 0))
    assert bool(made.doubt) is is_doubted
    if is_doubted:
        assert made.doubt == f"its worker {FALSE}; so or alike on {said} of {max(timed, said)} pages"


def test_a_doubt_and_what_is_left_out_are_said() -> None:
    fine = SimpleNamespace(adapter="fine", tried=4, timed=4, doubt="", note="")
    slow = SimpleNamespace(adapter="slow", tried=4, timed=3, doubt="", note="")
    false = SimpleNamespace(adapter="false", tried=4, timed=4, doubt="its worker lies", note="")
    stored = SimpleNamespace(adapter="stored", tried=4, timed=0, doubt="", note="")
    assert timing.notes([fine, stored]) == []
    first, second = timing.notes([fine, slow, false, stored])
    assert first == "* false: its worker lies; the harness's own clock stands in there."
    assert "1 of 4 of slow pages" in second
    assert [timing.marked(text, false) for text in ("40.0", "–", "-")] == ["40.0*", "–", "-"]
    assert timing.marked("40.0", fine) == "40.0"
    known = SimpleNamespace(adapter="known", tried=4, timed=4, doubt="", note="tuned on this corpus")
    assert timing.notes([fine, known]) == ["known: tuned on this corpus."]
