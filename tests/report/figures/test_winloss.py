"""Win/loss: counts from both sides, boxes where the difference over all pages is one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from boards import board, pair, scope, standing

from bench.report.figures import draw, winloss

NAMES = ("a", "b")


def drawn(difference, p, *, lower=False):
    stored = replace(pair("a", "b", difference, p), wins=12, ties=3, losses=5)
    whole = scope(board([standing(name, 0.9) for name in NAMES], [stored]))
    scorer = replace(whole.scorer, lower_is_better=("f1",)) if lower else whole.scorer
    return draw("win-loss", replace(whole, scorer=scorer), "x")


def cells(figure):
    return re.findall(r"<td[^>]*>(\d+)", figure.table)


def test_wins_of_the_line_over_the_column_and_back():
    assert cells(drawn(0.05, 0.001)) == ["12", "5"]


@pytest.mark.parametrize(
    ("difference", "p", "lower", "better"),
    [(0.05, 0.049, False, (0, 1)), (-0.05, 0.049, False, (1, 0)), (0.05, 0.049, True, (1, 0)), (-0.05, 0.049, True, (0, 1))],
)
def test_the_better_one_is_filled_the_other_outlined(difference, p, lower, better):
    svg = drawn(difference, p, lower=lower).svgs[0]
    assert f'class="up" d="{winloss._boxes([better])}"' in svg
    assert f'class="down" d="{winloss._boxes([better[::-1]])}"' in svg


def test_what_has_no_significant_difference_has_no_box():
    assert winloss._boxes([(0, 1)]) not in drawn(0.05, 0.05).svgs[0]


def test_boxes_lie_within_their_cells():
    assert winloss._boxes([(0, 0)]) == "M169.5 27.5h37v16h-37z"
    assert winloss._boxes([(1, 2), (0, 0)]) == winloss._boxes([(0, 0)]) + "M249.5 46.5h37v16h-37z"


def test_of_many_contenders_the_first_stand_in_the_matrix_and_that_is_said():
    lines = [standing(f"a{at}", 0.9 - at / 100) for at in range(20)]
    figure = draw("win-loss", scope(board([*lines, standing("floor", 0.1, floor=True)], [])), "x")
    assert len(re.findall(r"<tr><th>", figure.table)) == winloss.MOST
    assert figure.caption.startswith("The first 16 of 20 contenders")


def test_one_adapter_has_nobody_to_beat():
    assert draw("win-loss", scope(board([standing("a", 0.9)], [])), "x") is None
