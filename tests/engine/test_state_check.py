"""Adapters whose output depends on order or repetition are caught; others are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine import plan, state_check
from bench.model import Adapter, Corpus, Page
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = (
    "<html><body><article><h1>Ferry timetable {n}</h1>"
    "<p>The harbour office printed a new timetable number {n} for the small ferry after the spring storms moved the outer pontoon.</p>"
    "<p>Passengers who bought a season ticket before the change may return it at any counter during the month of May.</p>"
    "</article></body></html>"
)


def dependences(corpus: Corpus, adapters: list[Adapter]) -> set[tuple[str, str]]:
    options = pages.options(deadline_s=20, memory_mb=2048)
    made = plan.make([corpus], adapters, options)
    return {(case.adapter, case.why) for case in state_check.check(made)}


def test_state_that_survives_a_page_is_found() -> None:
    adapters = [pages.user("mild:forgetful", "forgetful"), pages.user("mild:ordered", "ordered"), pages.user("mild:capitals", "steady")]
    differences = dependences(pages.corpus([f"page {number}" for number in range(12)]), adapters)
    assert differences == {("forgetful", "repetition"), ("ordered", "repetition"), ("ordered", "order")}


def test_trafilatura_with_deduplication_is_caught_and_without_it_is_not() -> None:
    pytest.importorskip("trafilatura")
    corpus = Corpus("ferries", "d", tuple(Page(f"p{n}", "ferries", ARTICLE.format(n=n).encode()) for n in range(6)), {})
    settings = {"include_comments": False}
    adapters = [
        Adapter("deduplicating", "bench.adapters.trafilatura:extract", "trafilatura", {**settings, "deduplicate": True}),
        Adapter("plain", "bench.adapters.trafilatura:extract", "trafilatura", settings),
    ]
    assert {name for name, _ in dependences(corpus, adapters)} == {"deduplicating"}


def test_findings_are_kept_as_json(tmp_path: Path) -> None:
    from bench.store.run_folder import RunFolder

    state_check.write(RunFolder(tmp_path), (state_check.Dependence("a", "c", "p", "order", "ok, 2 words", "empty, 0 words"),))
    assert '"why": "order"' in (tmp_path / state_check.FILE).read_text(encoding="utf-8")
