"""Ranks as bars: one for each contender, from its first to its last place."""

from __future__ import annotations

import re
from dataclasses import replace

from boards import board, scope, standing

from bench.report.figures import draw

LINES = [
    replace(standing("a", 0.9), rank=(1, 2)),
    replace(standing("b", 0.8), rank=(1, 3)),
    replace(standing("c", 0.7), rank=(3, 3)),
    standing("floor", 0.5, floor=True),
]


def test_bars_span_the_ranks_of_contenders():
    svg = draw("ranks", scope(board(LINES, [])), "x").svgs[0]
    bars = re.findall(r'class="thick" d="M([\d.]+) [\d.]+H([\d.]+)"', svg)
    assert bars == [("150", "345"), ("150", "540"), ("540", "540")]
    assert re.findall(r'class="lb e"[^>]*>(\w+)', svg) == ["a", "b", "c"]
    assert re.findall(r'class="t m"[^>]*>(\d+)', svg) == ["1", "2", "3"]


def test_without_ranks_or_rivals_there_is_no_figure():
    assert draw("ranks", scope(board(LINES[:1], [])), "x") is None
    assert draw("ranks", scope(replace(board(LINES, []), no_ranks="too few sites")), "x") is None
