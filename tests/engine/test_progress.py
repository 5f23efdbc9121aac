"""Progress says what is measured: rates, failures, an ETA by each row's own cost."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bench.engine import live, plan, progress
from bench.engine.growth import per_thousand
from bench.engine.run import run
from bench.model import Extraction, Status
from tests.toys import pages

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


def test_on_a_cluster_the_eta_goes_by_what_came_back_since_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    tally = progress.Tally({"row": pages.corpus(["x"] * 100).pages}, slots=0)
    assert tally.left() == 0.0
    clock[0] = 30.0
    for _ in range(25):
        tally.add(row("row", 8000))  # 200 s of work in 30: at least seven workers
    assert tally.left() == pytest.approx(90.0)


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
    assert progress.summary(made, known, {}) == ["user: 1 ok, 1 crash, 3.0 ms a page, 1 reused"]


def test_the_summary_says_what_grows_and_what_reached_for_a_network() -> None:
    made = plan.make([pages.corpus(["one", "two"])], [pages.user("mild:capitals")], pages.options())
    known = {("user", "tiny", "p0000"): replace(row("user", 2), network=3), ("user", "tiny", "p0001"): row("user", 4)}
    told = progress.summary(made, known, {"user": {"growth_mb_per_1000_pages": 12.34}})
    assert told == ["user: 2 ok, 3.0 ms a page, +12.3 MB per 1,000 pages, network refused on 1 of 2 pages"]


def test_a_run_tells_the_growth_of_its_workers(tmp_path: Path) -> None:
    screen = io.StringIO()
    own = {"leaky": pages.user("mild:leaky", "leaky")}
    run([pages.corpus([f"page {n}" for n in range(80)])], [*own], out=tmp_path, options=pages.options(), own=own,
        progress=progress.Lines(screen))  # fmt: skip
    found = re.search(r"leaky: 80 ok, [\d.]+ ms a page, ([+-][\d.,]+) MB per 1,000 pages", screen.getvalue())
    assert found
    assert 900 < float(found[1].replace(",", "")) < 1200  # a mebibyte a page


def test_what_passes_before_work_begins_is_not_taken_for_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    screen = io.StringIO()
    lines = progress.Lines(screen)
    todo = pages.corpus(["x"] * 100)
    clock[0] = 60.0
    lines.begin(plan.make([todo], [pages.user("mild:capitals")], pages.options()), {}, {"user": todo.pages})
    said = len(screen.getvalue().splitlines())
    clock[0] = 100.0
    for _ in range(5):
        lines.row(row("user", 2000))
        assert len(screen.getvalue().splitlines()) == said
    clock[0] = 104.0
    for _ in range(3):
        lines.row(row("user", 2000))
    clock[0] = 106.0
    lines.row(row("user", 2000))
    assert screen.getvalue().splitlines()[said:] == ["9 of 100 extractions, 0 pages/s, 0 failed, about 91 s left"]


def test_growth_is_the_slope_within_workers() -> None:
    one = [(1, page, 50_000_000 + 20_000 * page) for page in range(40)]
    two = [(2, page, 90_000_000 + 20_000 * page) for page in range(40)]
    assert per_thousand(one) == pytest.approx(20.0)
    assert per_thousand(one + two) == pytest.approx(20.0)
    assert per_thousand(one[:37]) is None
    assert per_thousand(one[:38]) == pytest.approx(20.0)
    assert per_thousand([]) is None


@pytest.mark.parametrize("step", [8, 30, 60, 99])
def test_a_step_is_no_growth_and_hides_none(step: int) -> None:
    flat = [(1, page, 40_000_000 * (1 + (page >= step)) + page % 3 * 4096) for page in range(118)]
    assert abs(per_thousand(flat) or 0.0) < 1.0
    leak = [(1, page, size + 50_000 * page) for _, page, size in flat]
    assert per_thousand(leak) == pytest.approx(50.0, abs=1.0)
