"""Markdown for a job summary keeps its tables' shape and its limits, and holds no markup of a page's."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bench.gate import formats
from bench.gate.formats import job_summary
from bench.model import Outcome
from tests.gate.formats.verdicts import BROKEN, EXAMPLE, FELL, FINE, REGRESSED, STILL, UNSURE, VERDICT, WATCHED, hidden, whole

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_markdown_tables_keep_their_shape_and_hold_no_markup(verdict: Verdict) -> None:
    text = formats.render(verdict, "markdown")
    assert not hidden(text)
    width = 0
    for line in text.split("\n"):
        if line.startswith("    "):
            continue
        assert "<" not in line
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        if line.startswith("|"):
            width = width or cells
            assert cells == width, line
        else:
            width = 0
            assert not cells or not line.startswith("|")
    assert text.startswith("## ")


def test_markdown_stays_in_its_limit_and_says_what_is_left_out() -> None:
    page = replace(BROKEN, adapter="a" * 500, page_id="p" * 500, title="t" * 5000, diff="- x\n" * 5000)
    verdict = whole([replace(REGRESSED, adapter=f"{at}") for at in range(5000)], [page] * 5000, [], [])
    text = formats.render(verdict, "markdown")
    assert len(text.encode()) < 1 << 20
    assert "and 4980 more broken pages" in text
    assert "and 4800 more metrics that moved" in text
    assert "and 4980 more broken pages" in formats.render(verdict, "text")
    for limit in (0, 10, 500, 20_000):
        assert len(job_summary.render(verdict, limit).encode()) <= limit


def test_the_whole_summary() -> None:
    assert formats.render(replace(EXAMPLE, judgements=(WATCHED, REGRESSED, STILL)), "markdown").splitlines() == [
        "## ❌ boilerbench gate: regressed",
        "",
        "boilerbench gate: regressed: 2 judged, 1 regressed, 0 improved, 1 not gated, 1 broken pages",
        "",
        "- a note",
        "",
        "| | corpus | track | adapter | metric | floor | now | change | limit | 95 % interval | pages worse, better |",
        "|---|---|---|---|---|--:|--:|--:|---|--:|--:|",
        "| ❌ | made | html | one | aligned/f1 | 0.9000 | 0.8000 | -0.1000 | default | -0.1500 … -0.0500 | 3, 1 |",
        r"| ✅ not gated | made | html | one | aligned/recall\[type=forum\] | 0.5000 | 0.7500 | +0.2500 | no limit | – | 0, 0 |",
        "",
        "1 metrics did not move.",
        "",
        "### 1 broken pages",
        "",
        "| adapter | page | before | after | status | what |",
        "|---|---|--:|--:|---|---|",
        r"| one | p1 \(A title\) | 0.750 | 0.000 | ok → empty | lost: lost |",
        "",
        "one, p1:",
        "",
        "    - lost",
        "    + added",
        "",
        "### 1 pages that fell most without breaking",
        "",
        "| adapter | page | before | after | status | what |",
        "|---|---|--:|--:|---|---|",
        "| one | p2 | 0.750 | 0.500 | ok |  |",
    ]
    assert formats.render(UNSURE, "markdown") == "## ⚠️ boilerbench gate: incomparable\n\nboilerbench gate: incomparable: a; type: c\n"


def test_a_page_of_which_only_the_status_is_known_has_no_figures() -> None:
    assert "| one | p2 | – | – | ok |  |" in formats.render(replace(EXAMPLE, fallen=(replace(FELL, protocol=""),)), "markdown")


def test_links_lead_to_where_the_report_is_read_and_a_file_to_download_is_named() -> None:
    place = "https://example.org/r (1)/"
    read = replace(EXAMPLE, report=place, broken=(replace(BROKEN, address=f"{place}pages/1.html"),))
    text = formats.render(read, "markdown")
    assert "\n[The report of the run](https://example.org/r%20%281%29/)\n" in text
    assert r"| one | [p1 \(A title\)](https://example.org/r%20%281%29/pages/1.html) | 0.750 | 0.000 | ok → empty | lost: lost |" in text
    whole_artifact = "https://github.com/o/r/actions/runs/7/artifacts/9"
    text = formats.render(replace(EXAMPLE, broken=(replace(BROKEN, address=whole_artifact),)), "markdown")
    assert f"]({whole_artifact}) | 0.750 | 0.000 | ok → empty | lost: lost; pages/1.html |" in text


def test_what_fails_stands_before_what_is_watched_and_what_regressed_before_what_improved() -> None:
    moved = [replace(item, adapter=name, outcome=outcome, failing=failing) for name, item, outcome, failing in [
        ("d", WATCHED, REGRESSED.outcome, False), ("c", REGRESSED, WATCHED.outcome, True), ("b", REGRESSED, REGRESSED.outcome, True),
        ("a", REGRESSED, REGRESSED.outcome, True),
    ]]  # fmt: skip
    text = formats.render(replace(FINE, judgements=tuple(moved)), "markdown")
    assert re.findall(r"\| html \| (\w) \|", text) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(("count", "more"), [(200, ""), (201, "… and 1 more metrics that moved.")])
def test_two_hundred_judgements_are_listed(count: int, more: str) -> None:
    text = formats.render(replace(FINE, judgements=(REGRESSED,) * count), "markdown")
    assert text.count("| made |") == 200
    assert [line for line in text.splitlines() if line.startswith("…")] == ([more] if more else [])
    assert "did not move." in formats.render(FINE, "markdown")
    assert "0 metrics did not move." in text


@pytest.mark.parametrize(("count", "more"), [(20, ""), (21, "… and 1 more broken pages.")])
def test_twenty_pages_of_a_kind_are_listed_with_their_diffs(count: int, more: str) -> None:
    text = formats.render(replace(FINE, judgements=(), broken=(BROKEN,) * count), "markdown")
    assert (text.count("| one |"), text.count("    - lost")) == (20, 20)
    assert [line for line in text.splitlines() if line.startswith("…")] == ([more] if more else [])
    assert "did not move." not in text


def test_long_names_and_diffs_are_cut() -> None:
    text = formats.render(replace(FINE, broken=(replace(BROKEN, title="", page_id="p" * 121, diff="x" * 2001),)), "markdown")
    assert f"| {'p' * 119}… |" in text
    assert f"\n    {'x' * 2000}\n" in text
    assert f"| {'p' * 120} |" in formats.render(replace(FINE, broken=(replace(BROKEN, title="", page_id="p" * 120),)), "markdown")


def test_a_limit_drops_pages_first_then_all_but_the_head() -> None:
    whole_text = job_summary.render(EXAMPLE)
    size = len(whole_text.encode())
    assert job_summary.render(EXAMPLE, size) == whole_text
    shorter = job_summary.render(EXAMPLE, size - 1)
    assert "aligned/f1" in shorter
    assert "did not move." in shorter
    assert "###" not in shorter
    assert "a note" not in shorter
    head = job_summary.render(EXAMPLE, len(shorter.encode()) - 1)
    assert head.splitlines()[2:] == [EXAMPLE.summary]
    assert job_summary.render(EXAMPLE, len(head.encode())) == head
    assert job_summary.render(EXAMPLE, len(head.encode()) - 1) == ""


@pytest.mark.parametrize("outcome", [Outcome.IMPROVED, Outcome.REGRESSED, Outcome.UNCHANGED])
def test_notes_stand_in_every_summary_of_what_was_judged(outcome: Outcome) -> None:
    assert "- a note" in formats.render(replace(EXAMPLE, outcome=outcome), "markdown").splitlines()
