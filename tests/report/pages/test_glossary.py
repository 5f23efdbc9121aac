"""Tests of the glossary: every head of a column, metric and status is in it, and each page of a report leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import scoring
from bench.model import Status
from bench.report.drawing.rendering import metric
from bench.report.pages import glossary
from tests.report.pages.heads import drawn, printed

TEMPLATES = Path(glossary.__file__).resolve().parents[1] / "templates"


@pytest.fixture(scope="module")
def terms() -> set[str]:
    """Give all words that are explained, in lower case."""
    return {term.casefold() for entry in glossary.entries() for term in entry.terms}


def test_every_head_of_a_column_in_terminal_and_report_is_explained(terms: set[str]) -> None:
    heads = printed() | drawn()
    assert len(heads) > 100
    assert {
        "gold alone",
        "drops most",
        "US$ per million pages",
        "takes most pages from",
    } <= heads  # of names, functions, other modules, templates
    assert sorted(head for head in heads if head.casefold() not in terms and head != "0") == []  # 0: the dose of unchanged pages


def test_every_metric_and_status_is_explained(terms: set[str]) -> None:
    metrics = {metric(name) for scorer in map(scoring.load, [*scoring.SCORERS, *scoring.METADATA]) for name in scorer.metrics}
    of_parts = {
        name for name in metrics if re.sub(r" (precision|recall)$", "", name) in metrics
    }  # of a part of Markdown, as its entry says
    assert sorted(name for name in metrics - of_parts if name.casefold() not in terms) == []
    assert [status.value for status in Status if status.value not in terms] == []


def test_entries_are_plain_text_and_no_word_is_explained_in_two_places_of_one_heading() -> None:
    entries = glossary.entries()
    assert len(entries) > 80
    assert [entry for entry in entries if re.search(r"[`*\[]|\]\(", entry.meaning)] == []
    said = [(entry.heading, term) for entry in entries for term in entry.terms]
    assert len(said) == len(set(said))


def test_every_page_of_a_report_leads_to_it() -> None:
    pages = [path for path in TEMPLATES.glob("*.html") if path.read_text(encoding="utf-8").startswith(("<!doctype", "{% macro"))]
    assert len(pages) >= 6
    assert [path.name for path in pages if path.name != glossary.FILE and f'{glossary.FILE}"' not in path.read_text(encoding="utf-8")] == []


def test_the_page_says_everything_and_links_back_only_where_there_is_an_index(tmp_path: Path) -> None:
    glossary.write(tmp_path, index=False)
    text = (tmp_path / glossary.FILE).read_text(encoding="utf-8")
    assert "index.html" not in text
    assert all(f"<dt>{entry.terms[0]}" in text.replace("&#39;", "'").replace("&#34;", '"') for entry in glossary.entries())
    glossary.write(tmp_path, index=True)
    assert 'href="index.html"' in (tmp_path / glossary.FILE).read_text(encoding="utf-8")
