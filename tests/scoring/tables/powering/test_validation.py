"""Estimates and powered intervals held against gold, and the figures that come with the package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.errors import ProtocolError
from bench.scoring import load
from bench.scoring.statistics.agreement import VERSION
from bench.scoring.tables.powering.validation import known, validations
from tests.scoring.tables.powering.corpora import NAMES, PAGES, run

FAMILIES = {name: name for name in NAMES} | {"second": "best"}


def test_estimates_are_held_against_gold_on_every_page() -> None:
    given = run(n=PAGES, trust=1.0)
    typed = replace(given, pages=given.pages.assign(type=np.where(np.arange(PAGES) < 50, "forum", "article")))
    (made,) = validations(typed, FAMILIES, draws=10)
    assert [one.adapter for one in made.adapters] == list(NAMES[:4])  # no yardstick
    assert (made.families, made.match.pages, made.match.spearman) == (3, PAGES, 1.0)
    assert made.match.error == pytest.approx(0, abs=1e-12)
    assert [(one.type, one.pages) for one in made.types] == [("article", 100), ("forum", 50)]
    assert [one.n for one in made.intervals] == [20, 30, 50]


def test_errors_have_a_sign_and_a_size() -> None:
    given = run(n=PAGES, trust=1.0)
    shifted = given.agreement.assign(f1=given.agreement["f1"] + np.where(given.agreement["adapter"] == "worst", 0.4, -0.1))
    (made,) = validations(replace(given, agreement=shifted), FAMILIES, draws=2)
    assert made.match.error == pytest.approx((3 * 0.1 + 0.4) / 4)
    assert made.match.bias == pytest.approx((0.4 - 3 * 0.1) / 4)
    assert made.match.spearman == pytest.approx(-0.2)  # the worst is estimated to be the best
    assert made.types == ()


def test_only_pages_with_cleaned_gold_count_and_few_leave_no_intervals() -> None:
    given = run(n=30)
    states = given.pages["gold"].where(given.pages["page_id"] != given.scores["page_id"].iloc[0], "draft")
    (made,) = validations(replace(given, pages=given.pages.assign(gold=states)), FAMILIES, draws=2)
    assert made.match.pages == 29
    assert made.intervals == ()


@pytest.mark.parametrize("fault", ["agreement", "drafts", "protocol"])
def test_what_cannot_be_validated_is_one_clear_error(fault: str) -> None:
    given = run(n=30, gold="draft" if fault == "drafts" else "cleaned")
    if fault == "agreement":
        given = replace(given, agreement=None)
    if fault == "protocol":
        given = replace(given, scorer=load("edit"))
    with pytest.raises(ProtocolError):
        validations(given, FAMILIES)


def test_known_figures_are_those_of_this_version_of_the_estimates() -> None:
    import tomllib
    from importlib.resources import files

    held = tomllib.loads((files("bench.scoring.statistics") / "validation.toml").read_text(encoding="utf-8"))
    assert held["estimates"] == VERSION, "measure again: boilerbench validate RUN --json, see docs/validation.md"
    articles, types = known()
    assert (articles.adapters, articles.match.pages) == (20, 181)
    assert articles.match.spearman >= 0.91
    assert articles.match.error <= 0.015
    assert types.match.spearman >= 0.92
    assert types.match.error <= 0.028
    assert sum(one.spearman >= 0.8 for one in types.types) >= 5
    assert sum(one.pages for one in types.types) == types.match.pages
    for one in (*articles.intervals, *types.intervals):
        assert 0.93 <= one.held <= 0.99
    assert articles.intervals[0].width <= 0.5
    assert types.intervals[0].width <= 0.78
