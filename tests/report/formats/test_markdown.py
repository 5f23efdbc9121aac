"""Boards as Markdown tables: a line for each adapter, the signature under whole boards."""

from __future__ import annotations

from dataclasses import replace

from boards import board, scope, standing

from bench.report import formats


def test_each_board_is_a_table_with_one_line_for_each_adapter():
    whole = board([standing("a|b", 0.9, failures={"timeout": 2, "crash": 1}), standing("floor", 0.5, floor=True)], [])
    text = formats.export("md", [scope(whole, article=board([standing("c", 0.7)], [], n=20))])
    lines = text.split("\n")
    assert lines[0] == "### aligned, made, HTML pages (100 pages)"
    assert lines[2].startswith("| adapter | F1 | 95 % interval | rank |")
    assert lines[2].count("|") == lines[3].count("|") == lines[5].count("|")
    assert lines[4] == r"| a\|b | 0.900 | 0.890–0.910 | 1 | 97.0% | 2 timeout, 1 crash | 10.0 | 20.0 | 50 |"
    assert lines[5].startswith("| *floor* | 0.500 ")
    assert "| none |" in lines[5]
    assert "### aligned, made, HTML pages, article (20 pages)" in text
    assert text.count("`sig`") == 1
    assert text.index("`sig`") < text.index("article")


def test_a_rank_is_an_interval_and_a_board_without_ranks_says_why():
    text = formats.export("md", [scope(board([replace(standing("a", 0.9), rank=(1, 5))], []))])
    assert "| 1–5 |" in text
    without = replace(board([replace(standing("a", 0.9), rank=None)], []), no_ranks="no ranks: 4 sites are too few")
    text = formats.export("md", [scope(without)])
    assert "0.890–0.910 | – | 100.0%" in text
    assert "no ranks: 4 sites are too few" in text.split("\n")
