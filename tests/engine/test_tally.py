"""The tally says what is measured: rates, failures, the time left by the own cost of each adapter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.engine import plan
from bench.engine import tally as tally_module
from bench.engine.tally import Tally, summary
from bench.model import Extraction, Status
from tests.toys import pages


def extraction(adapter: str, ms: int, status: Status = Status.OK) -> Extraction:
    return Extraction("c", "p", adapter, status, wall_ns=ms * 1_000_000)


def test_the_time_left_goes_by_the_cost_of_each_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(tally_module.time, "monotonic", lambda: clock[0])
    todo = pages.corpus(["x"] * 100).pages
    tally = Tally({"dear": todo, "cheap": todo}, slots=2)
    assert tally.left() == 0.0
    for _ in range(50):
        tally.add(extraction("dear", 1000))
    for _ in range(50):
        tally.add(extraction("cheap", 10))
    clock[0] = 25.25  # what 50.5 s of work take on two slots
    assert tally.left() == pytest.approx(25.25)
    assert tally.line() == "100 of 200 extractions, 4 pages/s, 0 failed, about 25 s left"
    tally.add(extraction("cheap", 10, Status.TIMEOUT))
    assert "1 failed" in tally.line()


def test_on_a_cluster_the_time_left_goes_by_what_came_back_since_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(tally_module.time, "monotonic", lambda: clock[0])
    tally = Tally({"slow": pages.corpus(["x"] * 100).pages}, slots=0)
    assert tally.left() == 0.0
    clock[0] = 30.0
    for _ in range(25):
        tally.add(extraction("slow", 8000))  # 200 s of work in 30: at least seven workers
    assert tally.left() == pytest.approx(90.0)


def test_the_summary_counts_what_was_reused() -> None:
    made = plan.make([pages.corpus(["one", "two"])], [pages.user("mild:capitals")], pages.options())
    known = {
        ("user", "tiny", "p0000"): replace(extraction("user", 2), reused=True),
        ("user", "tiny", "p0001"): extraction("user", 4, Status.CRASH),
    }
    assert summary(made, known, {}) == ["user: 1 ok, 1 crash, 3.0 ms a page, 1 reused", "reused 1 of 2 results"]


def test_the_summary_says_what_grows_and_what_reached_for_a_network() -> None:
    made = plan.make([pages.corpus(["one", "two"])], [pages.user("mild:capitals")], pages.options())
    known = {("user", "tiny", "p0000"): replace(extraction("user", 2), network=3), ("user", "tiny", "p0001"): extraction("user", 4)}
    told = summary(made, known, {"user": {"growth_mb_per_1000_pages": 12.34}})
    assert told == ["user: 2 ok, 3.0 ms a page, +12.3 MB per 1,000 pages, network refused on 1 of 2 pages", "reused 0 of 2 results"]


def test_an_adapter_not_begun_is_taken_to_cost_the_average(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(tally_module.time, "monotonic", lambda: clock[0])
    todo = pages.corpus(["x"] * 10).pages
    tally = Tally({"begun": todo, "other": todo}, slots=1)
    clock[0] = 2.0
    tally.add(extraction("begun", 2000))
    assert tally.left() == pytest.approx(9 * 2.0 + 10 * 2.0)


def test_the_summary_warns_of_what_was_never_tried_and_only_of_that() -> None:
    made = plan.make([pages.corpus(["one"])], [pages.user("mild:capitals", "here"), pages.user("mild:absent", "absent")], pages.options())
    known = {
        ("here", "tiny", "p0000"): extraction("here", 2, Status.TIMEOUT),
        ("absent", "tiny", "p0000"): Extraction("c", "p", "absent", Status.SKIPPED, error="no such library"),
    }
    assert summary(made, known, {}) == [
        "here: 1 timeout, 2.0 ms a page",
        "absent: 1 skipped",
        "WARNING: absent did nothing: no such library",
        "reused 0 of 1 results",
    ]
    assert summary(made, {}, {}) == ["here: ", "absent: ", "reused 0 of 0 results"]


@pytest.mark.parametrize("status", Status)
def test_what_failed_is_what_the_statuses_say(status: Status) -> None:
    tally = Tally({"a": pages.corpus(["x"]).pages}, slots=1)
    tally.add(extraction("a", 1, status))
    assert tally.failed["a"] == (status not in {Status.OK, Status.EMPTY, Status.SKIPPED})


def test_the_summary_says_whose_answers_look_like_html() -> None:
    made = plan.make([pages.corpus(["one", "two"])], [pages.user("mild:capitals")], pages.options())
    known = {("user", "tiny", "p0000"): extraction("user", 2), ("user", "tiny", "p0001"): extraction("user", 4)}
    told = summary(made, known, {"user": {"markup": 1}})
    assert (
        'WARNING: user returned HTML on 1 of 2 pages, and its tags count as words: declare it with output = "html", or return text' in told
    )
