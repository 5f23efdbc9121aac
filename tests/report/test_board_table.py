"""A board's table: places on the drawn scale, ranks without floors, figures as they are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boards import board, scope, standing

from bench.model import Estimate
from bench.report.board_table import table
from bench.scoring import load

NAN = float("nan")


def laid_out(*standings):
    whole = scope(board(standings, []))
    return table(whole, whole.slices[0])


def test_intervals_stand_on_a_scale_from_under_the_contenders_to_one():
    made = laid_out(standing("a", 0.9), standing("b", 0.8))
    assert (made.low, made.high) == ("0.75", "1")
    first, second = made.lines
    assert first.interval == "M87 9h13"
    assert first.dot == pytest.approx(93.6)
    assert second.dot == pytest.approx(31.2)
    assert (first.value, first.bounds) == ("0.900", "0.890–0.910")
    assert not first.off


def test_floors_have_no_rank_and_do_not_stretch_the_scale():
    made = laid_out(standing("a", 0.9), standing("floor", 0.2, floor=True), standing("b", 0.85))
    assert [line.rank for line in made.lines] == ["1", "–", "1"]
    assert made.low == "0.8"
    assert [line.off for line in made.lines] == [False, True, False]
    assert made.lines[1].interval == ""
    assert made.lines[1].dot == 0


def test_a_contender_far_under_the_best_lies_off_the_scale():
    assert [line.off for line in laid_out(standing("a", 0.9), standing("b", 0.56)).lines] == [False, False]
    assert [line.off for line in laid_out(standing("a", 0.9), standing("b", 0.54)).lines] == [False, True]


def test_the_scale_ends_at_nine_tenths_at_the_latest_and_at_zero_at_the_least():
    assert laid_out(standing("a", 0.99)).low == "0.9"
    assert laid_out(standing("a", 0.005)).low == "0"


def test_an_undefined_figure_is_a_dash_and_draws_nothing():
    none = replace(standing("a", 0.9), metrics={"f1": Estimate(NAN, NAN, NAN, 0.95, 0)})
    (line,) = laid_out(none).lines
    assert (line.value, line.bounds, line.interval, line.dot, line.off) == ("–", "–", "", -1.0, False)


def test_coverage_and_costs_are_printed_to_what_they_tell():
    (line,) = laid_out(standing("a", 0.9, failures={"timeout": 7, "empty": 3}, ms=50.04)).lines
    assert line.coverage == "90.0%"
    assert line.speed == ("50.0", "100", "50")


def test_per_cent_keeps_its_unit_and_only_three_other_metrics_are_shown():
    names = ("precision", "f1", "recall", "tag_f1", "micro_f1")
    figures = {name: Estimate(90.0 + at, 89.0, 91.0, 0.95, 9) for at, name in enumerate(names)}
    whole = scope(replace(board([replace(standing("a", 0.9), metrics=figures)], []), metrics=names))
    whole = replace(whole, scorer=load("cleaneval"))
    made = table(whole, whole.slices[0])
    assert made.others == ("precision", "recall", "tag_f1")
    assert made.lines[0].others == (("90.0", "89.0 91.0"), ("92.0", "89.0 91.0"), ("93.0", "89.0 91.0"))
    assert (made.low, made.high, made.lines[0].value) == ("85", "100", "91.0")
