"""Rules about single pages: corner cases."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from bench.model import Status
from bench.scoring import load
from bench.scoring.tables.page_rules import ABSENT, BROKEN, broke, failed, headline, no_text

WORDS = load("shingles")
AT = WORDS.metrics.index(WORDS.headline)


@pytest.mark.parametrize(
    ("percent", "lower", "value", "expected"),
    [
        (False, False, 0.25, 0.25),
        (True, False, 25.0, 0.25),
        (False, True, 0.25, 0.75),
        (True, True, 25.0, 0.75),
        (True, True, 0.0, 1.0),
    ],
)
def test_the_headline_is_a_share_whose_best_is_one(percent: bool, lower: bool, value: float, expected: float) -> None:
    scorer = replace(WORDS, percent=percent, lower_is_better=(WORDS.headline,) if lower else ())
    values = np.full((2, 3, len(scorer.metrics)), math.nan)
    values[1, 2, AT] = value
    assert headline(scorer, values)[1, 2] == expected
    assert headline(scorer, values).shape == (2, 3)
    assert math.isnan(headline(scorer, values)[0, 0])


def test_a_metric_that_is_not_the_headline_does_not_turn_it_round() -> None:
    other = next(metric for metric in WORDS.metrics if metric != WORDS.headline)
    assert headline(replace(WORDS, lower_is_better=(other,)), np.full(len(WORDS.metrics), 0.25)) == 0.25


def test_failed_is_what_a_status_says_of_itself() -> None:
    names = [[status.value for status in Status], [ABSENT] * len(Status)]
    assert failed(np.array(names)).tolist() == [[status.failed for status in Status], [False] * len(Status)]
    without = [status.failed or status is Status.EMPTY for status in Status]
    assert no_text(np.array(names)).tolist() == [without, [False] * len(Status)]


@pytest.mark.parametrize(
    ("was", "is_now", "before", "after", "expected"),
    [
        ("ok", "ok", 0.9, 0.9, False),
        ("ok", "ok", 1.0, 0.5, True),
        ("ok", "ok", 0.5, 1.0, False),
        ("ok", "ok", BROKEN, 0.0, False),  # exactly at the border
        ("ok", "ok", math.nextafter(BROKEN, 1), 0.0, True),
        ("ok", "error", 0.1, 0.0, True),  # a failure breaks whatever it cost
        ("ok", "skipped", math.nan, math.nan, True),
        ("ok", "absent", 0.9, math.nan, False),
        ("error", "error", 0.0, 0.0, False),
        ("empty", "error", 0.0, 0.0, False),  # it did not work before
        ("absent", "error", math.nan, 0.0, False),
        ("error", "timeout", 0.9, 0.0, True),
        ("ok", "empty", 0.1, 0.0, True),
        ("ok", "empty", 0.1, 0.1, True),
        ("ok", "empty", 0.0, 1.0, False),  # empty is right
        ("ok", "error", 0.0, 1.0, True),
        ("ok", "empty", math.nan, math.nan, True),
    ],
)
def test_a_page_broke(was: str, is_now: str, before: float, after: float, expected: bool) -> None:
    assert broke(was, is_now, before, after) is expected


def test_other_protocols_may_say_whether_an_empty_page_rose() -> None:
    assert broke("ok", "empty", 0.0, 1.0, rose=False)
    assert not broke("ok", "empty", 0.2, 0.1, rose=True)
    assert broke("ok", "empty", 0.9, 0.1, rose=True)  # a deep fall breaks it all the same
    assert broke("ok", "error", 0.2, 0.1, rose=True)
