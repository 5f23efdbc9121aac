"""Boards as LaTeX tables: contenders whose rank begins at 1 are bold, foreign names are escaped."""

from __future__ import annotations

from dataclasses import replace

from boards import board, scope, standing

from bench.model import Estimate
from bench.report import formats


def test_contenders_whose_rank_begins_at_1_are_bold():
    made = [
        replace(standing("a_b", 0.9, failures={"timeout": 2}), rank=(1, 2)), replace(standing("tied", 0.89), rank=(1, 3)),
        replace(standing("below", 0.8), rank=(2, 3)), standing("floor", 0.7, floor=True),
    ]  # fmt: skip
    text = formats.export("latex", [scope(board(made, []))])
    assert r"a\_b & \textbf{0.900} & 0.890--0.910 & 1--2 & 98.0\% & 2 & 10.0 \\" in text
    assert r"tied & \textbf{0.890}" in text
    assert "below & 0.800" in text
    assert r"\emph{floor} & 0.700 & 0.690--0.710 & -- &" in text
    assert "bold: none is significantly better" in text
    assert r"\label{tab:boilerbench-" in text
    assert text.count(r"\begin{table}") == text.count(r"\end{table}") == 1
    assert text.rstrip().endswith("% sig\n" + r"\end{table}")


def test_a_board_of_floors_alone_has_nothing_bold():
    assert r"\textbf" not in formats.export("latex", [scope(board([standing("floor", 0.7, floor=True)], []))])


def test_a_board_without_ranks_says_why_and_has_nothing_bold():
    without = replace(board([replace(standing("a", 0.9), rank=None)], []), no_ranks="no ranks: 4 sites are too few")
    text = formats.export("latex", [scope(without)])
    assert r"\textbf" not in text
    assert "intervals; no ranks: 4 sites are too few.}" in text


def test_one_page_has_no_interval_and_is_one_page():
    nan = float("nan")
    alone = replace(standing("a", 0.9), metrics={"f1": Estimate(0.9, nan, nan, 0.95, 1)}, rank=None)
    text = formats.export("latex", [scope(replace(board([alone], [], n=1), no_ranks="no ranks: one page"))])
    assert "HTML pages, 1 page;" in text
    assert "a & 0.900 & -- & -- &" in text
