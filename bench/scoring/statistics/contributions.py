"""What each cluster of pages adds to the difference of two adapters: what paired tests resample."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import additive

Couple = tuple[int, int]  # places of two adapters
BLOCK = 1 << 20  # numbers held at a time


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """Pairs of adapters on the pages both were tried on.

    ``values`` (pairs, clusters) sum to ``differences`` (pairs,), exactly where the metric is a mean and nearly where it is not; ``counted``
    (pairs, clusters) says which clusters have a figure of either side.
    """

    differences: NDArray[np.float64]
    values: NDArray[np.float64]
    counted: NDArray[np.bool_]

    @property
    def clusters(self) -> NDArray[np.int64]:
        """How many clusters each difference rests on, (pairs,)."""
        return np.asarray(self.counted.sum(axis=1))


def contributions(scored: ScoredPages, couples: Sequence[Couple], metric: str) -> Contributions:
    """Return what each cluster adds to the differences of ``metric``, left minus right.

    With both adapters' sums at their mean, as if the two were equal, a cluster adds what its own difference of parts moves the metric: half
    of what changes when its two results change places, which is what the randomisation test does.
    """
    pieces, tried = additive(scored.scorer, scored.rows), scored.tried
    column, finish = scored.scorer.metrics.index(metric), scored.scorer.finish
    order = np.argsort(scored.groups, kind="stable")
    starts = np.flatnonzero(np.diff(scored.groups[order], prepend=-1))
    defined = ~np.isnan(scored.page_values[..., column])
    differences, values, counted = [np.empty(0)], [np.empty((0, len(starts)))], [np.empty((0, len(starts)), bool)]
    for i, j in _blocks(couples, max(1, pieces[0].size if len(pieces) else 1)):
        common = tried[i] & tried[j]
        left, right = (np.where(common[..., None], pieces[side], 0.0) for side in (i, j))
        totals = left.sum(axis=1), right.sum(axis=1)
        half = np.add.reduceat((left - right)[:, order], starts, axis=1) / 2 if len(starts) else left
        middle = ((totals[0] + totals[1]) / 2)[:, None]
        differences.append((finish(totals[0]) - finish(totals[1]))[..., column])
        values.append((finish(middle + half) - finish(middle - half))[..., column])
        known = (common & (defined[i] | defined[j]))[:, order]
        counted.append(np.logical_or.reduceat(known, starts, axis=1) if len(starts) else known)
    return Contributions(np.concatenate(differences), np.concatenate(values), np.concatenate(counted))


def averaged(samples: Sequence[Contributions]) -> Contributions:
    """Return contributions to differences of means over corpora, each corpus counting the same."""
    return Contributions(
        np.mean([sample.differences for sample in samples], axis=0),
        np.concatenate([sample.values for sample in samples], axis=1) / len(samples),
        np.concatenate([sample.counted for sample in samples], axis=1),
    )


def _blocks(couples: Sequence[Couple], size: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield left and right places of couples, a block that fits in memory at ``size`` numbers each."""
    places, step = np.array(couples, np.int64).reshape(-1, 2), max(1, BLOCK // size)
    for start in range(0, len(places), step):
        yield places[start : start + step, 0], places[start : start + step, 1]
