"""Weigh two figures against each other: the Pareto front of cost and quality, curves of equal F1."""

from collections.abc import Mapping

import numpy as np


def front(points: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return the Pareto front of (cost, quality), cheapest first: each costlier one is better."""
    best, chosen = -np.inf, []
    for name, (_, quality) in sorted(points.items(), key=lambda item: (item[1][0], -item[1][1], item[0])):
        if quality > best:
            best = quality
            chosen.append(name)
    return tuple(chosen)


def iso(f: float, low_recall: float, low_precision: float, steps: int = 24) -> tuple[tuple[float, float], ...]:
    """Points (recall, p = f r / (2 r - f)) of harmonic mean ``f``, ascending, within [low, 1] on both."""
    first = max(low_recall, f / (2 - f))
    last = f * low_precision / (2 * low_precision - f) if 2 * low_precision > f else 1.0
    if first >= min(last, 1.0):
        return ()
    return tuple((float(r), float(f * r / (2 * r - f))) for r in np.linspace(first, min(last, 1.0), steps))
