"""The words say what the boards hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from boards import board, pair, scope, standing

from bench.report import findings
from bench.report.drawing.rendering import p_value, signed
from bench.report.scopes import scopes
from bench.store import frames


def test_a_leader_that_is_significantly_better_wins():
    found = findings.verdict(scope(board([standing("a", 0.95), standing("b", 0.90)], [pair("b", "a", -0.05, 0.001)])))
    assert found.headline == "a wins by 0.050 F1 over b (p = .001)."
    assert "aligned on made, HTML pages: F1 0.950, 95 % interval 0.940 to 0.960, 100 pages; no page failed" in found.grounds


def test_a_leader_without_a_significant_difference_only_leads():
    rows = [standing("a", 0.95, failures={"timeout": 2}), standing("b", 0.94), standing("c", 0.90)]
    found = findings.verdict(scope(board(rows, [pair("a", "b", 0.01, 0.41), pair("a", "c", 0.05, 0.01), pair("b", "c", 0.04, 0.01)])))
    assert found.headline == "a leads, with no significant difference from b."
    assert "2 timeout of 100 pages" in found.grounds
    assert "b lies 0.010 from it (p = .41); 1 other is significantly worse." in found.grounds


def test_what_the_pages_can_show_and_how_many_smaller_differences_take():
    rows = [standing("a", 0.95), standing("b", 0.94), standing("floor", 0.9, floor=True)]
    pairs = [replace(pair("a", "b", 0.01, 0.41), detectable=0.02), replace(pair("a", "floor", 0.05, float("nan")), detectable=0.5)]
    (first, *_) = findings.findings(scope(board(rows, pairs)))
    assert first == (
        "The smallest difference that 100 pages show is 0.020 F1 between a and b, and 0.020 between the median two contenders "
        "(80 % power, all tested together). To show 0.01 between such a pair takes about 400 pages like these, to show 0.02 about 100."
    )


def test_without_ranks_the_reason_stands_in_their_place():
    rows = [replace(standing("a", 0.95), rank=None), replace(standing("b", 0.2), rank=None)]
    few = scope(replace(board(rows, [pair("a", "b", 0.75, 0.06)]), no_ranks="no ranks: 4 sites are too few"))
    assert findings.verdict(few).headline == "a has the best F1, but no rank can be given."
    assert findings.verdict(few).grounds.endswith(" No ranks: 4 sites are too few.")
    assert not any("smallest difference" in line for line in findings.findings(few))


def test_a_yardstick_never_wins():
    rows = [standing("floor", 0.99, floor=True), standing("a", 0.95)]
    found = scope(board(rows, [pair("floor", "a", 0.04, 0.001)]))
    assert findings.verdict(found).headline == "a is the only contender."
    assert "The yardstick floor does better than a." in findings.findings(found)


def test_a_slice_that_turns_the_board_is_said():
    whole = board([standing("a", 0.95), standing("b", 0.94)], [pair("a", "b", 0.01, 0.41)])
    forums = board([standing("a", 0.70), standing("b", 0.58)], [pair("a", "b", 0.12, 0.003)], 20)
    said = findings.findings(scope(whole, forum=forums))
    assert "a and b have no significant difference over all pages (p = .41), but b is 0.12 below on forum (p = .003)." in said


def test_a_slice_that_differs_from_a_larger_one_is_said_even_where_the_two_differ_over_all_pages():
    whole = board([standing("a", 0.95), standing("b", 0.90)], [pair("a", "b", 0.05, 0.001)])
    articles = board([standing("a", 0.97), standing("b", 0.96)], [pair("b", "a", -0.01, 0.41)], 60)
    forums = board([standing("a", 0.70), standing("b", 0.58)], [pair("a", "b", 0.12, 0.003)], 20)
    said = findings.findings(scope(whole, article=articles, forum=forums))
    assert "a and b have no significant difference on article (p = .41), but b is 0.12 below on forum (p = .003)." in said
    few = replace(articles, n=10)
    assert not any("have no significant difference on" in line for line in findings.findings(scope(whole, article=few, forum=forums)))


def test_who_leads_where_the_best_does_worst_is_a_contender():
    whole = board([standing("a", 0.95), standing("b", 0.94)], [pair("a", "b", 0.01, 0.41)])
    forums = board([standing("floor", 0.9, floor=True), standing("b", 0.8), standing("a", 0.7)], [pair("a", "b", -0.1, 0.2)], 20)
    articles = board([standing("a", 0.97), standing("b", 0.96)], [pair("a", "b", 0.01, 0.41)], 60)
    said = findings.findings(scope(whole, forum=forums, article=articles))
    assert "a does worst on forum (0.700, \u22120.250 against all pages); b leads there with 0.800." in said


def test_a_contender_that_falls_on_a_slice_is_said_where_the_intervals_are_apart():
    rows = [standing("floor", 0.97, floor=True), standing("a", 0.95), standing("b", 0.9)]
    there = [standing("floor", 0.1, floor=True), standing("a", 0.935), standing("b", 0.3)]
    said = findings.findings(scope(board(rows, []), forum=board(there, [], 20)))
    assert [line for line in said if "falls" in line] == ["b falls to 0.300 on forum (20 pages), from 0.900 over all pages."]


def test_failures_and_bargains_are_said_only_where_there_are_any():
    rows = [standing("a", 0.95, ms=40.0), standing("b", 0.94, ms=10.0, failures={"crash": 3})]
    said = findings.findings(scope(board(rows, [pair("a", "b", 0.01, 0.5)])))
    assert any(line.startswith("b has no text for 3 of 100 pages (3 crash)") for line in said)
    assert "b has no significant difference from a (\u22120.010 F1, p = .50) and takes 25% of its median time." in said
    clean = [replace(row, failures={}) for row in rows]
    assert "No contender failed on any page." in findings.findings(scope(board(clean, [pair("a", "b", 0.01, 0.5)])))


def test_every_number_in_the_findings_of_a_real_board_is_one_of_the_board(small):
    for found in scopes(frames.read_all(small)):
        numbers = {p_value(pair.p_adjusted) for cut in found.slices for pair in cut.board.pairs}
        for line in findings.findings(found, most=50):
            assert set(re.findall(r"p [<=] [.\d]+", line)) <= {re.sub(r"[()]", "", number) for number in numbers}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.41, "p = .41"), (0.0512, "p = .051"), (0.0004, "p < .001"), (0.003, "p = .003"), (1.0, "p = 1.00"), (float("nan"), "p unknown")],
)
def test_p_values_are_printed_as_papers_do(value, text):
    assert p_value(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.0123, "+0.012"), (-0.5, "\u22120.500"), (0.0001, "±0.000"), (float("nan"), "–")])
def test_differences_carry_their_sign(value, text):
    assert signed(value) == text
