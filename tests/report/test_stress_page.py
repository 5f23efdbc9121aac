"""The robustness board as a page and as Markdown: every change has a figure and a table, and names are escaped."""

from __future__ import annotations

from bench.report import stress_page
from tests.toys import stress_boards

BOARD = stress_boards.board()


def test_the_page_has_a_figure_and_a_table_for_each_change() -> None:
    page = stress_page.page(BOARD, {"steady": "steady"})
    assert page.count("<svg") == len(BOARD.changes)
    assert page.count("<table") == 1 + len(BOARD.changes)
    assert "<b>fragile" not in page
    assert "&lt;b&gt;fragile" in page
    assert "POLICY" not in page
    assert BOARD.signature in page


def test_the_line_of_an_adapter_goes_down_with_the_dose() -> None:
    page = stress_page.page(BOARD, {})
    steady, fragile = (part.partition('"')[0] for part in page.split('class="wh" d="')[1:3])
    heights = [[float(point.split()[1]) for point in path[1:].split("L")] for path in (steady, fragile)]
    assert len(set(heights[0])) == 1
    assert heights[1] == sorted(heights[1])
    assert len(set(heights[1])) == 3


def test_falls_are_above_zero_and_what_is_left_out_is_counted() -> None:
    (_, fragile, floor) = stress_page.summary(BOARD)
    assert fragile[:5] == ["<b>fragile</b>", "0.800", "0.780 to 0.820", "0.150", "0.130 to 0.170"]
    assert fragile[5:] == ["class-names", "0.250", "0.230 to 0.270"]
    assert floor[1:4] == ["–", "–", "–"]
    assert stress_page.counts(BOARD.changes[0]).startswith("Pages at dose 1: 8 changed, 1 left out")
    assert "2 text dumps" in stress_page.introduction(BOARD, BOARD.corpus)


def test_markdown_has_the_same_tables() -> None:
    text = stress_page.markdown(BOARD)
    tables = [line for line in text.splitlines() if line.startswith("| adapter")]
    assert len(tables) == 1 + len(BOARD.changes)
    assert "| steady | 0.900 | 0.900 | 0.900 | 0.000 | −0.020 to 0.020 |" in text
    assert "<b>" not in text
