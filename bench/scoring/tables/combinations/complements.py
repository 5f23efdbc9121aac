"""Who complements whom: what the better output of two adapters, page by page, would score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Estimate
from bench.scoring.statistics.comparisons import TIE
from bench.scoring.statistics.intervals import interval
from bench.scoring.tables.combinations.choices import best, goodness, taken
from bench.scoring.tables.page_rules import ABSENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.scoring.statistics.estimates import ScoredPages
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix

    Couple = tuple[int, int]  # places of two adapters

_AT_ONCE = 64  # pairs resampled together: 10,000 resamples of four metrics are 20 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Complement:
    """Two adapters on the pages both were tried on.

    ``value`` is the metric of the pair's better output of each page, ``gain`` its difference from ``better``, the better of the two by
    itself. ``left_better`` and ``right_better`` count the pages on which one's output beats the other's. Nobody can tell the better output
    without gold: it is what choosing well could bring at most.
    """

    left: str
    right: str
    better: str
    value: Estimate
    gain: Estimate
    left_better: int
    right_better: int


def complements(matrix: Matrix, sampling: Sampling, metric: str) -> tuple[Complement, ...]:
    """Return every pair of a matrix's adapters, in their order, by one metric."""
    tried = matrix.statuses != ABSENT
    common: dict[bytes, list[Couple]] = {}
    for left, right in combinations(range(len(matrix.adapters)), 2):
        common.setdefault((tried[left] & tried[right]).tobytes(), []).append((left, right))
    made: dict[Couple, Complement] = {}
    for mask, couples in common.items():
        pages = np.frombuffer(mask, bool)
        part = matrix.arranged([page for page, both in zip(matrix.page_ids, pages, strict=True) if both])
        singles = _resampled(part.scored(sampling), metric)
        for start in range(0, len(couples), _AT_ONCE):
            made |= _compared(part, sampling, metric, singles, couples[start : start + _AT_ONCE])
    return tuple(made[couple] for couple in sorted(made))


def _resampled(scored: ScoredPages, metric: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a metric of each line, (lines,), and its resamples, (lines, resamples).

    Lines are filled up to a number that is always the same: products of another shape are rounded otherwise on some processors, and a
    line's figures would depend on how many are beside it.
    """
    column, count = scored.scorer.metrics.index(metric), len(scored.rows)
    filled = np.resize(np.arange(count), -(-count // _AT_ONCE) * _AT_ONCE)
    whole = replace(scored, names=tuple(scored.names[at] for at in filled), rows=scored.rows[filled])
    return whole.values[:count, column], whole.resampled[:count, :, column]


def _compared(
    matrix: Matrix,
    sampling: Sampling,
    metric: str,
    singles: tuple[NDArray[np.float64], NDArray[np.float64]],
    couples: Sequence[Couple],
) -> dict[Couple, Complement]:
    """Compare some pairs, all tried on the pages of the matrix."""
    good = goodness(matrix, metric)
    chosen = [np.array(couple)[best(good[list(couple)])] for couple in couples]
    rows = np.stack([taken(matrix, choice) for choice in chosen])
    scored = replace(matrix.scored(sampling), names=tuple(map(str, couples)), rows=rows)
    values, resampled = _resampled(scored, metric)
    lows, highs = interval(resampled, scored.clusters, sampling.level, axis=1)
    sign = -1 if metric in matrix.scorer.lower_is_better else 1
    made = {}
    for at, (left, right) in enumerate(couples):
        better = right if sign * singles[0][right] > sign * singles[0][left] or np.isnan(singles[0][left]) else left
        low, high = interval(resampled[at] - singles[1][better], scored.clusters, sampling.level)
        apart = good[left] - good[right]
        level, n = sampling.level, len(matrix.page_ids)
        made[left, right] = Complement(
            left=matrix.adapters[left],
            right=matrix.adapters[right],
            better=matrix.adapters[better],
            value=Estimate(float(values[at]), float(lows[at]), float(highs[at]), level, n),
            gain=Estimate(float(values[at] - singles[0][better]), float(low), float(high), level, n),
            left_better=int((apart > TIE).sum()),
            right_better=int((apart < -TIE).sum()),
        )
    return made
