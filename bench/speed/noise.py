"""How noisy the machine was: the spread of a fixed loop that ran between the samples."""

from __future__ import annotations

import math
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def spread(times: Sequence[int]) -> float:
    """Return the 90 % range of times over their median: 0 for a quiet machine, NaN for fewer than ten."""
    if len(times) < 10:
        return math.nan
    cuts = quantiles(times, n=20)
    return (cuts[-1] - cuts[0]) / median(times)
