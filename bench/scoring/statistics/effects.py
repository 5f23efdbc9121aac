"""Weigh differences: Holm's correction, effect size, detectable size, pages needed (numpy only)."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-12  # a difference of corpus figures under this is none: sums round
POWER = 0.8  # of the smallest detectable difference


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


def detectable(error: float, critical: float, power: float = POWER) -> float:
    """Return the smallest difference found with this power; NaN where none is.

    It is critical + z(power) standard errors (Bloom 1995).
    """
    size = (critical + NormalDist().inv_cdf(power)) * error
    return size if math.isfinite(size) else math.nan


def pages_needed(smallest: float, pages: int, difference: float) -> int | None:
    """Return about how many pages a difference needs where ``pages`` show ``smallest``.

    Errors fall with the root of their number. Two significant digits, for more is not known; None where nothing is.
    """
    needed = pages * (smallest / difference) ** 2
    if not needed > 0 or not math.isfinite(needed):
        return None
    step = int(10 ** max(0, math.floor(math.log10(needed)) - 1))
    return math.ceil(needed / step) * step
