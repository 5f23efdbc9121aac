"""The log's lines: none can be forged, none says more than its limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from bench.gate import formats
from bench.gate.formats.text import excerpt_of, line_of, name_of, page_of
from tests.gate.formats.verdicts import BROKEN, COST, EXAMPLE, FELL, REGRESSED, STILL, UNSURE, VERDICT, WATCHED, hidden

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_text_is_lines_that_no_page_can_forge(verdict: Verdict) -> None:
    text = formats.render(verdict, "text")
    assert not hidden(text)
    lines = text.rstrip("\n").split("\n")
    assert lines[-1].startswith(f"boilerbench gate: {verdict.outcome.value}: ")
    assert sum(line.startswith("boilerbench gate: ") for line in lines) == 1 + sum(
        note.startswith("boilerbench gate: ") for note in verdict.notes
    )
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


def test_the_whole_log() -> None:
    assert formats.render(EXAMPLE, "text").splitlines() == [
        "regressed: made/html one aligned/f1 0.9 -> 0.8 (-0.100000 [-0.1500, -0.0500]; 3 pages worse, 1 better)",
        "regressed: made/all two p95_ms 10 -> nan (+nan; no longer defined; limit p95_ms:+20%)",
        "improved: made/html one aligned/recall[type=forum] 0.5 -> 0.75 (+0.250000; why) (not gated: no limit)",
        "broken: made one p1: aligned 0.750 -> 0.000, ok -> empty (A title); lost: lost",
        "fell: made one p2: aligned 0.750 -> 0.500, ok",
        "a note",
        "boilerbench gate: regressed: 3 judged, 2 regressed, 0 improved, 1 not gated, 1 broken pages",
    ]
    assert formats.render(UNSURE, "text") == "boilerbench gate: incomparable: a; type: c\n"


@pytest.mark.parametrize(
    ("count", "listed", "more"), [(20, 20, ""), (21, 20, "... and 1 more broken pages"), (25, 20, "... and 5 more broken pages")]
)
def test_twenty_broken_pages_and_five_that_fell_are_listed(count: int, listed: int, more: str) -> None:
    crowd = replace(EXAMPLE, broken=(BROKEN,) * count, fallen=(FELL,) * 6)
    lines = formats.render(crowd, "text").splitlines()
    assert sum(line.startswith("broken: ") for line in lines) == listed
    assert sum(line.startswith("fell: ") for line in lines) == 5
    assert [line for line in lines if line.startswith("...")] == ([more] if more else [])


def test_one_side_moved_is_enough_to_be_told() -> None:
    assert "0 pages worse, 1 better" in line_of(replace(STILL, better=1))
    assert "1 pages worse, 0 better" in line_of(replace(STILL, worse=1))
    assert "pages worse" not in line_of(STILL)


def test_names_tell_judgements_apart() -> None:
    assert [name_of(item) for item in (REGRESSED, WATCHED, COST)] == ["aligned/f1", "aligned/recall[type=forum]", "p95_ms"]


def test_a_page_of_which_only_the_status_is_known() -> None:
    page = replace(BROKEN, protocol="", title="", page_id="x" * 400, diff="")
    assert page_of(replace(page, page_id="p1"), "broken") == "broken: made one p1: ok -> empty"
    assert len(page_of(page, "broken")) == 300


@pytest.mark.parametrize(
    ("diff", "said"),
    [("", ""), ("+ more\n- less\n! E: x", "error: E: x"), ("+ more\n- less\n- least", "lost: less"), ("+ more", "added: more"),
     ("- " + "x" * 81, "lost: " + "x" * 79 + "…"), ("-x", ""), ("… coarse\n- \x1b[0m", r"lost: \x1b[0m")],
)  # fmt: skip
def test_a_page_says_in_a_few_words_what_became_of_its_text(diff: str, said: str) -> None:
    assert excerpt_of(replace(BROKEN, diff=diff)) == said
    assert page_of(replace(BROKEN, diff=diff, address="https://a.test/p1"), "broken").endswith(
        f"(A title); {said}{'; ' * bool(said)}https://a.test/p1"
    )


def test_the_log_names_the_report_where_it_is_read() -> None:
    assert "report: https://a.test/" in formats.render(replace(EXAMPLE, report="https://a.test/"), "text").splitlines()


@pytest.mark.parametrize("limit", ["aligned:f1:-0.02", "f1:-0.02"])
def test_a_limit_that_was_typed_is_shown_and_the_usual_one_not(limit: str) -> None:
    assert f"; limit {limit})" in line_of(replace(STILL, failing=True, limit=limit))
    assert "; limit" not in line_of(replace(STILL, failing=True, limit="default"))
