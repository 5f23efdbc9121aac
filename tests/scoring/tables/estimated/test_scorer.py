"""Estimates as a protocol of their own: averaged over pages, and refused where something is to be scored."""

from __future__ import annotations

import numpy as np
import pytest

from bench.errors import ProtocolError
from bench.model import Block, Gold
from bench.report.drawing.rendering import metric
from bench.scoring import SCORERS, load, load_to_score
from bench.scoring.statistics.resampling import aggregate


def test_estimates_are_means_over_pages_with_names_of_their_own() -> None:
    scorer = load("agreement")
    rows = np.array([[[1.0, 0.5, 1.0], [0.0, 0.0, 0.5], [np.nan] * 3]])
    assert aggregate(scorer, rows).tolist() == [[0.5, 0.25, 0.75]]
    assert [metric(name) for name in scorer.metrics] == ["est. F1", "est. precision", "est. recall"]
    assert not any(set(scorer.metrics) & set(load(name).metrics) for name in SCORERS)


def test_nothing_is_scored_by_it() -> None:
    with pytest.raises(ProtocolError, match="come from a whole run"):
        load_to_score("agreement")
    with pytest.raises(ProtocolError, match="come from a whole run"):
        load("agreement").prepare(Gold("p", (Block("x"),)))
