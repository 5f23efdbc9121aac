"""Boards as LaTeX tables: what is not told apart from the best is bold, foreign names are escaped."""

from __future__ import annotations

from dataclasses import replace

from boards import board, scope, standing

from bench.report import formats


def test_the_best_and_those_that_share_a_letter_with_it_are_bold():
    made = [
        replace(standing("a_b", 0.9, failures={"timeout": 2}), letters="a"), replace(standing("tied", 0.89), letters="ab"),
        replace(standing("below", 0.8), letters="b"), replace(standing("floor", 0.7, floor=True), letters="a"),
    ]  # fmt: skip
    text = formats.export("latex", [scope(board(made, []))])
    assert r"a\_b & \textbf{0.900} & 0.890--0.910 & a & 98/100 & 2 & 10.0 \\" in text
    assert r"tied & \textbf{0.890}" in text
    assert "below & 0.800" in text
    assert r"\emph{floor} & 0.700" in text
    assert text.count(r"\begin{table}") == text.count(r"\end{table}") == 1
    assert text.rstrip().endswith("% sig\n" + r"\end{table}")


def test_a_board_of_floors_alone_has_nothing_bold():
    assert r"\textbf" not in formats.export("latex", [scope(board([standing("floor", 0.7, floor=True)], []))])
