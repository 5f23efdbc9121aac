"""Bars of losses: parts as wide as their shares, labels where there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from boards import board, scope, standing

from bench.report.figures import draw, loss_bars
from bench.scoring.tables.loss_shares import Loss

NAN = float("nan")
LOSS = Loss(
    adapter="a", missing=(("paragraph", 1.0),), extra=(("navigation", 0.75), ("footer", 0.25)), missing_words=1200, extra_words=40,
    edges=(0.125, NAN), order=0.01, repeated=0.5, glued=0.0,
)  # fmt: skip


def test_parts_follow_each_other_as_wide_as_their_shares():
    parts = loss_bars._pieces([("paragraph", 0.6), ("list", 0.3), ("code", 0.1)], 10, 200)
    assert [part.x for part in parts] == pytest.approx([10, 130, 190])
    assert [part.width for part in parts] == pytest.approx([120, 60, 20])
    assert [part.strong for part in parts] == [True, False, True]
    assert [part.label for part in parts] == ["paragraph 60%", "list 30%", ""]


def test_a_label_loses_its_figure_before_its_name():
    wide = 4 * loss_bars.GLYPH + 10
    (exact,) = loss_bars._pieces([("list", 1.0)], 0, wide)
    (under,) = loss_bars._pieces([("list", 1.0)], 0, wide - 0.1)
    assert (exact.label, under.label) == ("list", "")


def test_figures_beside_the_bars_are_shares_and_dashes():
    assert loss_bars._cells(LOSS) == ["12.5%", "–", "0.010", "50.0%", "0.0%"]


def test_only_adapters_that_lost_words_are_drawn():
    whole = scope(board([standing("a", 0.9), standing("b", 0.8)], []))
    none = replace(LOSS, adapter="b", missing_words=0, extra_words=0)
    assert draw("losses", replace(whole, losses=(none,)), "x") is None
    for kept in (replace(none, missing_words=1), replace(none, extra_words=1)):
        assert draw("losses", replace(whole, losses=(kept,)), "x") is not None
    figure = draw("losses", replace(whole, losses=(LOSS, none)), "x")
    assert "1,200" in figure.svgs[0]
    assert ">b<" not in figure.svgs[0]
