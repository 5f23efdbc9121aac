"""Speed of the statistics: all pairs of 30 extractors on 181 pages, 10,000 resamples, intervals and p-values (bar: 0.3 s of CPU)."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring import load
from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import Sampling

if TYPE_CHECKING:
    import pytest


def test_speed_of_all_pairs_of_30_extractors(benchmark: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the CPU seconds, median of 5: every page its own cluster."""
    scorer, drawn = load("shingles"), np.random.default_rng(0)
    hits = drawn.integers(100, 900, (30, 181))
    rows = np.stack([hits, drawn.integers(0, 300, hits.shape), 900 - hits, hits > 890], axis=-1).astype(float)
    names = tuple(f"extractor-{i:02}" for i in range(30))

    def work() -> None:
        scored = ScoredPages(scorer=scorer, names=names, rows=rows, groups=np.arange(181), sampling=Sampling(), corpus="corpus")
        assert len(scored.figures().estimates()) == 30
        assert len(pairs(scored)) == 435

    work()
    spent = []
    for _ in range(5):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    benchmark(work)  # type: ignore[operator]
    benchmark.extra_info["cpu_s"] = statistics.median(spent)  # type: ignore[attr-defined]
    with capsys.disabled():
        sys.stdout.write(f"\nall pairs of 30 extractors: {statistics.median(spent):.3f} s of CPU\n")
