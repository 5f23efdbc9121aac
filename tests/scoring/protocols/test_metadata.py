"""Title, author and date: matches and medians by hand, hostile answers, the group's own adapters and gold."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from bench import scoring
from bench.adapters.selection import select
from bench.corpus.readers import assembly
from bench.errors import ProtocolError
from bench.model import Block, Gold, Page
from bench.scoring import METADATA, answers, group_of, load
from bench.scoring.explain import explain
from bench.scoring.protocols import metadata

GOLD = Gold("p", (Block("x"),), parts={"title": "O’Neil: a Well-Known Man", "author": "Ann Ö", "date": "2024-03-01"})


def figures(name: str, answers_by_page: list[str], golds: list[Gold] | None = None) -> dict[str, float]:
    scorer = load(name)
    pages = golds or [GOLD] * len(answers_by_page)
    rows = np.array([scorer.row(scorer.prepare(gold), answer) for gold, answer in zip(pages, answers_by_page, strict=True)])
    return dict(zip(scorer.metrics, scorer.finish(scorer.parts(rows).sum(0)).tolist(), strict=True))


@pytest.mark.parametrize(
    ("title", "exact", "same"),
    [
        ("O’Neil: a Well-Known Man", 1, 1),
        (" O’Neil: a Well-Known Man ", 1, 1),
        ("o'neil  a well known MAN", 0, 1),  # apostrophes, case, punctuation, white space
        ("O’Neil: a Ｗell-Known Man", 0, 1),  # full width: NFKC
        ("O’Neil: a Well-Known Man | Daily", 0, 0),
    ],
)
def test_titles(title: str, exact: float, same: float) -> None:
    assert figures("metadata-title", [json.dumps({"title": title})]) == {"normalised": same, "exact": exact, "given": 1}


def test_authors_and_what_is_not_given() -> None:
    made = figures("metadata-author", [json.dumps({"author": "ann o\u0308"}), json.dumps({"title": "Ann Ö"}), "", "Ann Ö"])
    assert made == {"normalised": 0.25, "exact": 0, "given": 0.25}


def test_dates_by_hand() -> None:
    stated = ["2024-03-01", "2024-02-29T23:00:00+05:00", "2024-03-04", "2023-03-01", "spring", "2024-02-31"]
    made = figures("metadata-date", [json.dumps({"date": one}) for one in stated] + [""])
    assert made["same_day"] == pytest.approx(1 / 7)
    assert made["within_day"] == pytest.approx(2 / 7)
    assert made["given"] == pytest.approx(6 / 7)
    assert made["median_days"] == 1  # of 0, 1, 3, 366: the lower one
    assert figures("metadata-date", [json.dumps({"date": "2024-06-01"})])["median_days"] == 92  # 92 days
    assert figures("metadata-date", [json.dumps({"date": "1900-01-01"})])["median_days"] == 3650  # and more
    assert math.isnan(figures("metadata-date", ["", "{}"])["median_days"])


@pytest.mark.parametrize(
    "answer",
    [
        "{",
        "[1]",
        "null",
        "7",
        '"title"',
        '{"title": 7}',
        '{"title": ["a"]}',
        '{"title": " "}',
        "[" * 50_000,
        "1" * 5_000,
        f'{{"title": "{"a" * (64 << 10)}"}}',
    ],
)
def test_hostile_answers_state_nothing(answer: str) -> None:
    assert metadata.parsed(answer) == {}


def test_values_are_bounded_and_hold_no_surrogate() -> None:
    assert metadata.parsed('{"title": "a\\ud800", "author": "' + "b" * 3_000 + '", "other": "x"}') == {
        "title": "a\ufffd",
        "author": "b" * 2_000,
    }


@pytest.mark.parametrize("name", METADATA)
def test_laws(name: str) -> None:
    scorer, whole = load(name), json.dumps(dict(GOLD.parts))
    assert figures(name, [whole])[scorer.headline] == 1
    assert figures(name, [""])[scorer.headline] == 0
    twice, once = figures(name, [whole, ""] * 2), figures(name, [whole, ""])
    assert twice == once
    assert scorer.applies(GOLD)
    assert not scorer.applies(Gold("p", (Block("x"),)))
    assert all(math.isfinite(value) for value in scorer.row(scorer.prepare(GOLD), "no JSON"))
    assert [step.kind for step in explain(scorer, GOLD, whole).steps] == ["equal"]
    assert [step.kind for step in explain(scorer, GOLD, "").steps] == ["missing"]
    assert group_of(name) == "metadata"


def test_text_and_metadata_stand_on_no_board_together() -> None:
    of_text, of_metadata = load("aligned"), load("metadata-title")
    assert answers.takes(of_metadata, "metadata")
    assert not answers.takes(of_metadata, "text")
    assert not answers.takes(of_text, "metadata")
    with pytest.raises(ProtocolError, match="reads nothing else"):
        answers.demand(of_metadata, ["text", "markdown"])
    with pytest.raises(ProtocolError, match="reads text"):
        answers.demand(of_text, ["metadata"])
    assert not {*METADATA} & {*scoring.SCORERS}
    assert {adapter.output for adapter in select(["metadata"])} == {"metadata"}
    assert "metadata" not in {adapter.output for adapter in select(["all"])}


def test_gold_of_metadata_moves_no_digest() -> None:
    page = Page("p", "c", b"<p>x")
    bare = Gold("p", GOLD.blocks)
    assert assembly.digest([page], {"p": GOLD}) == assembly.digest([page], {"p": bare})
    assert assembly.metadata(" T ", None, "2024-03-01 10:00") == {"title": "T", "date": "2024-03-01 10:00"}
    assert assembly.metadata("", 7, "1 March 2024") == {}
