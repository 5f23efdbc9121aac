"""Estimate means of many pages from gold on few: prediction-powered inference (numpy only).

What a page would score is predicted without gold, for every page; on a random sample of pages it is known. The estimate is

    mean known there - share * (mean predicted there - mean predicted everywhere)

Whatever the predictions are worth it has no bias, for they are the same on both sides in expectation: bad ones make intervals wide, never
wrong (Angelopoulos and others, "Prediction-powered inference", Science 382, 2023). ``share`` is how far they are believed: what makes the
error least (Angelopoulos, Duchi, Zrnic, "PPI++", arXiv 2311.01453), here with sites as clusters. It is estimated from the same pages, which
one degree of freedom pays for, and drawn towards the share common to all lines, for that of few pages is mostly chance. Pages drawn with
known probabilities weigh the inverse (Zrnic and Candès, "Active statistical inference", ICML 2024). Intervals speak, as all others here do,
of the population that the corpus was taken from, and so the pages without gold are no certainty either.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.model import Estimate
from bench.scoring.statistics.contributions import Contributions, Couple
from bench.scoring.statistics.intervals import t_quantile

FEWEST = 6  # clusters with gold: fewer could show no difference at 5 %, and say little of what predictions are worth
DRAWN = 20.0  # clusters' worth of belief that a line's share is the common one
_NONE = 1e-18  # squares under this are none: predictions do not vary, or every page has gold


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoweredTerms:
    """What powered estimates of so many lines (adapters, or pairs of them) are made of, by clusters of pages.

    ``values`` (lines,) are means over pages with gold, ``gaps`` (lines,) mean predictions there less those everywhere; ``moved`` and
    ``gaps_moved`` (lines, clusters) say what each cluster adds to the error of either. ``with_gold`` (clusters,) has pages with gold.
    """

    values: NDArray[np.float64]
    gaps: NDArray[np.float64]
    moved: NDArray[np.float64]
    gaps_moved: NDArray[np.float64]
    with_gold: NDArray[np.bool_]

    def differences(self, couples: Sequence[Couple]) -> "PoweredTerms":
        """Return the terms of differences, left minus right, of places of two lines."""
        left, right = np.array(couples, np.int64).reshape(-1, 2).T
        return PoweredTerms(
            values=self.values[left] - self.values[right],
            gaps=self.gaps[left] - self.gaps[right],
            moved=self.moved[left] - self.moved[right],
            gaps_moved=self.gaps_moved[left] - self.gaps_moved[right],
            with_gold=self.with_gold,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Powered:
    """Powered estimates, all (lines,), over ``clusters`` with gold: ``errors`` are standard errors.

    ``shares`` say how far the predictions are believed: 0 not at all, 1 as they stand. ``moved`` (lines, clusters) is what each cluster
    adds to the error.
    """

    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    shares: NDArray[np.float64]
    moved: NDArray[np.float64]
    clusters: int

    def margins(self, level: float) -> NDArray[np.float64]:
        """Return half the width of intervals, by Student's t; NaN where there are too few clusters."""
        return self.errors * (t_quantile((1 + level) / 2, self.clusters - 2) if self.clusters > 2 else math.nan)

    def estimates(self, level: float, n: int, top: float = math.inf) -> list[Estimate]:
        """Return estimates from ``n`` pages with gold, within the metric's range from 0 to ``top``."""
        lines = zip(self.values.tolist(), self.margins(level).tolist(), strict=True)
        bounds = ((min(max(mid, 0.0), top), max(mid - half, 0.0), min(mid + half, top)) for mid, half in lines)
        return [Estimate(value, min(low, value), max(high, value), level, n) for value, low, high in bounds]


def terms(
    values: NDArray[np.float64], predicted: NDArray[np.float64], probabilities: NDArray[np.float64], groups: NDArray[np.int64]
) -> PoweredTerms:
    """Return the terms of adapters from page values (adapters, pages) and predictions of them.

    ``probabilities`` (pages,) are those with which pages were drawn for gold, 0 for pages without, whose values are not looked at. They may
    be known up to a factor. ``groups`` (pages,) numbers clusters from 0 without a gap.
    """
    drawn = probabilities > 0
    weights = np.divide(1.0, probabilities, out=np.zeros(len(drawn)), where=drawn)
    weights /= weights.sum() if drawn.any() else 1.0
    known = np.where(drawn, values, 0.0)
    middle, here, everywhere = known @ weights, predicted @ weights, predicted.mean(axis=1)
    own = weights * (known - middle[:, None])
    gap = weights * (predicted - here[:, None]) - (predicted - everywhere[:, None]) / len(drawn)
    return PoweredTerms(
        values=middle,
        gaps=here - everywhere,
        moved=_by_cluster(own, groups),
        gaps_moved=_by_cluster(gap, groups),
        with_gold=np.bincount(groups, weights=drawn) > 0,
    )


def powered(given: PoweredTerms, family: NDArray[np.bool_] | None = None) -> Powered:
    """Return powered estimates of all lines.

    Shares are drawn towards that common to ``family`` (lines,), default all.
    """
    clusters = int(given.with_gold.sum())
    together, alone = (given.moved * given.gaps_moved).sum(axis=1), (given.gaps_moved**2).sum(axis=1)
    inside = np.ones(len(together), bool) if family is None else family
    common = together[inside].sum() / max(float(alone[inside].sum()), _NONE)
    belief = DRAWN / max(clusters, 1)
    shares = np.divide(together + belief * common * alone, (1 + belief) * alone, out=np.zeros(len(alone)), where=alone > _NONE)
    return _with_shares(given, np.clip(shares, 0.0, None), clusters, paid=2)


def classical(given: PoweredTerms) -> Powered:
    """Return the estimates that rest on pages with gold alone: weighted means, no prediction believed."""
    return _with_shares(given, np.zeros(len(given.values)), int(given.with_gold.sum()), paid=1)


def contributions(one: Powered, with_gold: NDArray[np.bool_]) -> Contributions:
    """Return what each cluster adds to powered differences, as tests that resample clusters take it.

    Their errors are those of ``one``. Clusters with gold are those that a difference rests on, and are centred apart from the others.
    """
    moved = one.moved.copy()
    for part in (with_gold, ~with_gold):
        if part.any():
            moved[:, part] -= moved[:, part].mean(axis=1, keepdims=True)
    squares, n = (moved**2).sum(axis=1), one.clusters
    wanted = one.errors**2 * (n - 1) / n
    moved *= np.sqrt(np.divide(wanted, squares, out=np.ones(len(squares)), where=squares > _NONE))[:, None]
    values = moved + np.where(with_gold, one.values[:, None] / n, 0.0)
    return Contributions(one.values, values, np.broadcast_to(with_gold, values.shape))


def _with_shares(given: PoweredTerms, shares: NDArray[np.float64], clusters: int, *, paid: int) -> Powered:
    """Return the estimates with these shares; ``paid`` degrees of freedom went into them."""
    moved = given.moved - shares[:, None] * given.gaps_moved
    scale = clusters / (clusters - paid) if clusters > paid else math.nan
    errors = np.sqrt((moved**2).sum(axis=1) * scale)
    return Powered(values=given.values - shares * given.gaps, errors=errors, shares=shares, moved=moved, clusters=clusters)


def _by_cluster(values: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return sums (lines, clusters) of values (lines, pages)."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    return np.asarray(np.add.reduceat(values[:, order], starts, axis=1)) if len(starts) else values
