"""Every row of the table at work: on real pages it answers, on pages that break extractors it ends in a status."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import bench.corpus
from bench.adapters import ADAPTERS
from bench.model import Adapter, Extraction, Kind, Page, Status
from bench.registry import version_of
from bench.scoring import load
from tests import nodes
from tests.adapters import engine, torture
from tests.corpus import published

ENDS = frozenset({Status.OK, Status.EMPTY, Status.ERROR, Status.TIMEOUT, Status.MEMORY})  # no crash, and nothing untried
SAMPLE = 5  # pages of the embedded corpus of each kind
Rows = list[Adapter]


@pytest.fixture
def rows(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Every row that is installed; where there is no Node those rows are left out, but never in CI."""
    there = [row for row in ADAPTERS.values() if not row.command and version_of(row.package)]
    try:
        nodes.provide(tmp_path_factory, monkeypatch)
    except pytest.skip.Exception:
        return there
    return there + [row for row in ADAPTERS.values() if row.command]


def sample(kind: Kind) -> list[Page]:
    """Return a few pages of the embedded corpus, spread over it."""
    pages = [page for page in bench.corpus.load("embedded").pages if page.kind is kind]
    return pages[:: max(len(pages) // SAMPLE, 1)][:SAMPLE]


def of(found: dict[tuple[str, str], Extraction], page: str) -> dict[str, Extraction]:
    return {name: row for (name, at), row in found.items() if at == page}


def test_every_row_answers_real_pages(rows: Rows) -> None:
    pages = sample(Kind.HTML) + sample(Kind.TEXT)
    found = engine.extract(rows, pages, 30)
    assert len({name for name, _ in found}) == len(rows)
    assert {row.status for row in found.values()} <= {Status.OK, Status.EMPTY}, [row for row in found.values() if row.error]
    answered = Counter(row.adapter for row in found.values() if row.status is Status.OK)
    assert {row.name for row in rows if not answered[row.name]} == {"nothing"}
    for row in found.values():
        assert row.wall_ns > 0
        assert row.network == 0
        assert bool(row.text.strip()) == (row.status is Status.OK)
        assert "\0" not in row.text


def test_pages_that_break_extractors_end_in_a_status(rows: Rows) -> None:
    found = engine.extract(rows, torture.corpus(torture.QUICK).pages, 5)
    assert len(found) == len(torture.QUICK) * sum(Kind.HTML in row.kinds for row in rows)
    assert {row.status for row in found.values()} <= ENDS, [row for row in found.values() if row.status not in ENDS]
    assert not [row for row in found.values() if "\0" in row.text]
    for page in ("empty", "white space"):
        assert {row.status for row in of(found, page).values()} <= {Status.EMPTY, Status.ERROR}
    assert torture.PROSE in of(found, "300 divs")["everything"].text
    for page in ("Latin-1 said to be UTF-8", "UTF-8 said to be Latin-1", "UTF-16", "XML declaration", "NUL", "a charset that is none"):
        assert of(found, page)["everything"].text.count(torture.PROSE) == 1, page


def test_pages_too_heavy_for_most_end_by_the_deadline(rows: Rows) -> None:
    found = engine.extract(rows, torture.corpus(torture.HEAVY).pages, 0.5)
    assert len(found) == len(torture.HEAVY) * sum(Kind.HTML in row.kinds for row in rows)
    assert {row.status for row in found.values()} <= ENDS, [row for row in found.values() if row.status not in ENDS]
    assert {row.error for row in found.values() if row.status is Status.TIMEOUT} == {"no answer within 0.5 s"}


def test_dumps_that_break_line_rules_end_in_a_status(rows: Rows) -> None:
    takers = [row for row in rows if Kind.TEXT in row.kinds]
    found = engine.extract(takers, torture.corpus(torture.TEXTS, Kind.TEXT).pages, 5)
    assert len(found) == len(torture.TEXTS) * len(takers)
    assert {row.status for row in found.values()} <= {Status.OK, Status.EMPTY, Status.TIMEOUT}
    assert of(found, "not UTF-8")["identity"].text.startswith("Br\u00f6tchen und Kr\u00e4nze\n")
    assert of(found, "lone surrogates")["identity"].text.startswith(torture.PROSE)


def test_a_row_s_known_score_comes_out_again() -> None:
    """F1 of resiliparse by shingles on the 181 pages of the article-extraction-benchmark: .927, as measured apart from this harness."""
    corpus = published.corpus("article-extraction-benchmark-4a3bc97.tar.gz")
    if not version_of("resiliparse"):
        pytest.skip("needs resiliparse")
    found = engine.extract([ADAPTERS["resiliparse"]], corpus.pages, 30)
    scorer = load("shingles")
    scored = [scorer.row(scorer.prepare(corpus.gold[page]), row.text) for (_, page), row in found.items()]
    totals = sum(scorer.parts(np.asarray(scored, float)))
    figures = dict(zip(scorer.metrics, scorer.finish(totals), strict=True))
    assert figures["f1"] == pytest.approx(0.927, abs=0.001)
