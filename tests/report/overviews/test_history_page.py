"""The page of the history: what is alike is joined and subtracted, what is not says why; runs lead to their reports."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.report.overviews import history_page
from bench.report.overviews.trends import trends
from bench.store.history import HistoryEntry

if TYPE_CHECKING:
    from pathlib import Path

FIRST = HistoryEntry(
    run="r1", created="2026-01-01T00:00:00Z", commit="abc", machine="m1", corpus="c", digest="d1", track="html",
    adapter="a", package="pkg", version="1.0", settings="{}", protocol="aligned@1", metric="f1", value=0.9, low=0.85, high=0.95, n=9,
)  # fmt: skip
SECOND = replace(FIRST, run="r2", created="2026-01-02T00:00:00Z", version="1.1", value=0.8, low=0.75, uncleaned=0)
COST = replace(SECOND, protocol="run", metric="p50_ms", value=3.0, low=math.nan, high=math.nan)


def page(root: Path, *entries: HistoryEntry) -> str:
    return history_page.write(trends(entries), root).read_text("utf-8")


def test_a_line_and_its_change_from_run_to_run(tmp_path: Path) -> None:
    text = page(tmp_path, FIRST, SECOND, replace(FIRST, adapter="<b>other", value=0.7), COST)
    assert re.search(r"<th scope=\"row\">a<td>1.1<td>2<td>0.800<td>0.750 to 0.950<td>−0.100<td>0.900<td>0.800", text)
    assert text.index("F1 on c") < text.index("p50 ms on c")
    assert text.count('<svg class="fig"') == 1  # of one run there is no line to draw
    assert re.findall(r'class="wh" d="(M[^"ML]*L[^"ML]*)"', text)
    assert "<b>other" not in text
    assert "POLICY" not in text


def test_what_cannot_be_compared_is_not_joined_and_says_why(tmp_path: Path) -> None:
    text = page(tmp_path, FIRST, replace(SECOND, digest="d2"))
    assert "<td>another corpus<td>" in text
    assert re.findall(r'class="wh" d="(M[^"ML]*M[^"ML]*)"', text)


def test_runs_lead_to_the_reports_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "runs" / "r2" / "report").mkdir(parents=True)
    (tmp_path / "runs" / "r2" / "report" / "index.html").touch()
    assert re.findall(r'<a href="(.*?)">', page(tmp_path, FIRST, SECOND))[-1:] == ["runs/r2/report/index.html"]


def test_gold_that_no_person_cleaned_is_told(tmp_path: Path) -> None:
    assert "Pages without cleaned gold behind the latest figures: 4." in page(tmp_path, FIRST, replace(SECOND, uncleaned=4))
    assert "Pages without cleaned gold" not in page(tmp_path, FIRST, SECOND)


def test_the_axis_of_times_begins_at_zero_and_its_figures_are_round(tmp_path: Path) -> None:
    text = page(tmp_path, COST, replace(COST, run="r3", created="2026-01-03T00:00:00Z", value=7.3))
    assert re.findall(r'class="t e" x="\d+" y="[\d.]+">(\d+)<', text) == ["0", "2", "4", "6", "8"]
