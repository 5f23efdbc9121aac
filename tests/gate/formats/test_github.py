"""Annotations are workflow commands, ten at most."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.gate import formats
from bench.model import Outcome
from tests.gate.formats.verdicts import BROKEN, EXAMPLE, FINE, UNSURE, VERDICT, hidden

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


@settings(max_examples=25, deadline=None)
@given(VERDICT, st.integers(1, 30))
def test_annotations_are_ten_workflow_commands_at_most(verdict: Verdict, more: int) -> None:
    crowd = replace(verdict, broken=verdict.broken * (more if verdict.outcome is not Outcome.INCOMPARABLE else 1))
    lines = formats.render(crowd, "github").split("\n")
    assert lines.pop() == ""
    assert 1 <= len(lines) <= 10
    for line in lines:
        assert re.fullmatch(r"::(error|notice) title=boilerbench gate::[^\r\n]*", line)
        assert "::" not in line.split("::", 2)[2]
        assert not hidden(line)
    failed = crowd.exit_code != 0
    assert all(line.startswith("::error") == failed for line in lines)


def test_each_failure_is_an_error_and_nothing_else_is() -> None:
    assert formats.render(EXAMPLE, "github").splitlines() == [
        f"::error title=boilerbench gate::{message}"
        for message in (
            "regressed: made/html one aligned/f1 0.9 -> 0.8 (-0.100000 [-0.1500, -0.0500]; 3 pages worse, 1 better)",
            "regressed: made/all two p95_ms 10 -> nan (+nan; no longer defined; limit p95_ms:+20%25)",
            "broken: made one p1: aligned 0.750 -> 0.000, ok -> empty (A title); lost: lost",
        )
    ]
    assert formats.render(FINE, "github") == (
        "::notice title=boilerbench gate::boilerbench gate: unchanged: 1 judged, 0 regressed, 0 improved, 0 not gated, 0 broken pages\n"
    )
    assert formats.render(UNSURE, "github") == "::error title=boilerbench gate::boilerbench gate: incomparable: a; type: c\n"


@pytest.mark.parametrize(("pages", "last"), [(10, "broken: made one p9"), (11, "and 2 more: boilerbench gate"), (30, "and 21 more: ")])
def test_the_tenth_says_how_many_are_left_out(pages: int, last: str) -> None:
    crowd = replace(EXAMPLE, judgements=(), broken=tuple(replace(BROKEN, page_id=f"p{at}") for at in range(pages)))
    lines = formats.render(crowd, "github").splitlines()
    assert len(lines) == 10
    assert "broken: made one p8:" in lines[8]
    assert lines[9].startswith(f"::error title=boilerbench gate::{last}")
