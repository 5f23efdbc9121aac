"""Scatter figures: what is in the frame, what the caption names, where the front steps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boards import board, scope, standing

from bench.model import Estimate
from bench.report.drawing.scales import Label
from bench.report.figures import draw, scatter
from bench.report.figures.series import Style
from bench.scoring import load

NAN = float("nan")


def metrics(f1, precision, recall):
    return {
        name: Estimate(value, value - 0.01, value + 0.01, 0.95, 9)
        for name, value in zip(("f1", "precision", "recall"), (f1, precision, recall), strict=True)
    }


def adapter(name, f1, *, ms=10.0, floor=False):
    return replace(standing(name, f1, ms=ms, floor=floor), metrics=metrics(f1, f1 + 0.02, f1 - 0.02))


def mark(name, x, y):
    return scatter.Mark(name, x, y, "", Style(0, ""), Label(0, 0, "start", far=False))


def test_contenders_far_under_the_best_are_named_outside_the_frame():
    figure = draw("precision-recall", scope(board([adapter("a", 0.9), adapter("b", 0.61), adapter("c", 0.59)], [])), "x")
    assert figure.caption.endswith("Outside the frame: c (0.570 recall, 0.610 precision).")
    assert ">b<" in figure.svgs[0]
    assert ">c<" not in figure.svgs[0]


def test_a_protocol_without_precision_and_recall_has_no_such_figure():
    whole = scope(board([adapter("a", 0.9)], []))
    assert draw("precision-recall", replace(whole, scorer=load("edit")), "x") is None
    nothing = replace(standing("a", 0.9), metrics={name: Estimate(NAN, NAN, NAN, 0.95, 0) for name in ("f1", "precision", "recall")})
    assert draw("precision-recall", scope(board([nothing], [])), "x") is None


def test_the_front_names_who_is_not_beaten_in_time_and_quality():
    made = [adapter("best", 0.9, ms=40), adapter("slow", 0.85, ms=60), adapter("quick", 0.8, ms=5), adapter("all", 0.7, ms=1, floor=True)]
    figure = draw("quality-speed", scope(board(made, [])), "x")
    assert "both faster and better: quick, best." in figure.caption


def test_quality_against_speed_needs_two_timed_adapters_and_a_metric_that_grows():
    timed, untimed = [adapter("a", 0.9), adapter("b", 0.8)], adapter("c", 0.85, ms=0)
    assert draw("quality-speed", scope(board(timed, [])), "x") is not None
    assert draw("quality-speed", scope(board([timed[0], untimed], [])), "x") is None
    whole = scope(board(timed, []))
    assert draw("quality-speed", replace(whole, scorer=replace(whole.scorer, lower_is_better=("f1",))), "x") is None


def test_an_axis_starts_at_a_round_figure_under_all():
    assert scatter._edge([0.87, 0.92]) == pytest.approx(0.85)
    assert scatter._edge([0.86]) == pytest.approx(0.85)
    assert scatter._edge([0.85]) == pytest.approx(0.80)
    assert scatter._edge([0.999]) == 0.95
    assert scatter._edge([0.001]) == 0.0
    assert scatter._edge([]) == 0.0


def test_the_front_steps_from_the_bottom_to_the_right():
    path = scatter._steps(["quick", "best"], [mark("best", 300, 50), mark("quick", 100, 90.25)])
    assert path == "M100.0 360.0V90.2H300.0V50.0H420.0"


def test_whiskers_are_a_cross_and_a_single_stroke_without_width():
    across, up = (lambda value: value * 100), (lambda value: 100 - value * 100)
    assert scatter._whiskers((0.5, 0.4, 0.6), (0.5, 0.3, 0.7), (50, 50), across, up) == "M40.0 50.0H60.0M50.0 70.0V30.0"
    assert scatter._whiskers((0.5, 0.5, 0.5), (0.5, 0.3, 0.7), (50, 50), across, up) == "M50.0 70.0V30.0"


def test_curves_of_equal_f1_lie_between_the_worst_corner_and_one():
    levels = scatter._iso_levels(0.5, 0.5)
    assert levels
    assert all(0.5 <= level < 1 for level in levels)
    assert min(scatter._iso_levels(0.0, 0.0)) > 0
