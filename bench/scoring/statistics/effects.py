"""Weigh differences: p-values and their correction, effect size, detectable size (numpy only)."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.scoring.statistics.intervals import widening

TOLERANCE = 1e-12  # a difference of corpus figures under this is none: sums round
POWER = 0.8  # of the smallest detectable difference


def p_bootstrap(difference: float, sampled: NDArray[Any], count: int) -> float:
    """Return the two-sided p-value of the paired bootstrap, NaN where there is none.

    How often a resampled difference strays from the real one by as much as that strays from none (Efron and Tibshirani 1993, 16.4), with
    the +1 of a Monte Carlo test. What strays is widened for few clusters as intervals are, so that 5 % are rejected at 5 %.
    """
    defined = sampled[~np.isnan(sampled)]
    if math.isnan(difference) or count < 2 or not len(defined):
        return math.nan
    strayed = np.abs(defined - difference) * widening(count)
    return float((1 + (strayed >= abs(difference) - TOLERANCE).sum()) / (1 + len(defined)))


def p_swap(difference: float, swapped: NDArray[Any]) -> float:
    """Return the two-sided p-value of the randomisation test."""
    defined = swapped[~np.isnan(swapped)]
    if math.isnan(difference) or not len(defined):
        return math.nan
    return float((1 + (np.abs(defined) >= abs(difference) - TOLERANCE).sum()) / (1 + len(defined)))


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values corrected by Holm's step-down method (1979), in their order; NaN stays, uncounted."""
    ranked = sorted((value, at) for at, value in enumerate(values) if not math.isnan(value))
    corrected, highest = [math.nan] * len(values), 0.0
    for rank, (value, at) in enumerate(ranked):
        highest = max(highest, min(1.0, value * (len(ranked) - rank)))
        corrected[at] = highest
    return corrected


def effect(differences: NDArray[Any]) -> float:
    """Return Cohen's d of paired differences, mean over deviation; 0 where all are 0, NaN where undefined."""
    defined = differences[~np.isnan(differences)]
    if len(defined) < 2:
        return math.nan
    spread, mean = float(defined.std(ddof=1)), float(defined.mean())
    if spread < TOLERANCE:
        return 0.0 if abs(mean) < TOLERANCE else math.nan
    return mean / spread


def detectable(sampled: NDArray[Any], count: int, alpha: float, power: float = POWER) -> float:
    """Return the smallest difference found with this power, (z(1 - alpha/2) + z(power)) se (Bloom 1995)."""
    defined = sampled[~np.isnan(sampled)]
    if count < 2 or len(defined) < 2:
        return math.nan
    normal = NormalDist()
    error = float(defined.std(ddof=1)) * math.sqrt(count / (count - 1))
    return (normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)) * error
