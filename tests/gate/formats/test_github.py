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
            "regressed%3A made/html one aligned/f1 0.9 -> 0.8 (-0.100000 [-0.1500%2C -0.0500]; 3 pages worse%2C 1 better)",
            "regressed%3A made/all two p95_ms 10 -> nan (+nan; no longer defined; limit p95_ms%3A+20%25)",
            "broken%3A made one p1%3A aligned 0.750 -> 0.000%2C ok -> empty (A title)",
        )
    ]
    assert formats.render(FINE, "github") == (
        "::notice title=boilerbench gate::"
        "boilerbench gate%3A unchanged%3A 1 judged%2C 0 regressed%2C 0 improved%2C 0 not gated%2C 0 broken pages\n"
    )
    assert formats.render(UNSURE, "github") == "::error title=boilerbench gate::boilerbench gate%3A incomparable%3A a; type%3A c\n"


@pytest.mark.parametrize(
    ("pages", "last"), [(10, "broken%3A made one p9"), (11, "and 2 more%3A boilerbench gate"), (30, "and 21 more%3A ")]
)
def test_the_tenth_says_how_many_are_left_out(pages: int, last: str) -> None:
    crowd = replace(EXAMPLE, judgements=(), broken=tuple(replace(BROKEN, page_id=f"p{at}") for at in range(pages)))
    lines = formats.render(crowd, "github").splitlines()
    assert len(lines) == 10
    assert "broken%3A made one p8%3A" in lines[8]
    assert lines[9].startswith(f"::error title=boilerbench gate::{last}")
