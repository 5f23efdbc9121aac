"""Turn resampled figures into intervals that hold for few clusters too (numpy only)."""

import math
import warnings
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray


def clusters_of(groups: NDArray[np.int64]) -> int:
    """Return how many clusters there are."""
    return len(np.unique(groups))


def interval(sampled: NDArray[Any], count: int, level: float, axis: int = -1) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the lower and upper bound of resampled figures along ``axis``, NaN left out.

    Percentile interval with its tails moved outwards for few clusters (Hesterberg 2015, The American Statistician 69(4), "expanded
    percentile"): the plain one is too narrow by sqrt((n - 1) / n) and uses normal where t tails are due. NaN for a single cluster.
    """
    tail = expanded_tail(count, level)
    if math.isnan(tail):
        blank = np.full(np.delete(np.array(sampled.shape), axis), np.nan)
        return blank, blank.copy()
    quantile = np.nanquantile if np.isnan(sampled).any() else np.quantile  # the first is many times slower
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice")  # its bounds are NaN, as they should be
        low, high = quantile(sampled, [tail, 1 - tail], axis=axis)
    return low, high


@lru_cache(maxsize=256)
def expanded_tail(count: int, level: float) -> float:
    """Return the share of resamples to cut on each side for so many clusters; NaN for fewer than two."""
    if count < 2:
        return math.nan
    return NormalDist().cdf(-math.sqrt(count / (count - 1)) * t_quantile((1 + level) / 2, count - 1))


@lru_cache(maxsize=256)
def widening(count: int, level: float = 0.95) -> float:
    """Return how many times wider than normal an interval over so many clusters must be; nears 1 for many."""
    return math.sqrt(count / (count - 1)) * t_quantile((1 + level) / 2, count - 1) / NormalDist().inv_cdf((1 + level) / 2)


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
    """Return P(T <= t), t >= 0, of Student's t: Abramowitz and Stegun 26.7.3-4, normal from 2,000 degrees."""
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
