"""Compare every two adapters: difference, paired test, effect size, wins (numpy only)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from bench.model import Estimate
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect, holm, p_bootstrap, p_swap
from bench.scoring.statistics.estimates import Figures, ScoredPages, averaged
from bench.scoring.statistics.intervals import interval
from bench.scoring.statistics.resampling import additive, multiply, swaps

Couple = tuple[int, int]  # places of two adapters
TIE = 1e-9  # page values nearer than this are a tie


@dataclass(frozen=True, slots=True, kw_only=True)
class PairComparison:
    """Two adapters on the pages both were tried on.

    ``difference`` is left minus right of ``metric`` with its interval; ``p`` two-sided, ``p_holm`` corrected over all pairs of the table.
    ``effect`` is Cohen's d of the paired page differences (NaN when they do not vary), ``superiority`` the share of pages where left wins,
    ties counting half. ``detectable`` is the smallest true difference that would be found at ``alpha`` with 80 % power.
    """

    left: str
    right: str
    metric: str
    difference: Estimate
    p: float
    p_holm: float
    effect: float
    superiority: float
    wins: int
    ties: int
    losses: int
    detectable: float

    @property
    def n(self) -> int:
        """Pages compared."""
        return self.difference.n


def pairs(scored: ScoredPages, metric: str = "") -> tuple[PairComparison, ...]:
    """Compare every two adapters by ``metric`` (default: the headline), on the pages both were tried on.

    Pairs come in the order of names. ``p`` is NaN where nothing can be said (no common page, one cluster, an undefined metric).
    """
    names, tried = scored.names, scored.tried
    common: dict[bytes, list[Couple]] = {}
    for left, right in combinations(sorted(range(len(names)), key=names.__getitem__), 2):
        common.setdefault((tried[left] & tried[right]).tobytes(), []).append((left, right))
    compared: dict[Couple, PairComparison] = {}
    for mask, couples in sorted(common.items()):
        compared |= _on_common_pages(scored, np.frombuffer(mask, bool), couples, metric or scored.scorer.headline)
    return _corrected([compared.get((i, j)) or _mirrored(compared[j, i]) for i, j in combinations(range(len(names)), 2)])


def macro_pairs(samples: Sequence[ScoredPages], metric: str) -> tuple[PairComparison, ...]:
    """Compare every two adapters by their mean over corpora, which all have them, by the paired bootstrap."""
    figures = averaged(samples)
    pages = np.concatenate([sample.page_values for sample in samples], axis=1)
    return _corrected([_compare(figures, pages, metric, couple) for couple in combinations(range(len(figures.names)), 2)])


def _on_common_pages(scored: ScoredPages, pages: NDArray[np.bool_], couples: Sequence[Couple], metric: str) -> dict[Couple, PairComparison]:
    """Compare couples of adapters that were all tried on exactly these pages."""
    used = sorted(set(chain(*couples)), key=scored.names.__getitem__)
    part = scored.of(used, pages)
    places = {(i, j): (used.index(i), used.index(j)) for i, j in couples}
    swapped = _swapped(part, places.values(), metric) if part.sampling.test == "swap" else {}
    figures, values = part.figures(), part.page_values
    n = int(pages.sum())
    return {couple: _compare(figures, values, metric, at, n=n, swapped=swapped.get(at)) for couple, at in places.items()}


def _compare(
    figures: Figures,
    page_values: NDArray[np.float64],
    metric: str,
    couple: Couple,
    *,
    n: int | None = None,
    swapped: NDArray[np.float64] | None = None,
) -> PairComparison:
    """Compare two adapters.

    ``page_values`` are (adapters, pages, metrics); ``n`` is the number of pages compared, None for those on which both have a value;
    ``swapped`` holds the differences after random swaps where that is the test.
    """
    i, j = couple
    column = figures.metrics.index(metric)
    level, clusters = figures.sampling.level, figures.clusters
    difference = float(figures.values[i, column] - figures.values[j, column])
    difference = 0.0 if abs(difference) < TOLERANCE else difference
    resampled = figures.resampled[i, :, column] - figures.resampled[j, :, column]
    pages = page_values[i, :, column] - page_values[j, :, column]
    low, high = map(float, interval(resampled, clusters, level))
    wins, ties, losses = int((pages > TIE).sum()), int((np.abs(pages) <= TIE).sum()), int((pages < -TIE).sum())
    judged = wins + ties + losses
    return PairComparison(
        left=figures.names[i],
        right=figures.names[j],
        metric=metric,
        difference=Estimate(difference, low, high, level, judged if n is None else n),
        p=p_bootstrap(difference, resampled, clusters) if swapped is None else p_swap(difference, swapped),
        p_holm=math.nan,
        effect=effect(pages),
        superiority=(wins + ties / 2) / judged if judged else math.nan,
        wins=wins,
        ties=ties,
        losses=losses,
        detectable=detectable(resampled, clusters, figures.sampling.alpha),
    )


def _swapped(scored: ScoredPages, couples: Iterable[Couple], metric: str) -> dict[Couple, NDArray[np.float64]]:
    """Return differences after random swaps, (resamples,) for each couple.

    Swapping is linear too: with masks M, left becomes sum(left) + M @ right - M @ left, so one product serves all pairs.
    """
    scorer, column = scored.scorer, scored.scorer.metrics.index(metric)
    pieces = additive(scorer, scored.rows)
    moved, totals = multiply(swaps(scored.groups, scored.sampling, scored.corpus), pieces), pieces.sum(axis=1)
    differences = {}
    for i, j in couples:
        change = moved[j] - moved[i]
        left, right = scorer.finish(totals[i] + change), scorer.finish(totals[j] - change)
        differences[i, j] = left[:, column] - right[:, column]
    return differences


def _mirrored(pair: PairComparison) -> PairComparison:
    """Return the pair seen from the other side."""
    seen = pair.difference
    difference = replace(seen, value=0.0 - seen.value, low=0.0 - seen.high, high=0.0 - seen.low)
    sides = replace(pair, left=pair.right, right=pair.left, wins=pair.losses, losses=pair.wins)
    return replace(sides, difference=difference, effect=0.0 - pair.effect, superiority=1 - pair.superiority)


def _corrected(compared: Sequence[PairComparison]) -> tuple[PairComparison, ...]:
    """Return the pairs with their p-values corrected over all of them."""
    p_values = holm([pair.p for pair in compared])
    return tuple(replace(pair, p_holm=p) for pair, p in zip(compared, p_values, strict=True))
