"""The signature names everything a table depends on, in one order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scoring import load
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.signature import settings, signature
from tests.scoring.tables.small_run import manifest


def test_the_signature_names_everything_in_one_order() -> None:
    line = signature(manifest(), ["two", "one"], load("aligned"), Sampling(seed=7), track="html")
    assert line == (
        "f1:aligned@1|uax29|corpus:one@onedigest012:6+corpus:two@twodigest012:6|track:html|bad+everything+pkg==1.0(good{all=0,fast=True})"
        "|bs:10000|unit:site|test:swap|ci:0.95|seed:7"
    )
    turned = replace(manifest(), adapters=tuple(reversed(manifest().adapters)))
    assert signature(turned, ["one", "two"], load("aligned"), Sampling(seed=7), track="html") == line


def test_the_signature_says_each_package_once_with_its_adapters() -> None:
    adapters = (
        {"name": "lxml-b", "package": "lxml", "version": "6.1"},
        {"name": "lxml-a", "package": "lxml", "version": "6.1", "settings": {"x": 1}},
        {"name": "traf", "package": "traf", "version": "2.0", "settings": {"fast": True}},
        {"name": "traf@1.0", "package": "traf", "version": "1.0", "settings": {"fast": True}},
        {"name": "mine", "settings": {"y": 2}},
        {"name": "absent", "package": "gone"},
    )
    line = signature(replace(manifest(), adapters=adapters), ["one"], load("aligned"))
    said = "gone(absent)+lxml==6.1(lxml-a{x=1},lxml-b)+mine{y=2}+traf==1.0(traf@1.0{fast=True})+traf==2.0{fast=True}"
    assert line.split("|")[3] == said


@pytest.mark.parametrize(("chosen", "expected"), [({}, ""), ({"b": 1, "a": "x"}, "{a=x,b=1}"), ({"on": True}, "{on=True}")])
def test_settings_are_sorted(chosen: dict[str, object], expected: str) -> None:
    assert settings(chosen) == expected


def test_a_metric_and_some_adapters_can_be_named() -> None:
    line = signature(
        manifest(), ["one"], load("shingles"), Sampling(resamples=5, unit="page", test="swap", level=0.9), metric="recall", adapters=["bad"]
    )
    assert line.startswith("recall:shingles@")
    assert line.endswith("|corpus:one@onedigest012:6|bad|bs:5|unit:page|test:swap|ci:0.9|seed:0")
