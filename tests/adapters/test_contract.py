"""Every adapter of the table at work: on real pages it answers, on pages that break extractors it ends in a status."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter

import numpy as np
import pytest

import bench.corpus
from bench.adapters.table import ADAPTERS, DEBIAN
from bench.environments.making import recipes
from bench.model import Adapter, Extraction, Kind, Page, Status
from bench.registry import version_of
from bench.scoring import load
from bench.scoring.protocols import metadata
from bench.workers import child
from tests import nodes
from tests.adapters import engine, torture
from tests.corpus import published

ENDS = frozenset({Status.OK, Status.EMPTY, Status.ERROR, Status.TIMEOUT, Status.MEMORY})  # no crash, and nothing untried
SAMPLE = 5  # pages of the embedded corpus of each kind
Adapters = list[Adapter]


@pytest.fixture
def adapters(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Adapters:
    """Every adapter that is installed; of the environments that cannot be made here those are left out, but never in CI."""
    there = [adapter for adapter in ADAPTERS.values() if not adapter.command and not adapter.env and version_of(adapter.package)]
    there += [adapter for adapter in ADAPTERS.values() if adapter.extra == DEBIAN and shutil.which(adapter.package)]
    for name in recipes.OURS:
        with contextlib.suppress(pytest.skip.Exception):
            nodes.provide(tmp_path_factory, monkeypatch, name)
            there += [adapter for adapter in ADAPTERS.values() if adapter.env == name]
    return there


def sample(kind: Kind) -> list[Page]:
    """Return a few pages of the embedded corpus, spread over it."""
    pages = [page for page in bench.corpus.load("embedded").pages if page.kind is kind]
    return pages[:: max(len(pages) // SAMPLE, 1)][:SAMPLE]


def of(extractions: dict[tuple[str, str], Extraction], page: str) -> dict[str, Extraction]:
    return {name: one for (name, at), one in extractions.items() if at == page}


def test_every_adapter_answers_real_pages(adapters: Adapters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_AGAIN_S", 300)  # a first call is made again however slow it was: else it has no time
    pages = sample(Kind.HTML) + sample(Kind.TEXT)
    extractions = engine.extract(adapters, pages, 30)
    assert len({name for name, _ in extractions}) == len(adapters)
    if {*recipes.OURS, ""} <= {adapter.env for adapter in adapters} and DEBIAN in {adapter.extra for adapter in adapters}:
        assert len(adapters) >= 42
    assert {one.status for one in extractions.values()} <= {Status.OK, Status.EMPTY}, [one for one in extractions.values() if one.error]
    answered = Counter(one.adapter for one in extractions.values() if one.status is Status.OK)
    assert {adapter.name for adapter in adapters if not answered[adapter.name]} == {"nothing"}
    for one in extractions.values():
        assert one.wall_ns > 0
        assert one.network == 0
        assert bool(one.text.strip()) == (one.status is Status.OK)
        assert "\0" not in one.text


def test_pages_that_break_extractors_end_in_a_status(adapters: Adapters) -> None:
    extractions = engine.extract(adapters, torture.corpus(torture.QUICK).pages, 5)
    assert len(extractions) == len(torture.QUICK) * sum(Kind.HTML in adapter.kinds for adapter in adapters)
    assert {one.status for one in extractions.values()} <= ENDS, [one for one in extractions.values() if one.status not in ENDS]
    assert not [one for one in extractions.values() if "\0" in one.text]
    for page in ("empty", "white space"):
        assert {one.status for one in of(extractions, page).values()} <= {Status.EMPTY, Status.ERROR}
    assert torture.PROSE in of(extractions, "300 divs")["everything"].text
    for page in ("Latin-1 said to be UTF-8", "UTF-8 said to be Latin-1", "UTF-16", "XML declaration", "NUL", "a charset that is none"):
        assert of(extractions, page)["everything"].text.count(torture.PROSE) == 1, page


def test_pages_too_heavy_for_most_end_by_the_deadline(adapters: Adapters) -> None:
    extractions = engine.extract(adapters, torture.corpus(torture.HEAVY).pages, 0.5)
    assert len(extractions) == len(torture.HEAVY) * sum(Kind.HTML in adapter.kinds for adapter in adapters)
    assert {one.status for one in extractions.values()} <= ENDS, [one for one in extractions.values() if one.status not in ENDS]
    assert {one.error for one in extractions.values() if one.status is Status.TIMEOUT} == {"no answer within 0.5 s"}


def test_dumps_that_break_line_rules_end_in_a_status(adapters: Adapters) -> None:
    takers = [adapter for adapter in adapters if Kind.TEXT in adapter.kinds]
    extractions = engine.extract(takers, torture.corpus(torture.TEXTS, Kind.TEXT).pages, 5)
    assert len(extractions) == len(torture.TEXTS) * len(takers)
    assert {one.status for one in extractions.values()} <= {Status.OK, Status.EMPTY, Status.TIMEOUT}
    assert of(extractions, "not UTF-8")["identity"].text.startswith("Br\u00f6tchen und Kr\u00e4nze\n")
    assert of(extractions, "lone surrogates")["identity"].text.startswith(torture.PROSE)


STATING = b"""<!DOCTYPE html><html><head><title>Bread at home</title><meta name="author" content="Ann Example">
<meta property="article:published_time" content="2026-03-01"></head><body><article><h1>Bread at home</h1>%b</article></body></html>""" % (
    b"<p>Flour, water, salt and time are all that a loaf needs, if the oven is hot enough and the baker has the patience.</p>" * 8
)


def test_javascript_adapters_state_title_author_and_date(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes.provide(tmp_path_factory, monkeypatch)
    asked = [adapter for adapter in ADAPTERS.values() if adapter.env == recipes.NODE and adapter.output == "metadata"]
    extractions = engine.extract(asked, [Page("bread", "x", STATING), Page("nothing", "x", b"<p></p>")], 30)
    wanted = {"bread": {"title": "Bread at home", "author": "Ann Example", "date": "2026-03-01"}, "nothing": {}}
    names = ("readability-linkedom-metadata", "defuddle-metadata")
    assert {at: metadata.parsed(one.text) for at, one in extractions.items()} == {
        (name, page): wanted[page] for name in names for page in wanted
    }


def test_a_known_score_comes_out_again() -> None:
    """F1 of resiliparse by shingles on the 181 pages of the article-extraction-benchmark: .927, as measured apart from this harness."""
    corpus = published.corpus("article-extraction-benchmark-4a3bc97.tar.gz")
    if not version_of("resiliparse"):
        pytest.skip("needs resiliparse")
    extractions = engine.extract([ADAPTERS["resiliparse"]], corpus.pages, 30)
    scorer = load("shingles")
    scored = [scorer.row(scorer.prepare(corpus.gold[page]), one.text) for (_, page), one in extractions.items()]
    totals = sum(scorer.parts(np.asarray(scored, float)))
    figures = dict(zip(scorer.metrics, scorer.finish(totals), strict=True))
    assert figures["f1"] == pytest.approx(0.927, abs=0.001)
