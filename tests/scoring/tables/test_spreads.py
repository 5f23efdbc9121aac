"""Quantiles and histograms of per-page figures."""

from __future__ import annotations

import math

import numpy as np

from bench.scoring.tables.spreads import BINS, spreads
from tests.scoring.tables.test_difficulty import board

NAN = math.nan


def test_a_spread_is_five_quantiles_and_a_histogram() -> None:
    values = [(at + 0.5) / 100 for at in range(100)]
    spread = spreads(board([[*values, 1.0]]))[0]
    assert np.allclose(spread.quantiles, np.quantile([*values, 1.0], (0.05, 0.25, 0.5, 0.75, 0.95)))
    assert len(spread.counts) == BINS
    assert sum(spread.counts) == spread.n == 101
    assert spread.counts == (5,) * 19 + (6,)  # the last bin holds its upper end


def test_what_is_not_known_is_left_out_and_what_lies_outside_is_held_at_the_ends() -> None:
    first, second = spreads(board([[NAN, 0.5, 0.5], [-1.0, 2.0, NAN]]))
    assert (first.adapter, first.n, first.counts[10], sum(first.counts)) == ("0", 2, 2, 2)
    assert (second.counts[0], second.counts[-1], second.n) == (1, 1, 2)


def test_nothing_known_has_no_quantile() -> None:
    spread = spreads(board([[NAN, NAN]]))[0]
    assert (spread.n, sum(spread.counts)) == (0, 0)
    assert all(math.isnan(quantile) for quantile in spread.quantiles)
