"""Scales keep to their ends, ticks are round, labels stand apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.report.drawing import scales

SHARE = st.floats(0, 1)


@settings(deadline=None)
@given(st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=25))
def test_labels_never_overlap(points):
    placed = [(44 + x * 376, 14 + y * 346) for x, y in points]
    names = [f"extractor-{at}" for at in range(len(points))]
    labels = scales.place(placed, names, (46, 14, 418, 358), 436)
    boxes = []
    for label, name in zip(labels, names, strict=True):
        width = len(name) * scales.GLYPH
        left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
        boxes.append((left, label.y - 10, left + width, label.y + 2))
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert not (one[0] < other[2] - 1e-6 and other[0] < one[2] - 1e-6 and one[1] < other[3] - 1e-6 and other[1] < one[3] - 1e-6)


@settings(deadline=None)
@given(st.floats(0, 0.9), st.floats(0.05, 1))
def test_ticks_lie_within(low, width):
    found = scales.ticks(low, low + width)
    assert all(low - 1e-6 <= tick <= low + width + 1e-6 for tick in found)
    assert found == sorted(found)
    assert 1 <= len(found) <= 8


@pytest.mark.parametrize(("value", "expected"), [(0.0, 10.0), (0.5, 60.0), (1.0, 110.0), (2.0, 110.0), (-1.0, 10.0)])
def test_a_scale_holds_what_lies_outside_at_its_ends(value, expected):
    assert scales.linear(0, 1, 10, 110)(value) == expected


def test_labels_leave_room_for_what_stands_there_and_a_full_column_goes_on_below() -> None:
    (free,), (held,) = (scales.place([(50.0, 50.0)], ["name"], (0, 0, 200, 100), 210.0, texts) for texts in ((), [(60.0, 54.0, "F1 0.60")]))
    assert (free.anchor, held.anchor) == ("start", "end")
    crowd = scales.place([(50.0, 50.0)] * 40, ["name"] * 40, (50, 0, 50, 100), 210.0)
    heights = sorted(label.y for label in crowd)
    assert min(after - before for before, after in pairwise(heights)) >= scales.HEIGHT
    assert scales.reach_of(crowd, 100.0) > heights[-1]
    assert scales.reach_of([free], 100.0) == 100.0
