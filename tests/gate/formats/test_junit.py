"""JUnit XML is by its schema and its counts are true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from lxml import etree

from bench.gate import formats
from bench.model import Outcome
from tests.gate.formats.verdicts import EXAMPLE, FINE, UNSURE, VERDICT

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict

XSD = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_junit_is_by_its_schema_and_its_counts_are_true(verdict: Verdict) -> None:
    tree = etree.fromstring(formats.render(verdict, "junit").encode())
    XSD.assertValid(tree)
    for holder in (tree, *tree.iter("testsuite")):
        for name, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(holder.get(name)) == len(list(holder.iter(element)))
    judged = [item for item in verdict.judgements if item.failing]
    failed = sum(item.outcome is Outcome.REGRESSED for item in judged) + len(verdict.broken)
    expected = (1, 0, 1) if verdict.outcome is Outcome.INCOMPARABLE else (len(judged) + len(verdict.broken), failed, 0)
    assert tuple(int(tree.get(name)) for name in ("tests", "failures", "errors")) == expected


def test_the_whole_document() -> None:
    line, cost = "regressed: made/html one aligned/f1 0.9 -&gt; 0.8 (-0.100000 [-0.1500, -0.0500]; 3 pages worse, 1 better)", (
        "regressed: made/all two p95_ms 10 -&gt; nan (+nan; no longer defined; limit p95_ms:+20%)"
    )  # fmt: skip
    assert formats.render(EXAMPLE, "junit").splitlines() == [
        "<?xml version='1.0' encoding='UTF-8'?>",
        '<testsuites name="boilerbench gate" tests="4" failures="3" errors="0">',
        '<testsuite name="one" skipped="0" time="0" tests="2" failures="2" errors="0">',
        "<properties>",
        '<property name="limit aligned/f1" value="default" />',
        "</properties>",
        '<testcase classname="made.html" name="aligned/f1" time="0">',
        f'<failure message="{line}" type="regressed" />',
        "</testcase>",
        '<testcase classname="made" name="page p1" time="0">',
        '<failure message="broken: made one p1: aligned 0.750 -&gt; 0.000, ok -&gt; empty (A title); lost: lost" type="broken">- lost',
        "+ added</failure>",
        "</testcase>",
        "</testsuite>",
        '<testsuite name="two" skipped="0" time="0" tests="2" failures="1" errors="0">',
        "<properties>",
        '<property name="limit aligned/f1" value="default" />',
        '<property name="limit p95_ms" value="p95_ms:+20%" />',
        "</properties>",
        '<testcase classname="made.html" name="aligned/f1" time="0" />',
        '<testcase classname="made.all" name="p95_ms" time="0">',
        f'<failure message="{cost}" type="regressed" />',
        "</testcase>",
        "</testsuite>",
        "</testsuites>",
    ]


def test_a_gate_that_cannot_judge_is_one_error_and_a_fine_one_has_no_failure() -> None:
    text = formats.render(UNSURE, "junit")
    assert '<testsuite name="gate" skipped="0" time="0" tests="1" failures="0" errors="1">' in text
    assert '<testcase classname="gate" name="comparable" time="0">' in text
    assert '<error message="boilerbench gate: incomparable: a; type: c" type="incomparable" />' in text
    assert "<failure" not in formats.render(FINE, "junit")


def test_no_text_is_longer_than_the_readers_of_junit_take() -> None:
    pages = tuple(replace(EXAMPLE.broken[0], page_id=f"{number}" * 700, diff="+ \x00word\n" * 5000) for number in range(400))
    text = formats.render(replace(EXAMPLE, broken=pages), "junit")
    assert len(text.encode()) < 5_000_000
    failures = etree.fromstring(text.encode()).findall(".//failure[@type='broken']")
    assert len(failures) == len(pages)
    assert max(len(one.get("message")) for one in failures) <= 1000
    assert failures[0].text.endswith("cut; the whole is in the report of the run")
    assert [len(one.text or "") for one in failures] == [10_000] * 200 + [0] * 200  # two million characters, none of that room wasted
