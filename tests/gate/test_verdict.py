"""The nouns of a verdict: how thresholds are typed and reach, what many judgements come to, what the last line says."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from bench.gate.verdict import Judgement, Threshold, Verdict, merged, outcome_of
from bench.model import Outcome
from tests.gate.formats.verdicts import BROKEN, COST, EXAMPLE, FELL, REGRESSED, STILL, UNSURE, WATCHED


@pytest.mark.parametrize(
    ("threshold", "text"),
    [
        (Threshold("f1", 0.01), "f1:-0.01"),
        (Threshold("f1", 0.02, relative=True), "f1:-2%"),
        (Threshold("p95_ms", 0.2, relative=True), "p95_ms:+20%"),
        (Threshold("peak_mb", 10.0), "peak_mb:+10"),
        (Threshold("f1", 0.01, where={"type": "forum", "lang": "de"}), "f1[lang=de,type=forum]:-0.01"),
        (Threshold("f1", 0.01, where={"type": "forum"}, protocol="words", adapter="a"), "words/f1[adapter=a,type=forum]:-0.01"),
    ],
)
def test_a_threshold_prints_as_it_is_typed(threshold: Threshold, text: str) -> None:
    assert str(threshold) == text


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (Threshold("f1", 0.1), True),
        (Threshold("recall", 0.1), False),
        (Threshold("f1", 0.1, adapter="one"), True),
        (Threshold("f1", 0.1, adapter="two"), False),
        (Threshold("f1", 0.1, protocol="words"), True),
        (Threshold("f1", 0.1, protocol="aligned"), False),
    ],
)
def test_a_threshold_names_what_it_is_about(threshold: Threshold, expected: bool) -> None:
    assert threshold.names("one", "words", "f1") is expected


def test_a_relative_limit_is_a_share_of_the_floor_whatever_its_sign() -> None:
    assert [Threshold("f1", 0.25, relative=True).allowed(floor) for floor in (2.0, -2.0, 0.0)] == [0.5, 0.5, 0.0]
    assert Threshold("f1", 0.25).allowed(2.0) == 0.25


@pytest.mark.parametrize(
    ("judgements", "pages", "expected"),
    [
        ((), (), Outcome.UNCHANGED),
        ((STILL,), (), Outcome.UNCHANGED),
        ((WATCHED,), (), Outcome.UNCHANGED),
        ((STILL, REGRESSED), (), Outcome.REGRESSED),
        ((STILL,), (BROKEN,), Outcome.REGRESSED),
    ],
)
def test_one_outcome_of_all(judgements: tuple[object, ...], pages: tuple[object, ...], expected: Outcome) -> None:
    assert outcome_of(judgements, pages) is expected


def test_what_can_fail_and_improved_counts_unless_something_regressed() -> None:
    better = replace(STILL, outcome=Outcome.IMPROVED)
    assert outcome_of((better, STILL), ()) is Outcome.IMPROVED
    assert outcome_of((better, REGRESSED), ()) is Outcome.REGRESSED
    assert outcome_of((better,), (BROKEN,)) is Outcome.REGRESSED


def test_the_last_line_counts_what_it_rests_on() -> None:
    assert EXAMPLE.summary == "boilerbench gate: regressed: 3 judged, 2 regressed, 0 improved, 1 not gated, 1 broken pages"
    assert UNSURE.summary == "boilerbench gate: incomparable: a; type: c"
    several = Verdict(outcome=Outcome.INCOMPARABLE, notes=("a", "b"))
    assert (several.summary, several.exit_code) == ("boilerbench gate: incomparable: a; b", 2)
    assert (EXAMPLE.exit_code, Verdict(outcome=Outcome.IMPROVED).exit_code, EXAMPLE.rule, EXAMPLE.schema) == (1, 0, "floor", 1)


def test_verdicts_over_corpora_become_one() -> None:
    fine = Verdict(
        outcome=Outcome.UNCHANGED, judgements=(STILL,), fallen=(BROKEN,), notes=("b",), baseline={"other": {}}, run={"other": {"run": "c"}},
        rule="significant",
    )  # fmt: skip
    whole = merged((fine, EXAMPLE), ("last",))
    assert whole == Verdict(
        outcome=Outcome.REGRESSED,
        judgements=(STILL, WATCHED, REGRESSED, STILL, COST),
        broken=(BROKEN,),
        fallen=(BROKEN, FELL),
        notes=("b", "a note", "last"),
        baseline={"other": {}, "made": {"run": "a"}},
        run={"other": {"run": "c"}, "made": {"run": "b"}},
        rule="significant",
    )
    assert merged((fine,)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("noun", [STILL, BROKEN, EXAMPLE])
def test_large_nouns_are_built_by_keyword_and_never_changed(noun: object) -> None:
    with pytest.raises(TypeError, match="positional argument"):
        type(noun)(*(getattr(noun, each.name) for each in fields(noun)))
    with pytest.raises(FrozenInstanceError):
        setattr(noun, fields(noun)[0].name, None)
    assert not hasattr(noun, "__dict__")


def test_what_a_judgement_holds_unless_told_otherwise() -> None:
    made = Judgement(corpus="c", track="all", adapter="a", metric="f1", limit="default", floor=0.5, value=0.5, change=0.0, pages=1,
                     outcome=Outcome.UNCHANGED, failing=True)  # fmt: skip
    assert (made.protocol, made.where, made.reason, made.better, made.worse, made.lower_is_better) == ("", "", "", 0, 0, False)
    assert made.not_gated == ""
    assert math.isnan(made.low)
    assert math.isnan(made.high)
    assert Threshold("f1", 0.1) == Threshold("f1", 0.1, relative=False, where={}, protocol="", adapter="")


def test_a_threshold_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Threshold("f1", 0.1).limit = 0.2
