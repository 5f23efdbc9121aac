"""Which pages with gold count as drawn at random, and with what probability."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.powering.sample import Drawn, drawn_pages
from tests.scoring.tables.powering.corpora import PAGES, run


def drawn(**asked: object) -> Drawn:
    given = run(**asked)
    return drawn_pages(given, given.matrices["mine", "html"], Sampling())


def test_pages_that_wait_for_gold_leave_a_shorter_sample() -> None:
    made = drawn(n=20, waiting=5)
    assert made.probabilities.max() == pytest.approx(20 / PAGES)
    assert (made.probabilities > 0).sum() == 20
    assert made.about.endswith("; 5 more that were drawn wait for gold")


def test_a_page_that_was_skipped_ends_the_sample() -> None:
    given = run(n=20)
    order = list(given.manifest.corpora[0]["sampling"]["drawn"])
    pages = given.pages.assign(gold=given.pages["gold"].where(given.pages["page_id"] != order[12], "absent"))
    scores = given.scores[given.scores["page_id"] != order[12]]
    skipped = replace(given, pages=pages, scores=scores)
    made = drawn_pages(skipped, skipped.matrices["mine", "html"], Sampling())
    assert set(made.gold.page_ids) == set(order[:12])


def test_a_draft_is_no_gold() -> None:
    given = run(n=20)
    order = list(given.manifest.corpora[0]["sampling"]["drawn"])
    drafted = replace(given, pages=given.pages.assign(gold=given.pages["gold"].where(given.pages["page_id"] != order[-1], "draft")))
    made = drawn_pages(drafted, drafted.matrices["mine", "html"], Sampling())
    assert set(made.gold.page_ids) == set(order[:-1])


def test_gold_outside_of_the_sample_stands_for_itself() -> None:
    given = run(n=20)
    about = dict(given.manifest.corpora[0]["sampling"])
    order = list(about["drawn"])
    corpora = ({**given.manifest.corpora[0], "sampling": {**about, "drawn": dict.fromkeys(order[2:], 0.1)}},)
    fewer = replace(given, manifest=replace(given.manifest, corpora=corpora))
    made = drawn_pages(fewer, fewer.matrices["mine", "html"], Sampling())
    chances = dict(zip(given.pages["page_id"], made.probabilities.tolist(), strict=True))
    assert [chances[page] for page in order[:2]] == [1.0, 1.0]
    assert chances[order[5]] == pytest.approx(18 / (PAGES - 2))
    assert "and on 2 others that stand for themselves" in made.about
