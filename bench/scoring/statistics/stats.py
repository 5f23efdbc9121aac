"""Say what differences mean: intervals, paired tests, Holm's correction, letters, effect sizes (numpy only).

``estimates(scorer, names, rows, groups, sampling, corpus)`` gives every adapter's metrics as ``Estimate``;
``pairs(...)`` compares every two adapters on the pages both were tried on; ``letters(names, pairs, alpha)`` is the compact display.
``rows`` has shape (adapters, pages, columns) with NaN rows where a page was skipped; ``groups`` a cluster number a page.
Results do not depend on the order of adapters: they are computed in sorted order from resamples drawn by seed and corpus alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Estimate
from bench.scoring.statistics.effects import TOLERANCE, detectable, effect, p_bootstrap, p_swap
from bench.scoring.statistics.intervals import clusters_of, interval
from bench.scoring.statistics.letters import holm, letters
from bench.scoring.statistics.resampling import additive, aggregate, bootstrap, multiply, page_values, swaps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Scorer
    from bench.scoring.statistics.resampling import Sampling

__all__ = [
    "Pair",
    "all_pairs",
    "clusters_of",
    "detectable",
    "effect",
    "estimated",
    "estimates",
    "holm",
    "interval",
    "letters",
    "p_bootstrap",
    "p_swap",
    "pairs",
    "sample",
]

TIE = 1e-9  # page values nearer than this are a tie


@dataclass(frozen=True, slots=True)
class Pair:
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


def estimates(
    scorer: Scorer,
    names: Sequence[str],
    rows: NDArray[Any],
    groups: NDArray[np.int64],
    sampling: Sampling,
    corpus: str = "",
    sampled: NDArray[Any] | None = None,
) -> dict[str, dict[str, Estimate]]:
    """Return adapter -> metric -> Estimate, the interval by percentile bootstrap over clusters (widened for few clusters).

    ``sampled`` is what :func:`sample` returns for the same arguments, where it was drawn already.
    """
    order = sorted(range(len(names)), key=lambda index: names[index])
    ranked, tried = rows[order], (~np.isnan(rows[order]).any(axis=-1)).sum(axis=-1)
    sampled = bootstrap(scorer, ranked, groups, sampling, corpus) if sampled is None else sampled
    listed = [names[index] for index in order]
    made = estimated(scorer.metrics, listed, aggregate(scorer, ranked), sampled, tried, clusters_of(groups), sampling)
    return {name: made[name] for name in names}


def sample(
    scorer: Scorer, names: Sequence[str], rows: NDArray[Any], groups: NDArray[np.int64], sampling: Sampling, corpus: str = ""
) -> NDArray[np.float64]:
    """Return resampled metrics (adapters by name, resamples, metrics) that :func:`estimates` and :func:`pairs` can share."""
    return bootstrap(scorer, rows[sorted(range(len(names)), key=lambda index: names[index])], groups, sampling, corpus)


def estimated(
    metrics: Sequence[str],
    names: Sequence[str],
    values: NDArray[Any],
    sampled: NDArray[Any],
    tried: NDArray[Any],
    count: int,
    sampling: Sampling,
) -> dict[str, dict[str, Estimate]]:
    """Return estimates from values (adapters, metrics), resampled (adapters, resamples, metrics), pages tried (adapters,)."""
    low, high = interval(sampled, count, sampling.level, axis=1)
    return {
        name: {
            metric: Estimate(float(values[i, m]), float(low[i, m]), float(high[i, m]), sampling.level, int(tried[i]))
            for m, metric in enumerate(metrics)
        }
        for i, name in enumerate(names)
    }


def pairs(
    scorer: Scorer,
    names: Sequence[str],
    rows: NDArray[Any],
    groups: NDArray[np.int64],
    sampling: Sampling,
    corpus: str = "",
    metric: str = "",
    sampled: NDArray[Any] | None = None,
) -> tuple[Pair, ...]:
    """Compare every two adapters by ``metric`` (default: the headline), each pair on the pages both were tried on.

    Pairs come in the order of ``names``. ``p`` is NaN where nothing can be said (no common page, one cluster, an undefined metric).
    """
    column = scorer.metrics.index(metric or scorer.headline)
    order = sorted(range(len(names)), key=lambda index: names[index])
    tried = ~np.isnan(rows).any(axis=-1)
    common: dict[bytes, list[tuple[int, int]]] = {}
    for left, right in combinations(order, 2):
        common.setdefault((tried[left] & tried[right]).tobytes(), []).append((left, right))
    found: dict[tuple[int, int], Pair] = {}
    for mask, couples in sorted(common.items()):
        pages = np.frombuffer(mask, bool)
        shared = sampled if pages.all() else None
        found.update(_compare(scorer, names, rows[:, pages], groups[pages], couples, sampling, corpus, column, shared))
    listed = [found.get((i, j)) or _mirrored(found[j, i]) for i, j in combinations(range(len(names)), 2)]
    return tuple(_with_holm(listed))


def all_pairs(
    metrics: Sequence[str],
    names: Sequence[str],
    values: NDArray[Any],
    sampled: NDArray[Any],
    pages: NDArray[Any],
    count: int,
    sampling: Sampling,
    metric: str,
) -> tuple[Pair, ...]:
    """Compare every two adapters by figures made elsewhere, such as macro means; shapes as in :func:`estimated`.

    ``pages`` holds page values (adapters, pages, metrics), NaN where skipped. The test is the paired bootstrap.
    """
    column = metrics.index(metric)
    board = _Figures(tuple(names), metric, values[:, column], np.ascontiguousarray(sampled[..., column]), pages[..., column], count)
    return tuple(_with_holm([_pair(board, i, j, sampling) for i, j in combinations(range(len(names)), 2)]))


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """One metric of adapters on the same pages: values (adapters,), resampled (adapters, resamples), page values (adapters, pages)."""

    names: tuple[str, ...]
    metric: str
    values: NDArray[Any]
    sampled: NDArray[Any]
    pages: NDArray[Any]
    count: int
    n: int = -1  # pages compared, -1: those where both have a value


def _compare(
    scorer: Scorer,
    names: Sequence[str],
    rows: NDArray[Any],
    groups: NDArray[np.int64],
    couples: Sequence[tuple[int, int]],
    sampling: Sampling,
    corpus: str,
    column: int,
    sampled: NDArray[Any] | None,
) -> dict[tuple[int, int], Pair]:
    """Compare couples of adapters that were all tried on exactly these pages."""
    dense = np.unique(groups, return_inverse=True)[1]
    used = sorted({index for couple in couples for index in couple}, key=lambda index: names[index])
    at = {index: place for place, index in enumerate(used)}
    rows = rows[used]
    if sampled is None or len(used) < len(names):
        sampled = bootstrap(scorer, rows, dense, sampling, corpus)
    board = _Figures(
        names=tuple(names[index] for index in used),
        metric=scorer.metrics[column],
        values=aggregate(scorer, rows)[:, column],
        sampled=np.ascontiguousarray(sampled[..., column]),
        pages=page_values(scorer, rows)[..., column],
        count=clusters_of(groups),
        n=len(groups),
    )
    places = [(at[i], at[j]) for i, j in couples]
    swapped = _swapped(scorer, rows, dense, places, sampling, corpus, column)
    return {couple: _pair(board, *place, sampling, swapped.get(place)) for couple, place in zip(couples, places, strict=True)}


def _pair(board: _Figures, i: int, j: int, sampling: Sampling, swapped: NDArray[Any] | None = None) -> Pair:
    """Compare adapters ``i`` and ``j``; ``swapped`` holds their differences after random swaps where that is the test."""
    difference = float(board.values[i] - board.values[j])
    difference = 0.0 if abs(difference) < TOLERANCE else difference
    sampled, pages = board.sampled[i] - board.sampled[j], board.pages[i] - board.pages[j]
    low, high = interval(sampled, board.count, sampling.level)
    wins, ties, losses = int((pages > TIE).sum()), int((np.abs(pages) <= TIE).sum()), int((pages < -TIE).sum())
    judged = wins + ties + losses
    return Pair(
        left=board.names[i],
        right=board.names[j],
        metric=board.metric,
        difference=Estimate(difference, float(low), float(high), sampling.level, judged if board.n < 0 else board.n),
        p=p_bootstrap(difference, sampled, board.count) if swapped is None else p_swap(difference, swapped),
        p_holm=math.nan,
        effect=effect(pages),
        superiority=(wins + ties / 2) / judged if judged else math.nan,
        wins=wins,
        ties=ties,
        losses=losses,
        detectable=detectable(sampled, board.count, sampling.alpha),
    )


def _swapped(
    scorer: Scorer,
    rows: NDArray[Any],
    groups: NDArray[np.int64],
    couples: Sequence[tuple[int, int]],
    sampling: Sampling,
    corpus: str,
    column: int,
) -> dict[tuple[int, int], NDArray[Any]]:
    """Return differences after random swaps, (resamples,) a couple; empty unless the test is ``swap``.

    Swapping is linear too: with masks M, left becomes sum(left) + M @ right - M @ left, so one product serves all pairs.
    """
    if sampling.test != "swap":
        return {}
    pieces = additive(scorer, rows)
    moved, totals = multiply(swaps(groups, sampling, corpus), pieces), pieces.sum(axis=1)
    found = {}
    for i, j in couples:
        change = moved[j] - moved[i]
        left, right = scorer.finish(totals[i] + change), scorer.finish(totals[j] - change)
        found[i, j] = left[:, column] - right[:, column]
    return found


def _mirrored(pair: Pair) -> Pair:
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


def _with_holm(listed: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with their corrected p-values."""
    return [replace(pair, p_holm=p) for pair, p in zip(listed, holm([pair.p for pair in listed]), strict=True)]
