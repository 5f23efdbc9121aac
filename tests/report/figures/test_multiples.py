"""Small multiples: one panel for each slice of a group, all on one scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boards import board, scope, standing

from bench.model import Estimate
from bench.report.figures import draw, multiples

NAN = float("nan")


def sliced(**values):
    whole = board([standing("a", 0.9), standing("b", 0.8), standing("floor", 0.3, floor=True)], [])
    cuts = {
        name: board([standing("a", a), standing("b", b), standing("floor", 0.1, floor=True)], [], n=20) for name, (a, b) in values.items()
    }
    return scope(whole, **cuts)


def test_one_panel_for_each_slice_of_the_group_in_the_order_of_the_board():
    figure = draw("types", sliced(article=(0.95, 0.8), forum=(0.7, 0.75)), "x")
    assert len(figure.svgs) == 2
    assert [name for name in ("article", "forum") if name in figure.svgs[0]] == ["article"]
    assert figure.svgs[0].index(">a<") < figure.svgs[0].index(">b<") < figure.svgs[0].index(">floor<")
    assert ">a<" not in figure.svgs[1]


def test_a_group_without_slices_is_not_drawn():
    whole = sliced(article=(0.95, 0.8))
    assert draw("languages", whole, "x") is None
    assert draw("types", replace(whole, slices=whole.slices[:1]), "x") is None


def test_the_scale_starts_under_the_lowest_contender_floors_apart():
    whole = sliced(article=(0.95, 0.8), forum=(0.7, 0.75))
    assert multiples._lowest(whole, list(whole.slices[1:])) == pytest.approx(0.6)
    nothing = replace(standing("a", 0.9), metrics={"f1": Estimate(NAN, NAN, NAN, 0.95, 0)})
    empty = scope(board([nothing], []), article=board([nothing], []))
    assert multiples._lowest(empty, list(empty.slices[1:])) == 0.0


def test_an_adapter_without_a_figure_on_a_slice_has_no_dot_there():
    whole, nothing = sliced(article=(0.95, 0.8)).board, replace(standing("b", 0.8), metrics={"f1": Estimate(NAN, NAN, NAN, 0.95, 0)})
    made = [scope(whole, article=board([standing("a", 0.95), other], [], n=20)) for other in (standing("b", 0.8), nothing)]
    assert [draw("types", one, "x").svgs[0].count("h0") for one in made] == [2, 1]
