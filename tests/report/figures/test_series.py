"""Series: one colour and mark for each package, and headlines on 0-1."""

from __future__ import annotations

from dataclasses import replace

from boards import board, scope, standing

from bench.model import Estimate
from bench.report.drawing import palette
from bench.report.figures.series import bounds, headline, styles
from bench.scoring import load

NAN = float("nan")


def test_adapters_of_a_package_look_alike_and_floors_are_grey():
    made = [
        replace(standing("z-fast", 0.9), package="z"), replace(standing("z-slow", 0.8), package="z"),
        standing("alone", 0.7), standing("all", 0.1, floor=True),
    ]  # fmt: skip
    styled = styles(scope(board(made, [])))
    assert styled["z-fast"] == styled["z-slow"] != styled["alone"]
    assert styled["all"].series == palette.FLOOR
    assert {name: style.series for name, style in styled.items()} == {"alone": 0, "z-fast": 1, "z-slow": 1, "all": 8}
    assert styled["alone"].mark == palette.MARKS[0]


def test_the_same_adapters_look_alike_whatever_the_board_ranks():
    made = [standing("a", 0.9), standing("b", 0.8)]
    assert styles(scope(board(made, []))) == styles(scope(board(made[::-1], [])))


def test_without_an_interval_the_value_stands_for_its_ends():
    assert bounds(Estimate(0.5, 0.4, 0.7, 0.95, 9), 1) == (0.5, 0.4, 0.7)
    assert bounds(Estimate(0.5, NAN, 0.7, 0.95, 9), 1) == (0.5, 0.5, 0.7)
    assert bounds(Estimate(0.5, 0.4, NAN, 0.95, 9), 1) == (0.5, 0.4, 0.5)
    assert bounds(Estimate(50.0, 40.0, 70.0, 0.95, 9), 100) == (0.5, 0.4, 0.7)


def test_headlines_in_per_cent_are_brought_to_one():
    whole = scope(board([standing("a", 0.9)], []))
    line = replace(standing("a", 0.9), metrics={"f1": Estimate(50.0, 40.0, 70.0, 0.95, 9)})
    assert headline(replace(whole, scorer=load("cleaneval")), line) == (0.5, 0.4, 0.7)
    assert headline(whole, standing("a", 0.9))[0] == 0.9
