"""Spread: the histogram as a stepped area, quartiles as strokes."""

from __future__ import annotations

from boards import board, scope, standing

from bench.report.figures import draw, spread
from bench.report.scopes import scopes
from bench.scoring.tables.spreads import BINS, Spread
from bench.store import frames


def test_bars_are_square_roots_of_counts_up_to_fifteen():
    counts = (4, 0, 0, 1, *[0] * 15, 16)
    assert spread._bars(Spread("a", (0.0,) * 5, counts, 21)) == "M0 0v-7.5h1v7.5h2v-3.8h1v3.8h15v-15h1V0Z"


def test_nothing_but_empty_bins_is_a_flat_line():
    assert spread._bars(Spread("a", (0.0,) * 5, (0,) * BINS, 0)) == "M0 0h20V0Z"


def test_strokes_stand_at_the_quantiles():
    strokes = spread._quartiles(Spread("a", (0.0, 0.25, 0.5, 0.75, 1.0), (1,) * BINS, 20), 18.0)
    assert strokes == ("M150 37.5H540", "M247.5 37.5H442.5", "M345 34v7")


def test_every_adapter_with_figures_has_a_line_in_the_order_of_the_board(small):
    whole = scopes(frames.read_all(small))[0]
    svg = draw("spread", whole, "x").svgs[0]
    places = [svg.index(f">{line.adapter}<") for line in whole.board.standings]
    assert places == sorted(places)
    assert f"over {whole.board.n} pages" in svg


def test_means_over_corpora_have_no_pages_to_spread():
    assert draw("spread", scope(board([standing("a", 0.9)], [])), "x") is None
