"""Trends: figures in order of time, changes only between like and like."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from bench.report.overviews.trends import trends
from bench.store.history import HistoryEntry

FIRST = HistoryEntry(
    run="r1", created="2026-01-01T00:00:00Z", commit="abc", machine="m1", corpus="c", digest="d1", track="html",
    adapter="a", package="pkg", version="1.0", settings="{}", protocol="aligned@1", metric="f1", value=0.9, low=0.85, high=0.95, n=9,
)  # fmt: skip
SECOND = replace(FIRST, run="r2", created="2026-01-02T00:00:00Z", version="1.1", value=0.8)
COST = replace(FIRST, protocol="run", metric="p50_ms", value=3.0, low=math.nan, high=math.nan)


def test_a_trend_runs_from_old_to_new_with_its_changes() -> None:
    (trend,) = trends([SECOND, FIRST])
    assert (trend.adapter, trend.protocol, trend.metric) == ("a", "aligned", "f1")
    assert [step.entry.run for step in trend.steps] == ["r1", "r2"]
    assert math.isnan(trend.steps[0].change)
    assert trend.steps[1].change == pytest.approx(-0.1)
    assert not trend.steps[1].broken


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"digest": "d2"}, "another corpus"),
        ({"protocol": "aligned@2"}, "aligned@2 after aligned@1"),
        ({"settings": '{"fast": true}'}, "other settings"),
        ({"machine": "m2"}, ""),  # the machine moves no score
    ],
)
def test_unlike_figures_are_not_subtracted(changes: dict[str, str], why: str) -> None:
    (trend,) = trends([FIRST, replace(SECOND, **changes)])
    assert trend.steps[1].broken == why
    assert math.isnan(trend.steps[1].change) == bool(why)


@pytest.mark.parametrize("protocol", ["run", "speed"])
def test_times_of_another_machine_are_never_compared(protocol: str) -> None:
    cost = replace(COST, protocol=protocol)
    (trend,) = trends([cost, replace(cost, run="r2", created="2026-01-02T00:00:00Z", machine="m2", value=9.0)])
    assert trend.steps[1].broken == "another machine"
    assert math.isnan(trend.steps[1].change)


def test_a_row_pinned_to_a_version_belongs_to_its_adapter() -> None:
    pinned = replace(SECOND, adapter="a@1.1")
    (trend,) = trends([FIRST, pinned])
    assert trend.adapter == "a"
    assert len(trend.steps) == 2
    assert len(trends([FIRST, replace(SECOND, adapter="a@9")])) == 2  # what follows the @ is no version of it


def test_releases_of_one_run_stand_in_the_order_of_their_numbers() -> None:
    made = [replace(FIRST, adapter=f"a@{version}", version=version) for version in ("1.12.2", "1.6.4", "2.0.0")]
    (trend,) = trends(made)
    assert [step.entry.version for step in trend.steps] == ["1.6.4", "1.12.2", "2.0.0"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [({}, 2), ({"metrics": ["f1"]}, 1), ({"protocol": "run"}, 1), ({"adapter": "b"}, 0), ({"corpus": "c"}, 2), ({"corpus": "x"}, 0)],
)
def test_what_is_asked_for_is_shown(asked: dict[str, object], count: int) -> None:
    assert len(trends([FIRST, COST], **asked)) == count


def test_each_corpus_track_adapter_protocol_and_metric_has_a_trend_in_that_order() -> None:
    made = [
        replace(FIRST, corpus="b"), replace(FIRST, track="text"), replace(FIRST, adapter="b"), replace(FIRST, protocol="words@2"),
        replace(FIRST, metric="recall"), FIRST,
    ]  # fmt: skip
    assert [(trend.corpus, trend.track, trend.adapter, trend.protocol, trend.metric) for trend in trends(made)] == [
        ("b", "html", "a", "aligned", "f1"),
        ("c", "html", "a", "aligned", "f1"),
        ("c", "html", "a", "aligned", "recall"),
        ("c", "html", "a", "words", "f1"),
        ("c", "html", "b", "aligned", "f1"),
        ("c", "text", "a", "aligned", "f1"),
    ]


def test_of_two_reasons_the_first_is_told_and_a_third_run_goes_on() -> None:
    third = replace(SECOND, run="r3", created="2026-01-03T00:00:00Z", value=0.7)
    (trend,) = trends([third, replace(FIRST, digest="d2", settings="{1}"), SECOND])
    assert [step.broken for step in trend.steps] == ["", "another corpus", ""]
    assert trend.steps[2].change == pytest.approx(-0.1)
    assert not trends([])


def test_trends_never_change() -> None:
    (trend,) = trends([FIRST])
    for noun in (trend, trend.steps[0]):
        with pytest.raises(FrozenInstanceError):
            setattr(noun, fields(noun)[0].name, None)
        assert not hasattr(noun, "__dict__")
