"""Tables of combinations: cells are formatted figures, the best partner of each row is marked, no scope without them has any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.report import build, combined_tables
from bench.report.scopes import scopes, with_combinations
from bench.store import frames

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def found(small):
    run = frames.read_all(small)
    return with_combinations(run, scopes(run))


def test_a_scope_without_combinations_has_no_tables(small):
    assert all(combined_tables.tables(scope) is None for scope in scopes(frames.read_all(small)))


def test_cells_say_what_the_figures_are(found):
    shown = [scope for scope in found if scope.combinations]
    assert shown
    for scope in shown:
        one, tables = scope.combinations, combined_tables.tables(scope)
        assert [line[0] for line in tables.lines] == [line.name for line in one.lines]
        assert tables.lines[0][1].startswith(f"combination of {len(one.adapters)} adapters")
        assert float(tables.lines[0][2]) == pytest.approx(one.lines[0].metrics[one.metric].value, abs=10**-scope.digits)
        assert [len(row) for row in tables.cells] == [len(one.adapters)] * len(one.adapters)
        for row, column in tables.marked:
            values = [value for at, value in enumerate(one.matrix()[row]) if at != row]
            assert one.matrix()[row][column] == max(values)
        assert {row for row, _ in tables.marked} == set(range(len(one.adapters)))


def test_a_whole_report_has_them_and_a_brief_one_has_not(small, tmp_path: Path):
    brief = build.build(small, tmp_path / "brief", brief=True).read_text("utf-8")
    whole = build.build(small, tmp_path / "whole").read_text("utf-8")
    assert "Who complements whom" not in brief
    assert "Who complements whom" in whole
    assert "without a rank" in whole
    assert "who complements whom" in brief  # what a whole report adds
