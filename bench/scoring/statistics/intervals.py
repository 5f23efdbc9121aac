"""Turn resampled figures into intervals that hold for few clusters too (numpy only)."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


def clusters_of(groups: NDArray[np.int64]) -> int:
    """Return how many clusters there are."""
    return len(np.unique(groups))


def interval(sampled: NDArray[Any], count: int, level: float, axis: int = -1) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the lower and upper bound of resampled figures along ``axis``.

    Resamples without a figure (NaN) are left out.
    Percentile interval with its tails moved outwards for few clusters (Hesterberg 2015, The American Statistician 69(4), "expanded
    percentile"): the plain one is too narrow by sqrt((n - 1) / n) and uses normal where t tails are due. NaN for a single cluster.
    """
    tail = expanded_tail(count, level)
    if math.isnan(tail):
        blank = np.full(np.delete(np.array(sampled.shape), axis), np.nan)
        return blank, blank.copy()
    missing = bool(np.isnan(sampled).any())
    if missing:
        return _sparse_interval(sampled, tail, axis)
    bounds = np.quantile(sampled, [tail, 1 - tail], axis=axis)
    return bounds[0], bounds[1]


def _sparse_interval(sampled: NDArray[Any], tail: float, axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return quantiles of what is defined, NaN where nothing is."""
    moved = np.moveaxis(sampled, axis, -1)
    bounds = np.full((2, *moved.shape[:-1]), np.nan)
    for at in np.ndindex(moved.shape[:-1]):
        defined = moved[at][~np.isnan(moved[at])]
        if len(defined):
            bounds[(slice(None), *at)] = np.quantile(defined, [tail, 1 - tail])
    return bounds[0], bounds[1]


@lru_cache(maxsize=256)
def expanded_tail(count: int, level: float) -> float:
    """Return the share of resamples to cut on each side for an interval of this level.

    ``count`` is the number of clusters; NaN for fewer than two.
    """
    if count < 2:
        return math.nan
    return NormalDist().cdf(-math.sqrt(count / (count - 1)) * t_quantile((1 + level) / 2, count - 1))


@lru_cache(maxsize=256)
def widening(count: int, level: float = 0.95) -> float:
    """Return how many times wider than normal an interval over so many clusters must be.

    Nears 1 for many.
    """
    normal = NormalDist()
    return math.sqrt(count / (count - 1)) * t_quantile((1 + level) / 2, count - 1) / normal.inv_cdf((1 + level) / 2)


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of Student's t by bisection; ``probability`` above one half."""
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < probability:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_cdf(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def t_cdf(t: float, freedom: int) -> float:
    """Return P(T <= t), t >= 0, of Student's t.

    By the finite series of Abramowitz and Stegun 26.7.3-4 (normal from 2,000 degrees of freedom on).
    """
    if freedom >= 2000:
        return NormalDist().cdf(t)
    angle = math.atan(t / math.sqrt(freedom))
    cosine, odd = math.cos(angle), freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for k in range(3 if odd else 2, freedom + 1, 2):
        total += term
        term *= cosine * cosine * (k - 1) / k
    inner = 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
    return 0.5 + inner / 2
