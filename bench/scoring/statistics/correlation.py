"""Does one corpus predict another? Rank correlations of figures on two corpora."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.errors import ProtocolError

LEAST = 3  # adapters; the rank correlation of two is always 1 or -1


@dataclass(frozen=True, slots=True)
class Ranked:
    """One adapter's figure on both corpora with its ranks (1 is best, ties share the mean rank)."""

    adapter: str
    ours: float
    theirs: float
    our_rank: float
    their_rank: float


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """How well one corpus predicts another: ``rows`` best first on that, ``types`` of page averaged over."""

    rows: tuple[Ranked, ...]
    spearman: float
    kendall: float
    types: tuple[str, ...]


def correlate(ours: Mapping[str, Mapping[str, float]], theirs: Mapping[str, Mapping[str, float]]) -> RankCorrelation:
    """Compare two corpora, adapter -> page type -> figure, averaged over the page types that both have.

    Adapters missing on either side are left out. Raises ProtocolError for fewer than three adapters or no common page type.
    """
    names = sorted(set(ours) & set(theirs))
    tables = [set(side[name]) for side in (ours, theirs) for name in names]
    types = tuple(sorted(set.intersection(*tables))) if tables else ()
    if len(names) < LEAST or not types:
        problem = f"the runs share {len(names)} adapters and {len(types)} page types"
        raise ProtocolError(problem, f"at least {LEAST} adapters and one page type")
    our_values = [sum(ours[name][kind] for kind in types) / len(types) for name in names]
    their_values = [sum(theirs[name][kind] for kind in types) / len(types) for name in names]
    our_ranks, their_ranks = ranks(our_values), ranks(their_values)
    sides = zip(names, our_values, their_values, our_ranks.tolist(), their_ranks.tolist(), strict=True)
    ranked = sorted((Ranked(*side) for side in sides), key=lambda adapter: (adapter.their_rank, adapter.adapter))
    return RankCorrelation(tuple(ranked), spearman(our_values, their_values), kendall(our_values, their_values), types)


def ranks(values: Sequence[float]) -> NDArray[np.float64]:
    """Return ranks from 1 for the largest value; equal values share the mean of their ranks."""
    array = np.asarray(values, float)
    above = (array[None, :] > array[:, None]).sum(axis=1)
    equal = (array[None, :] == array[:, None]).sum(axis=1)
    return np.asarray(above + (equal + 1) / 2, float)


def spearman(one: Sequence[float], two: Sequence[float]) -> float:
    """Return Spearman's rho (1904), Pearson's r of the mean ranks; NaN where a side is all ties."""
    first, second = (side - side.mean() for side in (ranks(one), ranks(two)))
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale else float("nan")


def kendall(one: Sequence[float], two: Sequence[float]) -> float:
    """Return Kendall's tau-b (1945), (concordant - discordant) / sqrt of untied pairs; NaN where all tie."""
    first, second = (np.sign(np.subtract.outer(values, values)) for values in (np.asarray(one, float), np.asarray(two, float)))
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale else float("nan")
