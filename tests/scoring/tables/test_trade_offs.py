"""The Pareto front and curves of equal F1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scoring.tables import trade_offs

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({}, ()),
        ({"a": (1, 0.5)}, ("a",)),
        ({"a": (1, 0.5), "b": (2, 0.5)}, ("a",)),
        ({"a": (2, 0.9), "b": (1, 0.5)}, ("b", "a")),
        ({"a": (1, 0.5), "b": (1, 0.6)}, ("b",)),
        ({"b": (1, 0.5), "a": (1, 0.5)}, ("a",)),
        ({"a": (1, 0.5), "b": (2, 0.4), "c": (3, 0.6)}, ("a", "c")),
    ],
)
def test_the_front_comes_cheapest_first(points: dict[str, tuple[float, float]], expected: tuple[str, ...]) -> None:
    assert trade_offs.front(points) == expected


def test_a_curve_of_equal_f1_goes_from_end_to_end() -> None:
    curve = trade_offs.iso(0.5, 0.0, 0.0, 5)
    assert len(curve) == 5
    assert curve[0] == (pytest.approx(1 / 3), pytest.approx(1.0))
    assert curve[-1] == (1.0, pytest.approx(1 / 3))
    assert len(trade_offs.iso(0.5, 0.0, 0.0)) == 24
    assert trade_offs.iso(0.5, 0.0, 0.5)[-1] == (pytest.approx(0.5), pytest.approx(0.5))
    assert trade_offs.iso(0.8, 0.7, 0.4)[0][0] == 0.7


def test_a_curve_outside_the_window_is_not_drawn() -> None:
    assert trade_offs.iso(0.3, 0.9, 0.9) == ()
    assert trade_offs.iso(0.5, 0.5, 0.5) == ()  # it touches the corner
    assert trade_offs.iso(0.5, 1.0, 0.0) == ()


@settings(deadline=None)
@given(st.floats(0.05, 0.99), st.floats(0, 0.9), st.floats(0, 0.9))
def test_curves_of_equal_f1_are_just_that(f: float, recall: float, precision: float) -> None:
    for r, p in trade_offs.iso(f, recall, precision):
        assert 2 * r * p / (r + p) == pytest.approx(f)
        assert recall - 1e-9 <= r <= 1 + 1e-9
        assert precision - 1e-9 <= p <= 1 + 1e-9


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=3), st.tuples(st.floats(0.1, 100), SHARE), min_size=1, max_size=12))
def test_the_front_is_what_nothing_beats(points: dict[str, tuple[float, float]]) -> None:
    front = set(trade_offs.front(points))
    for name, (cost, quality) in points.items():
        beaten = any(c <= cost and q >= quality and (c < cost or q > quality) for c, q in points.values())
        twin = any(other in front and points[other] == (cost, quality) for other in points if other != name)
        assert (name in front) == (not beaten and not twin)
