"""Breakdowns and the page table, on a small run whose figures can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from bench.errors import BoilerbenchError
from bench.scoring.tables import breakdowns
from tests.scoring.tables.small_run import QUICK, results


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("type", {"article", "collection", "forum", "(unknown)"}),
        ("language", {"pt", "de", "(unknown)"}),
        ("site", {"x", "y", "z", "w", "(unknown)"}),
        ("devices", {"nav", "(none)"}),
        ("complexity", {"low (< 0.70)", "high (>= 0.70)", "(unknown)"}),
    ],
)
def test_breakdowns_name_their_groups(by: str, groups: set[str]) -> None:
    frame = breakdowns.breakdown(results(), by, QUICK)
    assert set(frame[frame["corpus"] == "one"]["group"]) == groups


def test_breakdown_figures_are_those_of_the_group_alone() -> None:
    frame = breakdowns.breakdown(results(), "type", QUICK).set_index(["corpus", "track", "group", "adapter"])
    line = frame.loc[("one", "html", "collection", "bad")]
    assert (line["n"], line["recall"], line["coverage"]) == (2, 0.25, 0.5)
    length = breakdowns.breakdown(results(), "length", QUICK)
    assert len(set(length[length["corpus"] == "one"]["group"])) == 4


def test_complexity_is_the_share_of_text_that_is_not_gold() -> None:
    values = breakdowns.complexity(results())
    assert values["one", "p0"] == pytest.approx(0.9)
    assert ("one", "p4") not in values  # no whole text of a text dump: `everything` does not take it


def test_complexity_without_optional_blocks_is_of_what_must_be_returned() -> None:
    run = results()
    blocks = [[{"text": "one two", "optional": False}, {"text": "three", "optional": True}]] * len(run.pages)
    held = type(run)(run.manifest, run.scorer, run.pages.assign(blocks=blocks), run.extractions.assign(text="w " * 10), run.scores)
    assert breakdowns.complexity(held)["one", "p0"] == pytest.approx(0.7)
    assert breakdowns.complexity(held, optional=False)["one", "p0"] == pytest.approx(0.8)
    assert breakdowns.complexity(held, "good", optional=False).keys() >= {("one", "p0")}


def test_an_unknown_dimension_is_a_user_error() -> None:
    with pytest.raises(BoilerbenchError, match="colour"):
        breakdowns.breakdown(results(), "colour")


def test_pages_without_a_site_have_no_known_group() -> None:
    grouped = breakdowns.groups(results(), "site")
    assert list(grouped["group"][:6]) == ["x", "x", "y", "z", "(unknown)", "w"]
    assert list(grouped.columns) == ["corpus", "page_id", "kind", "group"]


def test_pages_that_were_not_scored_are_in_no_group() -> None:
    run = results()
    kept = run.scores[run.scores["page_id"] != "p0"]
    few = type(run)(run.manifest, run.scorer, run.pages, run.extractions, kept)
    assert "p0" not in set(breakdowns.groups(few, "type")["page_id"])
    assert len(breakdowns.groups(few, "type")) == 15


def test_a_page_is_in_the_group_of_each_of_its_devices() -> None:
    run = results()
    pages = run.pages.assign(devices=[["nav", "ads"] if at == 0 else None for at in range(len(run.pages))])
    grouped = breakdowns.groups(type(run)(run.manifest, run.scorer, pages, run.extractions, run.scores), "devices")
    assert list(grouped["group"][:3]) == ["nav", "ads", "(none)"]


def test_the_border_of_a_quarter_belongs_to_the_quarter_below() -> None:
    assert breakdowns._quarters(np.array([1.0, 2, 3, 4, 5])) == [
        "Q1 (1-2 words)",
        "Q1 (1-2 words)",
        "Q2 (3-3 words)",
        "Q3 (4-4 words)",
        "Q4 (5-5 words)",
    ]
    assert breakdowns._quarters(np.array([40.0, 10, 30, 20])) == [
        "Q4 (40-40 words)",
        "Q1 (10-10 words)",
        "Q3 (30-30 words)",
        "Q2 (20-20 words)",
    ]
    assert breakdowns._quarters(np.array([7.0, 7, 7])) == ["Q1 (7-7 words)"] * 3


def test_complexity_at_its_border_is_high() -> None:
    values = np.linspace(0, 1, 101)
    names = breakdowns._levels(values)
    assert names[32:34] == ["low (< 0.33)", "high (>= 0.33)"]
    assert (names[0], names[-1]) == ("low (< 0.33)", "high (>= 0.33)")


def test_borders_are_those_of_each_corpus_and_one_without_a_value_has_none() -> None:
    pages = pd.DataFrame({"corpus": ["a", "b", "a", "b", "a", "c"]})
    labels = breakdowns._by_corpus(pages, [1.0, 10.0, 3.0, 30.0, math.nan, math.nan], lambda own: [f"{value}/{own.max()}" for value in own])
    assert labels == ["1.0/3.0", "10.0/30.0", "3.0/3.0", "30.0/30.0", "(unknown)", "(unknown)"]


def test_gold_words_are_counted_over_all_blocks() -> None:
    assert breakdowns.gold_words([{"text": "one two"}, {"text": "three, four-five"}]) == 5.0
    assert breakdowns.gold_words([{"text": "a b"}], lambda text: [text]) == 1.0
    assert breakdowns.gold_words([]) == 0.0
    assert math.isnan(breakdowns.gold_words(None))
    assert math.isnan(breakdowns.gold_words(math.nan))


def test_complexity_is_clipped_and_needs_a_text_and_gold() -> None:
    run = results()
    texts = {"p0": "w", "p1": "w " * 4, "p2": "w " * 10, "p3": ""}
    whole = run.extractions["adapter"] == "everything"
    changed = run.extractions.assign(
        text=[
            texts.get(page, text) if is_whole else text
            for page, text, is_whole in zip(run.extractions["page_id"], run.extractions["text"], whole, strict=True)
        ]
    )
    pages = run.pages.assign(
        blocks=[None if page == "p2" else blocks for page, blocks in zip(run.pages["page_id"], run.pages["blocks"], strict=True)]
    )
    values = breakdowns.complexity(type(run)(run.manifest, run.scorer, pages, changed, run.scores))
    assert {page: value for (corpus, page), value in values.items() if corpus == "one"} == {"p0": 0.0, "p1": 0.5}
    shorter = changed.assign(text="w")
    clipped = breakdowns.complexity(type(run)(run.manifest, run.scorer, pages, shorter, run.scores))
    assert clipped["one", "p1"] == 0.0  # two words of gold, one on the page
