"""Test many differences at once: the step-down maximum of studentised differences (numpy only).

Romano and Wolf, "Stepwise multiple testing as formalized data snooping", Econometrica 73 (2005), and "Exact and approximate stepdown
methods for multiple hypothesis testing", JASA 100 (2005): the family-wise error rate is kept whatever the number of pairs, and correlation
between adapters is made use of. All pairs are resampled together, cluster by cluster, by one of two tests:

- ``swap``, the default: each cluster's two results change places or not. A difference is studentised by the root of its sum of squares,
  which no swap moves, so that the test is exact where differences lie symmetrically about 0, however heavy their tails. Few clusters are
  enumerated. With C of them no p-value is under 2 ** (1 - C); that holds for the other test too.
- ``resample``: clusters are drawn with replacement, the same draws as those of the intervals. A difference is studentised by its standard
  error, and what is observed is taken from Student's t to the normal distribution, for resamples do not know that the error is estimated.
  Under heavy tails it rejects less often than it may.

A difference of means with rare failures on one side alone is skewed, and then both reject too often when pages are few.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bench.scoring.statistics.contributions import Contributions
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.intervals import t_cdf, t_quantile
from bench.scoring.statistics.resampling import Sampling, swaps, weights

TOLERANCE = 1e-9  # relative: statistics nearer than this are equal, for sums round
EXCEEDING = 50  # resamples beyond the critical value that a test rests on: as many are drawn as that takes
MOST = 100_000  # resamples at most
PAIRS = 64  # pairs multiplied at a time
LARGEST = 8.0  # a normal quantile: what lies beyond has no probability left in a float
CELLS = 1 << 22  # of the matrix of draws that are held as floats at a time


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Decisions:
    """Two-sided tests of differences, all (pairs,): ``p`` of each alone, ``adjusted`` over the family.

    ``significant`` where ``adjusted`` is under alpha; ``adjusted`` is NaN outside the family. ``margin`` is half the interval that agrees
    with the decision: it holds 0 exactly where the difference is not significant (infinite where every difference is tenable), and
    ``critical`` how many standard errors that takes.
    """

    p: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    significant: NDArray[np.bool_]
    margin: NDArray[np.float64]
    critical: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Statistics:
    """Studentised differences.

    ``units`` (pairs, clusters) are multiplied with the draws, and ``observed`` (pairs,) compared with that.
    """

    units: NDArray[np.float64]
    observed: NDArray[np.float64]


def fewest_clusters(alpha: float) -> int:
    """Return how many clusters a significant difference takes: 6 for 5 %, as 2 ** (1 - 6) < .05."""
    return math.floor(1 - math.log2(alpha)) + 1


def draws(sampling: Sampling) -> int:
    """Return how many resamples tests take: those asked for, or more where these are too few for alpha."""
    return max(sampling.resamples, min(MOST, math.ceil(EXCEEDING / sampling.alpha)))


def decide(samples: Sequence[ScoredPages], contributed: Contributions, family: NDArray[np.bool_]) -> Decisions:
    """Test every difference, with the p-values of ``family`` (pairs,) adjusted over it.

    ``samples`` are the corpora whose clusters ``contributed`` holds, in that order.
    """
    sampling = samples[0].sampling
    usable = np.isfinite(contributed.differences) & np.isfinite(contributed.values).all(axis=1) & (contributed.clusters > 1)
    statistics = _studentised(contributed, usable, swap=sampling.test == "swap")
    kinds = np.column_stack([_same_sign(statistics.units), np.isinf(statistics.observed)])  # inf: the same difference on all pages
    _, first, places = np.unique(kinds, axis=0, return_index=True, return_inverse=True)
    places = places.reshape(-1)  # copies of an adapter give the same pair again, and must get the same answer
    observed, families = statistics.observed[first], np.zeros(len(first), bool)
    np.logical_or.at(families, places, family & usable)
    drawn = _drawn(samples)
    p, adjusted, own, step = (one[places] for one in _stepped(statistics.units[first], observed, families, drawn, sampling.alpha))
    least = 2.0 ** (1 - contributed.clusters)  # what a swap of each cluster could show, and so resamples too
    p, adjusted = np.maximum(p, least), np.where(family & usable, np.maximum(adjusted, least), np.nan)
    significant = adjusted < sampling.alpha
    cut = np.where(family, step, own)
    margin = _margins(contributed, cut, swap=sampling.test == "swap")
    size = np.abs(contributed.differences)
    margin = np.where(significant, np.minimum(margin, size * (1 - TOLERANCE)), np.where(family, np.maximum(margin, size), margin))
    return Decisions(
        p=np.where(usable, p, np.nan),
        adjusted=adjusted,
        significant=significant,
        margin=np.where(usable, margin, np.nan),
        critical=np.where(usable, cut, np.nan),
    )


def standard_errors(contributed: Contributions) -> NDArray[np.float64]:
    """Return the standard error of each difference over clusters, (pairs,); NaN for fewer than two."""
    n = contributed.clusters.astype(float)
    scale = np.divide(n, n - 1, out=np.full(n.shape, np.nan), where=n > 1)
    return np.asarray(np.sqrt(_squares(contributed) * scale))


def _squares(contributed: Contributions) -> NDArray[np.float64]:
    """Return the sum of squares of each pair's contributions about their mean."""
    n = np.maximum(contributed.clusters, 1)
    return np.asarray(np.maximum((contributed.values**2).sum(axis=1) - contributed.differences**2 / n, 0.0))


def _studentised(contributed: Contributions, usable: NDArray[np.bool_], *, swap: bool) -> _Statistics:
    """Return the statistics of the usable pairs, 0 for the others."""
    differences, n = np.where(usable, contributed.differences, 0.0), np.maximum(contributed.clusters, 2)
    size = np.abs(differences)
    values = np.where(usable[:, None], contributed.values, 0.0)
    if not swap:
        values = values - np.where(contributed.counted, differences[:, None] / n[:, None], 0.0)
    scale = np.sqrt((values**2).sum(axis=1))
    units = np.divide(values, scale[:, None], out=np.zeros_like(values), where=scale[:, None] > TOLERANCE * size[:, None])
    infinite = np.where(size > 0, math.inf, 0.0)
    observed = np.divide(size, scale, out=infinite, where=scale > TOLERANCE * size)
    if not swap:
        observed = np.array([_normal(value, int(count)) for value, count in zip(observed, n, strict=True)])
    return _Statistics(units, observed)


def _normal(statistic: float, count: int) -> float:
    """Return the normal quantile at which a difference over its resampling error stands, by Student's t."""
    if math.isinf(statistic):
        return statistic
    below = t_cdf(statistic * math.sqrt((count - 1) / count), count - 1)
    return NormalDist().inv_cdf(min(max(below, 0.5), 1 - 2**-53))


def _same_sign(units: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vectors turned so that their first number that is not 0 is positive."""
    first = np.take_along_axis(units, (units != 0).argmax(axis=1)[:, None], axis=1) if units.shape[1] else np.ones((len(units), 1))
    return np.where(first < 0, -units, units) + 0.0  # no negative zeros


def _drawn(samples: Sequence[ScoredPages]) -> NDArray[np.int8]:
    """Return what contributions are multiplied with, (resamples, clusters): signs, or times drawn."""
    count, wanted = sum(sample.clusters for sample in samples), draws(samples[0].sampling)
    if samples[0].sampling.test == "swap" and count <= math.floor(math.log2(wanted)) + 1:
        masks = np.arange(1, 1 << max(0, count - 1))[:, None] >> np.arange(count) & 1  # all but that in which nothing changes
        return (1 - 2 * masks).astype(np.int8)
    return np.concatenate([np.concatenate(list(_multipliers(sample, wanted))) for sample in samples], axis=1)


def _multipliers(sample: ScoredPages, wanted: int) -> Iterator[NDArray[np.int8]]:
    """Yield the multipliers of one corpus in chunks (resamples, clusters)."""
    first, sampling = np.unique(sample.groups, return_index=True)[1], replace(sample.sampling, resamples=wanted)
    if sampling.test == "swap":
        yield from ((1 - 2 * chunk[:, first]).astype(np.int8) for chunk in swaps(sample.groups, sampling, sample.corpus))
    else:
        yield from (chunk[:, first].astype(np.int8) for chunk in weights(sample.groups, sampling, sample.corpus))


def _stepped(
    units: NDArray[np.float64], observed: NDArray[np.float64], family: NDArray[np.bool_], drawn: NDArray[np.int8], alpha: float
) -> tuple[NDArray[np.float64], ...]:
    """Return p, adjusted p, and the critical value of each pair alone and of its step.

    Pairs go from the smallest statistic to the largest, with the running maximum of their resampled statistics: that is the maximum over
    all pairs that are left when the larger ones have been decided. What is observed counts as one more resample.
    """
    total = len(drawn) + 1
    beyond = math.ceil(alpha * total) - 1  # so many statistics may exceed a significant one
    p, adjusted, own, step = (np.full(len(units), value) for value in (1.0, 1.0, math.inf, math.inf))
    highest, order = np.zeros(total), np.argsort(observed, kind="stable")
    highest[0] = math.inf
    critical = partial(np.partition, kth=len(drawn) - beyond)
    for start in range(0, len(order), PAIRS):
        block = order[start : start + PAIRS]
        for at, resampled in zip(block, _resampled(units[block], drawn), strict=True):
            least = observed[at] * (1 - TOLERANCE) - TOLERANCE
            p[at] = (resampled >= least).sum() / total
            own[at] = critical(resampled)[len(drawn) - beyond]
            if family[at]:
                np.maximum(highest, resampled, out=highest)
                adjusted[at] = (highest >= least).sum() / total
                step[at] = critical(highest)[len(drawn) - beyond]
    kept = order[::-1][family[order[::-1]]]
    adjusted[kept] = np.maximum.accumulate(adjusted[kept])
    step[kept] = _steps(observed[kept], adjusted[kept], step[kept], alpha)
    return p, adjusted, own, step


def _steps(
    observed: NDArray[np.float64], adjusted: NDArray[np.float64], critical: NDArray[np.float64], alpha: float
) -> NDArray[np.float64]:
    """Return the critical value of the step in which each pair, largest first, was decided."""
    steps, start = critical.copy(), 0
    while start < len(steps):
        end = start + int((observed[start:] > critical[start]).sum()) if adjusted[start] < alpha else len(steps)
        end = max(end, start + 1)
        steps[start:end] = critical[start]
        start = end
    return steps


def _resampled(units: NDArray[np.float64], drawn: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return absolute resampled statistics, (pairs, 1 + resamples); the first, infinite, is the observed."""
    found = np.empty((len(units), len(drawn) + 1))
    found[:, 0] = math.inf
    size = max(1, CELLS // max(1, drawn.shape[1]))
    for start in range(0, len(drawn), size):
        chunk = drawn[start : start + size].astype(np.float64)
        np.abs(units @ chunk.T, out=found[:, 1 + start : 1 + start + len(chunk)])
    return found


def _margins(contributed: Contributions, critical: NDArray[np.float64], *, swap: bool) -> NDArray[np.float64]:
    """Return half the interval of each difference: what a test with this critical value does not reject.

    For swaps, |d - x| > c sqrt(sum of squares about x / n) is solved for x; it has no end where c reaches the root of the number of
    clusters.
    """
    squares, n = _squares(contributed), np.maximum(contributed.clusters, 1)
    if swap:
        room = 1 - critical**2 / n
        ends = np.divide(squares, room, out=np.full(squares.shape, math.inf), where=room > TOLERANCE)
        return np.asarray(critical * np.sqrt(ends))
    pairs = zip(standard_errors(contributed).tolist(), critical.tolist(), n.tolist(), strict=True)
    return np.array([error * _student(cut, count) if error > 0 else 0.0 for error, cut, count in pairs])


def _student(normal: float, count: int) -> float:
    """Return the quantile of Student's t at which a normal one stands; infinite where there is none.

    ``count`` clusters are two at least.
    """
    return t_quantile(NormalDist().cdf(normal), count - 1) if normal < LARGEST else math.inf
