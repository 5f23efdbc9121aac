"""Published figures: agreement to the digits printed, approximate tables, and a source for each."""

from __future__ import annotations

import math

import pytest

from bench.scoring import published


def test_figures_agree_to_the_digits_printed_and_no_further() -> None:
    table = published.TABLES[1]
    ours = {"newspaper": {"precision": 0.95864, "recall": 0.93395, "f1": 0.94616}}
    assert [line.verdict for line in published.compare(table, ours)] == ["equal", "equal", "differs"]
    assert not published.agrees(published.compare(table, ours))
    lost = published.compare(table, {})
    assert all(math.isnan(line.ours) and line.verdict == "differs" for line in lost)


def test_an_approximate_table_never_differs() -> None:
    table = next(table for table in published.TABLES if table.name == "wcxb")
    lines = published.compare(table, {"trafilatura": {"f1": 0.80, "precision": 0.5, "recall": 0.79}})
    assert [line.verdict for line in lines[:3]] == ["near", "far", "near"]
    assert published.agrees(lines)


@pytest.mark.parametrize("table", published.TABLES, ids=lambda table: table.name)
def test_every_table_has_figures_and_a_source(table: published.Published) -> None:
    assert published.figures(table.name)
    assert table.source
    assert all(0 <= float(value) <= 1 for _, _, value in published.figures(table.name))


@pytest.mark.parametrize(("ours", "verdict"), [(0.1255, "equal"), (0.1245, "equal"), (0.12551, "differs"), (0.12449, "differs")])
def test_half_a_unit_of_the_last_digit_is_still_equal(ours: float, verdict: str) -> None:
    table = next(table for table in published.TABLES if not table.approximate)
    assert published._line(table, "row", "f1", "0.125", ours).verdict == verdict


@pytest.mark.parametrize(("ours", "verdict"), [(0.5199, "near"), (0.4801, "near"), (0.5201, "far"), (0.4799, "far")])
def test_two_points_are_still_near(ours: float, verdict: str) -> None:
    table = next(table for table in published.TABLES if table.approximate)
    line = published._line(table, "row", "f1", "0.5", ours)
    assert (line.verdict, line.difference) == (verdict, ours - 0.5)
