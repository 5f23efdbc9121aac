"""Compare every two adapters: difference, paired test, effect size, wins (numpy only)."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bench.model import Estimate
from bench.scoring.statistics.contributions import Contributions, Couple, averaged, contributions
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.stepdown import Decisions, decide, standard_errors

TIE = 1e-9  # page values nearer than this are a tie


@dataclass(frozen=True, slots=True, kw_only=True)
class PairComparison:
    """Two adapters on the pages both were tried on.

    ``difference`` is left minus right of ``metric``; its interval holds 0 exactly where the two are not ``significant``: it is that of the
    step in which the test decided, so wider than one for a single pair (NaN where a test with so few clusters excludes nothing). ``p`` is
    two-sided, for this pair alone; ``p_adjusted`` holds over all pairs of contenders of the table (NaN for others, which are not tested).
    ``effect`` is Cohen's d of the paired page differences (NaN when they do not vary), ``superiority`` the share of pages where left wins,
    ties counting half. ``detectable`` is the smallest true difference that this table would find with 80 % power. ``clusters`` is how many
    sites or pages the test rests on.
    """

    left: str
    right: str
    metric: str
    difference: Estimate
    p: float
    p_adjusted: float
    significant: bool
    effect: float
    superiority: float
    wins: int
    ties: int
    losses: int
    detectable: float
    clusters: int
    classical: Estimate | None = None  # where ``difference`` is powered: what pages with gold say alone

    @property
    def n(self) -> int:
        """Pages compared."""
        return self.difference.n


@dataclass(frozen=True, slots=True, eq=False)
class _Pages:
    """Page values of a metric, (adapters, pages), and which pages each adapter was tried on."""

    values: NDArray[np.float64]
    tried: NDArray[np.bool_]


def pairs(scored: ScoredPages, metric: str = "", contenders: Collection[str] | None = None) -> tuple[PairComparison, ...]:
    """Compare every two adapters by ``metric`` (default: the headline), on the pages both were tried on.

    Only pairs of ``contenders`` (None: all) are tested together. Pairs come in the order of names. ``p`` is NaN where nothing can be said
    (no common page, one cluster, an undefined metric).
    """
    chosen = metric or scored.scorer.headline
    contributed = contributions(scored, couples_of(scored.names), chosen)
    return compared([scored], contributed, chosen, contenders)


def macro_pairs(samples: Sequence[ScoredPages], metric: str, contenders: Collection[str] | None = None) -> tuple[PairComparison, ...]:
    """Compare every two adapters by their mean over corpora, which all have them."""
    couples = couples_of(samples[0].names)
    return compared(samples, averaged([contributions(sample, couples, metric) for sample in samples]), metric, contenders)


def couples_of(names: Sequence[str]) -> list[Couple]:
    """Return all pairs of places, in the order in which they are compared."""
    return list(combinations(range(len(names)), 2))


def compared(
    samples: Sequence[ScoredPages], contributed: Contributions, metric: str, contenders: Collection[str] | None
) -> tuple[PairComparison, ...]:
    """Test all pairs, whose differences ``contributed`` holds as :func:`couples_of` orders them."""
    names, couples = samples[0].names, couples_of(samples[0].names)
    if not couples:
        return ()
    column = samples[0].scorer.metrics.index(metric)
    family = np.array([contenders is None or {names[i], names[j]} <= set(contenders) for i, j in couples])
    tests, errors = decide(samples, contributed, family), standard_errors(contributed)
    pages = _Pages(
        np.concatenate([sample.page_values[..., column] for sample in samples], axis=1),
        np.concatenate([sample.tried for sample in samples], axis=1),
    )
    alpha = samples[0].sampling.alpha
    return tuple(_pair(names, metric, couple, pages, _Found.of(contributed, tests, errors, at, alpha)) for at, couple in enumerate(couples))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the tests say of one pair."""

    difference: float
    margin: float
    level: float
    p: float
    p_adjusted: float
    significant: bool
    detectable: float
    clusters: int

    @classmethod
    def of(cls, contributed: Contributions, tests: Decisions, errors: NDArray[np.float64], at: int, alpha: float) -> "_Found":
        """Return what is known of pair ``at``."""
        difference, margin = float(contributed.differences[at]), float(tests.margin[at])
        return cls(
            difference=0.0 if abs(difference) < TOLERANCE else difference,
            margin=margin if math.isfinite(margin) else math.nan,
            level=1 - alpha,
            p=float(tests.p[at]),
            p_adjusted=float(tests.adjusted[at]),
            significant=bool(tests.significant[at]),
            detectable=detectable(float(errors[at]), float(tests.critical[at])),
            clusters=int(contributed.clusters[at]),
        )


def _pair(names: Sequence[str], metric: str, couple: Couple, pages: _Pages, found: _Found) -> PairComparison:
    """Describe one pair: what the tests say, and its pages."""
    i, j = couple
    gaps = pages.values[i] - pages.values[j]
    wins, ties, losses = int((gaps > TIE).sum()), int((np.abs(gaps) <= TIE).sum()), int((gaps < -TIE).sum())
    judged = wins + ties + losses
    low, high = found.difference - found.margin, found.difference + found.margin
    return PairComparison(
        left=names[i],
        right=names[j],
        metric=metric,
        difference=Estimate(found.difference, low, high, found.level, int((pages.tried[i] & pages.tried[j]).sum())),
        p=found.p,
        p_adjusted=found.p_adjusted,
        significant=found.significant,
        effect=effect(gaps),
        superiority=(wins + ties / 2) / judged if judged else math.nan,
        wins=wins,
        ties=ties,
        losses=losses,
        detectable=found.detectable,
        clusters=found.clusters,
    )
