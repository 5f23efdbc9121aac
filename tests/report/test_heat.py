"""The heat map loses no failing page, whatever their number."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.report.figures import heat


@pytest.mark.parametrize("count", [1, 181, 1004, 1005, 2008, 5000])
def test_a_single_bad_page_among_good_ones_is_seen(count):
    for at in {0, count // 3, count - 1}:
        values = np.ones((2, count))
        values[1, at] = 0.0
        shades = heat.pixels(values)
        assert shades.shape[1] <= heat.WIDEST
        assert (shades[1] == 0).sum() == 1
        assert (shades[0] == heat.STEPS - 1).all()


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 19), st.integers(0, 2007)), max_size=200))
def test_every_failing_pair_has_a_stroke_of_its_own(failing):
    failed = np.zeros((20, 2008), bool)
    for row, page in failing:
        failed[row, page] = True
    path = heat.strokes(failed, 1, heat.ROW - 2)
    assert len(set(re.findall(r"M[\d.]+ [\d.]+v14", path))) == len(failing)


def test_pages_without_a_figure_are_clear_not_bad():
    assert heat.pixels(np.array([[np.nan, 0.0, 1.0]])).tolist() == [[heat.STEPS, 0, heat.STEPS - 1]]
    assert heat.OPACITY[heat.STEPS] == 0
    assert heat.OPACITY[0] == 255
