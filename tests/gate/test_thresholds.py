"""Thresholds read as they are typed, and nothing else is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.config import Config
from bench.errors import ConfigError
from bench.gate.thresholds import FACETS, parse, terms
from bench.gate.verdict import COSTS, Threshold

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f1:-0.01", Threshold("f1", 0.01)),
        (" f1:-0 ", Threshold("f1", 0.0)),
        ("f1:-2%", Threshold("f1", 0.02, relative=True)),
        ("f1[type=forum]:-0.02", Threshold("f1", 0.02, where={"type": "forum"})),
        ("f1[type=forum, lang=de]:-0.02", Threshold("f1", 0.02, where={"type": "forum", "lang": "de"})),
        ("words/recall[adapter=trafilatura]:-0.01", Threshold("recall", 0.01, protocol="words", adapter="trafilatura")),
        ("rouge-lsum/f1:-0.5", Threshold("f1", 0.5, protocol="rouge-lsum")),
        ("p95_ms:+20%", Threshold("p95_ms", 0.2, relative=True)),
        ("peak_mb[adapter=a]:+10", Threshold("peak_mb", 10.0, adapter="a")),
    ],
)
def test_a_threshold_is_read(text: str, expected: Threshold) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "f1", "f1:0.01", "f1:+0.01", "p95_ms:-20%", "f1[type]:-0.1", "f1[colour=red]:-0.1", "f1[type=forum:-0.1", "f1:-0.01 x", "f1:--1",
     "p95_ms[type=forum]:+20%", "words/p95_ms:+20%", "f1:-1e-3"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert "f1" in caught.value.hint or "p95_ms" in caught.value.expected


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@given(
    NAMES,
    st.integers(0, 999),
    st.booleans(),
    st.dictionaries(st.sampled_from([f for f in FACETS if f != "adapter"]), NAMES),
    NAMES | st.just(""),
    NAMES | st.just(""),
)
def test_what_is_printed_reads_back(metric: str, parts: int, relative: bool, where: dict[str, str], protocol: str, adapter: str) -> None:
    if metric in COSTS:
        where, protocol = {}, ""
    made = Threshold(metric, parts / 1000, relative, where, protocol, adapter)
    again = parse(str(made))
    assert (again.metric, again.relative, dict(again.where), again.protocol, again.adapter) == (metric, relative, where, protocol, adapter)
    assert abs(again.limit - made.limit) < 1e-9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("f1:+0.1", "qualities fall: write -"),
        ("p50_ms:-1", "costs rise: write +"),
        ("p50_ms[type=forum]:+1", "restricts a cost"),
        ("words/p50_ms:+1", "restricts a cost"),
        ("f1[colour=red]:-0.1", "'colour=red'"),
        ("f1[type]:-0.1", "'type'"),
        ("f1:-x", "cannot be read"),
        ("f1:-100.5", "wider than any scale"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert words in caught.value.what


def test_the_address_of_the_report_is_that_of_the_option_else_of_the_configuration(tmp_path: Path) -> None:
    said = Config(tmp_path, gate={"report_url": "https://a.test/{run}/"})
    assert terms(Config(tmp_path)).report_url == ""
    assert terms(said).report_url == "https://a.test/{run}/"
    assert terms(said, report_url="http://b.test").report_url == "http://b.test"
    assert terms(said, report_url="").report_url == ""


@pytest.mark.parametrize("address", ["report/", "file:///x", "javascript:x", "https://a.test/a b", "https://a.test/\u202e"])
def test_an_address_that_cannot_be_followed_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="cannot be followed"):
        terms(Config(tmp_path), report_url=address)


@pytest.mark.parametrize(
    ("typed", "configured", "allowed"),
    [(False, {}, False), (True, {}, True), (False, {"allow_drafts": True}, True), (True, {"allow_drafts": False}, True)],
)
def test_drafts_are_allowed_by_the_option_or_the_configuration_and_not_else(
    tmp_path: Path, typed: bool, configured: dict[str, bool], allowed: bool
) -> None:
    assert terms(Config(folder=tmp_path, gate=configured), allow_drafts=typed).allow_drafts is allowed
