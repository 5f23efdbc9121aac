"""Say how the per-page figures of each adapter lie: quantiles and a histogram (numpy only)."""

from dataclasses import dataclass

import numpy as np

from bench.scoring.tables.matrix import Matrix

BINS = 20  # of the histogram of per-page figures


@dataclass(frozen=True, slots=True)
class Spread:
    """How one adapter's page figures lie: quantiles (5, 25, 50, 75, 95 %), histogram over 0-1, n pages."""

    adapter: str
    quantiles: tuple[float, ...]
    counts: tuple[int, ...]
    n: int


def spreads(matrix: Matrix) -> tuple[Spread, ...]:
    """Return the spread of the headline over pages for each adapter; pages without a row do not count."""
    made = []
    for name, line in zip(matrix.adapters, matrix.headline, strict=True):
        known = line[np.isfinite(line)]
        quantiles = np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)) if known.size else np.full(5, np.nan)
        counts, _ = np.histogram(np.clip(known, 0, 1), BINS, (0, 1))
        made.append(Spread(name, tuple(quantiles.tolist()), tuple(counts.tolist()), known.size))
    return tuple(made)
