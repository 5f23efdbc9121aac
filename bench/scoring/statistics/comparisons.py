"""Compare every two adapters: difference, paired test, effect size, wins (numpy only)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Estimate
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect, holm, p_bootstrap, p_swap
from bench.scoring.statistics.estimates import averaged
from bench.scoring.statistics.intervals import interval
from bench.scoring.statistics.resampling import additive, multiply, swaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.scoring.statistics.estimates import ScoredPages
    from bench.scoring.statistics.resampling import Sampling

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
    metric = metric or scored.scorer.headline
    order = sorted(range(len(names)), key=lambda index: names[index])
    common: dict[bytes, list[Couple]] = {}
    for left, right in combinations(order, 2):
        common.setdefault((tried[left] & tried[right]).tobytes(), []).append((left, right))
    compared: dict[Couple, PairComparison] = {}
    for mask, couples in sorted(common.items()):
        compared.update(_on_common_pages(scored, np.frombuffer(mask, bool), couples, metric))
    return _corrected([compared.get((i, j)) or _mirrored(compared[j, i]) for i, j in combinations(range(len(names)), 2)])


def macro_pairs(samples: Sequence[ScoredPages], metric: str) -> tuple[PairComparison, ...]:
    """Compare every two adapters by their mean over corpora.

    All samples have the same adapters. The test is the paired bootstrap.
    """
    figures = averaged(samples)
    column = figures.metrics.index(metric)
    board = _Column(
        names=figures.names,
        metric=metric,
        values=figures.values[:, column],
        resampled=np.ascontiguousarray(figures.resampled[..., column]),
        pages=np.concatenate([sample.page_values[..., column] for sample in samples], axis=1),
        clusters=figures.clusters,
        sampling=figures.sampling,
    )
    return _corrected([_compare(board, i, j) for i, j in combinations(range(len(figures.names)), 2)])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Column:
    """One metric of adapters on the same pages.

    ``values`` (adapters,), ``resampled`` (adapters, resamples), page values ``pages`` (adapters, pages).
    ``n`` is the number of pages compared, None for those on which both have a value.
    """

    names: tuple[str, ...]
    metric: str
    values: NDArray[np.float64]
    resampled: NDArray[np.float64]
    pages: NDArray[np.float64]
    clusters: int
    sampling: Sampling
    n: int | None = None


def _on_common_pages(scored: ScoredPages, pages: NDArray[np.bool_], couples: Sequence[Couple], metric: str) -> dict[Couple, PairComparison]:
    """Compare couples of adapters that were all tried on exactly these pages."""
    used = sorted({index for couple in couples for index in couple}, key=lambda index: scored.names[index])
    place = {index: at for at, index in enumerate(used)}
    part = scored.of(used, pages)
    column = part.scorer.metrics.index(metric)
    board = _Column(
        names=part.names,
        metric=metric,
        values=part.values[:, column],
        resampled=np.ascontiguousarray(part.resampled[..., column]),
        pages=part.page_values[..., column],
        clusters=part.clusters,
        sampling=part.sampling,
        n=int(pages.sum()),
    )
    places = {(i, j): (place[i], place[j]) for i, j in couples}
    swapped = _swapped(part, list(places.values()), column) if part.sampling.test == "swap" else {}
    return {couple: _compare(board, *at, swapped.get(at)) for couple, at in places.items()}


def _compare(board: _Column, i: int, j: int, swapped: NDArray[np.float64] | None = None) -> PairComparison:
    """Compare adapters ``i`` and ``j``.

    ``swapped`` holds their differences after random swaps where that is the test.
    """
    difference = float(board.values[i] - board.values[j])
    difference = 0.0 if abs(difference) < TOLERANCE else difference
    resampled, pages = board.resampled[i] - board.resampled[j], board.pages[i] - board.pages[j]
    low, high = interval(resampled, board.clusters, board.sampling.level)
    wins, ties, losses = int((pages > TIE).sum()), int((np.abs(pages) <= TIE).sum()), int((pages < -TIE).sum())
    judged = wins + ties + losses
    return PairComparison(
        left=board.names[i],
        right=board.names[j],
        metric=board.metric,
        difference=Estimate(difference, float(low), float(high), board.sampling.level, judged if board.n is None else board.n),
        p=p_bootstrap(difference, resampled, board.clusters) if swapped is None else p_swap(difference, swapped),
        p_holm=math.nan,
        effect=effect(pages),
        superiority=(wins + ties / 2) / judged if judged else math.nan,
        wins=wins,
        ties=ties,
        losses=losses,
        detectable=detectable(resampled, board.clusters, board.sampling.alpha),
    )


def _swapped(scored: ScoredPages, couples: Sequence[Couple], column: int) -> dict[Couple, NDArray[np.float64]]:
    """Return differences after random swaps, (resamples,) for each couple.

    Swapping is linear too: with masks M, left becomes sum(left) + M @ right - M @ left, so one product serves all pairs.
    """
    scorer, pieces = scored.scorer, additive(scored.scorer, scored.rows)
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
    return replace(
        pair,
        left=pair.right,
        right=pair.left,
        difference=replace(seen, value=0.0 - seen.value, low=0.0 - seen.high, high=0.0 - seen.low),
        effect=0.0 - pair.effect,
        superiority=1 - pair.superiority,
        wins=pair.losses,
        losses=pair.wins,
    )


def _corrected(compared: Sequence[PairComparison]) -> tuple[PairComparison, ...]:
    """Return the pairs with their p-values corrected over all of them."""
    p_values = holm([pair.p for pair in compared])
    return tuple(replace(pair, p_holm=p) for pair, p in zip(compared, p_values, strict=True))
