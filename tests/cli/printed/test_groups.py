"""A run by groups of pages: one column for each group, the last their mean, the best adapter first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bench.cli.printed import groups as printed_groups

if TYPE_CHECKING:
    import pytest


def test_the_last_column_weighs_each_group_alike(capsys: pytest.CaptureFixture[str]) -> None:
    part = pd.DataFrame(
        [("a", "article", 0.9, 90), ("a", "forum", 0.1, 10), ("b", "article", 0.6, 90), ("b", "forum", 0.5, 9)],
        columns=["adapter", "group", "f1", "n"],
    )
    printed_groups._table(part, "f1", "by type")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["by", "type"]
    assert lines[1] == ["adapter", "article", "(90)", "forum", "(10)", "macro"]
    assert lines[2] == ["b", "0.600", "0.500", "0.550"]
    assert lines[3] == ["a", "0.900", "0.100", "0.500"]


def test_a_group_without_a_figure_is_a_dash_and_no_part_of_the_mean(capsys: pytest.CaptureFixture[str]) -> None:
    part = pd.DataFrame([("a", "x", 0.5, 9), ("a", "y", float("nan"), 9), ("b", "y", 0.4, 9)], columns=["adapter", "group", "f1", "n"])
    printed_groups._table(part, "f1", "t")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["a", "0.500", "-", "0.500"] in lines
    assert ["b", "-", "0.400", "0.400"] in lines
