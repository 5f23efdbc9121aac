"""Does one corpus predict another? Rank correlations of figures on two corpora."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.errors import ProtocolError
from bench.model import Estimate

LEVEL = 0.95  # of the intervals
RESAMPLES = 2_000  # of adapters
_Measure = Callable[[Sequence[float], Sequence[float]], float]
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
class FamilyCorrelation:
    """The same where each family of extractors has one adapter, chosen anew many times: the mean, and its 2.5 and 97.5 % quantiles."""

    spearman: Estimate
    kendall: Estimate
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCorrelation:
    """How well one corpus predicts another: ``rows`` best first on that, ``types`` of page averaged over ("" = all pages at once).

    Intervals are of resamples of adapters with replacement (percentiles): other extractors might have been compared. Variants of one
    library rank alike and make a correlation look surer than it is: ``by_family`` says what is left without that, None for fewer than
    three families.
    """

    rows: tuple[Ranked, ...]
    spearman: float
    kendall: float
    types: tuple[str, ...]
    spearman_interval: tuple[float, float]
    kendall_interval: tuple[float, float]
    by_family: FamilyCorrelation | None = field(default=None)


def correlate(
    ours: Mapping[str, Mapping[str, float]], theirs: Mapping[str, Mapping[str, float]], families: Mapping[str, str] | None = None
) -> RankCorrelation:
    """Compare two corpora, adapter -> page type -> figure, averaged over the page types that both have.

    A page type "" stands for pages whose type nobody says. Adapters missing on either side are left out; ``families`` names the family of
    each (None: each is one). Raises ProtocolError for fewer than three adapters or no common page type.
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
    both = np.array([our_values, their_values])
    drawn = np.random.default_rng(0).integers(len(names), size=(RESAMPLES, len(names)))
    return RankCorrelation(
        rows=tuple(ranked),
        spearman=spearman(our_values, their_values),
        kendall=kendall(our_values, their_values),
        types=types,
        spearman_interval=_bounds(_measured(spearman, both, drawn)),
        kendall_interval=_bounds(_measured(kendall, both, drawn)),
        by_family=_by_family(both, [(families or {}).get(name, name) for name in names]),
    )


def by_type(
    ours: Mapping[str, Mapping[str, float]], theirs: Mapping[str, Mapping[str, float]], families: Mapping[str, str] | None = None
) -> dict[str, RankCorrelation]:
    """Return page type -> :func:`correlate` over that type alone, where three adapters have it twice."""
    shared = sorted({kind for side in ours.values() for kind in side} & {kind for side in theirs.values() for kind in side})
    made = {}
    for kind in shared:
        one, other = ({name: {kind: side[name][kind]} for name in side if kind in side[name]} for side in (ours, theirs))
        if len(one.keys() & other.keys()) >= LEAST:
            made[kind] = correlate(one, other, families)
    return made


def _measured(measure: _Measure, both: NDArray[np.float64], chosen: NDArray[np.intp]) -> list[float]:
    """Return a measure of each line of chosen adapters that has one; ``both`` are figures (2, adapters)."""
    values = (measure(*both[:, line].tolist()) for line in chosen)
    return [value for value in values if np.isfinite(value)]


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return the quantiles of resampled values, NaN without any."""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if values else (np.nan, np.nan)
    return float(low), float(high)


def _by_family(both: NDArray[np.float64], families: Sequence[str]) -> FamilyCorrelation | None:
    """Return the correlations with one adapter of each family, chosen at random each time."""
    kinds = sorted(set(families))
    if len(kinds) < LEAST:
        return None
    members = [np.flatnonzero([family == kind for family in families]) for kind in kinds]
    drawn = np.random.default_rng(0)
    chosen = np.stack([drawn.choice(own, RESAMPLES) for own in members], axis=1)
    made = []
    for measure in (spearman, kendall):
        values = _measured(measure, both, chosen)
        made.append(Estimate(float(np.mean(values)) if values else np.nan, *_bounds(values), LEVEL, len(kinds)))
    return FamilyCorrelation(made[0], made[1], len(kinds))


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
