"""Progress says what is measured: rates, failures, an ETA by each row's own cost."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bench.engine import live, plan, progress
from bench.engine.growth import per_thousand
from bench.engine.run import run
from bench.model import Extraction, Status
from tests.engine import pages

if TYPE_CHECKING:
    from pathlib import Path


def row(adapter: str, ms: int, status: Status = Status.OK) -> Extraction:
    return Extraction("c", "p", adapter, status, wall_ns=ms * 1_000_000)


def test_the_eta_goes_by_the_cost_of_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    todo = pages.corpus(["x"] * 100).pages
    tally = progress.Tally({"dear": todo, "cheap": todo}, slots=2)
    assert tally.left() == 0.0
    for _ in range(50):
        tally.add(row("dear", 1000))
    for _ in range(50):
        tally.add(row("cheap", 10))
    clock[0] = 25.25  # what 50.5 s of work take on two slots
    assert tally.left() == pytest.approx(25.25)
    assert tally.line() == "100 of 200 extractions, 4 pages/s, 0 failed, about 25 s left"
    tally.add(row("cheap", 10, Status.TIMEOUT))
    assert "1 failed" in tally.line()


def test_a_terminal_gets_bars_and_the_same_summary(tmp_path: Path) -> None:
    screen = io.StringIO()
    display = live.Live(Console(file=screen, force_terminal=True, width=120))
    own = {"bad": pages.hostile("bad"), "absent": pages.user("mild:absent", "absent")}
    run([pages.corpus(["raise", "plain", "more"])], [*own], out=tmp_path, options=pages.options(), own=own, progress=display)
    assert "bad: 2 ok, 1 error" in screen.getvalue()
    assert "WARNING: absent did nothing" in screen.getvalue()


def test_the_summary_counts_what_was_reused() -> None:
    made = plan.make([pages.corpus(["one", "two"])], [pages.user("mild:capitals")], pages.options())
    known = {("user", "tiny", "p0000"): replace(row("user", 2), reused=True), ("user", "tiny", "p0001"): row("user", 4, Status.CRASH)}
    assert progress.summary(made, known) == ["user: 1 ok, 1 crash, 3.0 ms a page, 1 reused"]


def test_growth_is_the_slope_within_workers() -> None:
    one = [(1, page, 50_000_000 + 20_000 * page) for page in range(40)]
    two = [(2, page, 90_000_000 + 20_000 * page) for page in range(40)]
    assert per_thousand(one) == pytest.approx(20.0)
    assert per_thousand(one + two) == pytest.approx(20.0)
    assert per_thousand(one[:20]) is None
    assert per_thousand([]) is None
