"""Progress in plain lines says how a run goes now and then, and how it ended."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bench.engine import plan, progress
from bench.engine import tally as tally_module
from bench.engine.run import run
from bench.model import Extraction, Status
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path


def extraction(adapter: str, ms: int, status: Status = Status.OK) -> Extraction:
    return Extraction("c", "p", adapter, status, wall_ns=ms * 1_000_000)


def test_a_run_tells_the_growth_of_its_workers(tmp_path: Path) -> None:
    screen = io.StringIO()
    own = {"leaky": pages.user("mild:leaky", "leaky")}
    run([pages.corpus([f"page {n}" for n in range(80)])], [*own], out=tmp_path, options=pages.options(), own=own,
        progress=progress.Lines(screen))  # fmt: skip
    told = re.search(r"leaky: 80 ok, [\d.]+ ms a page, ([+-][\d.,]+) MB per 1,000 pages", screen.getvalue())
    assert told
    assert 900 < float(told[1].replace(",", "")) < 1200  # a mebibyte a page


def test_what_passes_before_work_begins_is_not_taken_for_its_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(tally_module.time, "monotonic", lambda: clock[0])
    screen = io.StringIO()
    lines = progress.Lines(screen)
    todo = pages.corpus(["x"] * 100)
    clock[0] = 60.0
    lines.begin(plan.make([todo], [pages.user("mild:capitals")], pages.options()), {}, {"user": todo.pages})
    said = len(screen.getvalue().splitlines())
    clock[0] = 100.0
    for _ in range(5):
        lines.extracted(extraction("user", 2000))
        assert len(screen.getvalue().splitlines()) == said
    clock[0] = 104.0
    for _ in range(3):
        lines.extracted(extraction("user", 2000))
    clock[0] = 106.0
    lines.extracted(extraction("user", 2000))
    assert screen.getvalue().splitlines()[said:] == ["9 of 100 extractions, 0 pages/s, 0 failed, about 91 s left"]


@pytest.mark.parametrize(("cluster", "where"), [("", "2 at a time"), ("local:2", "on the cluster local:2")])
def test_the_first_line_says_what_is_to_be_done_where_and_what_is_known(cluster: str, where: str) -> None:
    screen = io.StringIO()
    corpus = pages.corpus(["one", "two", "three"])
    options = replace(pages.options(), cluster=cluster)
    known = {("user", "tiny", "p0000"): extraction("user", 1), ("user", "tiny", "p0001"): extraction("user", 1, Status.SKIPPED)}
    made = plan.make([corpus], [pages.user("mild:capitals")], options)
    progress.Lines(screen).begin(made, known, {"user": corpus.pages[2:]})
    assert screen.getvalue() == f"1 extractions to do, {where}, 1 more known from earlier\n"


def test_a_terminal_gets_bars_and_anything_else_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(progress.sys, "stderr", screen)
    assert isinstance(progress.display(), progress.Lines)
    monkeypatch.setattr(screen, "isatty", lambda: True)
    assert isinstance(progress.display(), progress.Bars)


def test_bars_end_with_the_same_summary(tmp_path: Path) -> None:
    screen = io.StringIO()
    display = progress.Bars(Console(file=screen, force_terminal=True, width=120))
    own = {"bad": pages.hostile("bad"), "absent": pages.user("mild:absent", "absent")}
    run([pages.corpus(["raise", "plain", "more"])], [*own], out=tmp_path, options=pages.options(), own=own, progress=display)
    assert "bad: 2 ok, 1 error" in screen.getvalue()
    assert "WARNING: absent did nothing" in screen.getvalue()
