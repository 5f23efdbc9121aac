"""Powered figures of a board: gold on pages drawn at random, and what the adapters agree on for all pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.statistics import powered
from bench.scoring.statistics.comparisons import PairComparison, compared, couples_of
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.intervals import t_quantile
from bench.scoring.tables.powering.sample import Drawn, NotPoweredError, drawn_pages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from bench.model import Estimate
    from bench.scoring.statistics.powered import Powered, PoweredTerms
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PoweredFigures:
    """Estimates by adapter and metric, and pairs, powered where that is narrower; ``basis`` says on what they rest."""

    matrix: Matrix
    estimates: Mapping[str, Mapping[str, Estimate]]
    pairs: tuple[PairComparison, ...]
    basis: str


def powered_figures(results: Results, matrix: Matrix, sampling: Sampling, metric: str, contenders: Collection[str]) -> PoweredFigures:
    """Return the powered figures of one corpus and track.

    Raises NotPoweredError where there can be none, or none that are narrower.
    """
    drawn = drawn_pages(results, matrix, sampling)
    gold = drawn.gold
    _check_mean(gold, metric)
    of_pairs, made, family = margins(drawn, metric, contenders)
    plain = powered.classical(of_pairs)
    if drawn.is_random and not _is_narrower(made.margins(0.95)[family], plain.errors[family] * t_quantile(0.975, plain.clusters - 1)):
        raise NotPoweredError("what the adapters agree on says too little of their scores here to make intervals narrower")
    rows = np.full((*gold.rows.shape[:1], len(drawn.probabilities), gold.rows.shape[2]), np.nan)
    rows[:, drawn.places] = gold.rows
    by_resampling = replace(sampling, test="resample")  # swapping results between two adapters would swap their predictions as well
    scored = ScoredPages(
        scorer=gold.scorer, names=gold.adapters, rows=rows, groups=drawn.groups, sampling=by_resampling, corpus=gold.corpus
    )
    pairs = compared([scored], powered.contributions(made, of_pairs.with_gold), metric, contenders)
    return PoweredFigures(
        matrix=gold, estimates=_estimates(drawn, gold.scored(sampling).figures().estimates(), sampling), pairs=pairs, basis=drawn.about
    )


def margins(drawn: Drawn, metric: str, contenders: Collection[str]) -> tuple[PoweredTerms, Powered, NDArray[np.bool_]]:
    """Return terms and powered differences of all pairs, and which are of contenders.

    All are in the order of :func:`couples_of`.
    """
    names = drawn.gold.adapters
    of_pairs = drawn.terms(metric).differences(couples_of(names))
    family = np.array([{names[i], names[j]} <= set(contenders) for i, j in couples_of(names)], bool)
    return of_pairs, powered.powered(of_pairs, family), family


def _check_mean(gold: Matrix, metric: str) -> None:
    """Raise NotPoweredError where a metric is no mean over pages."""
    if not _is_mean(gold, metric):
        raise NotPoweredError(f"{metric} is no mean over pages, so gold on some pages says nothing of it that could be powered")


def _is_mean(gold: Matrix, metric: str) -> bool:
    """Whether a metric of these pages is the mean of their own."""
    whole = gold.scorer.finish(gold.scorer.parts(gold.rows).sum(axis=1))[..., gold.scorer.metrics.index(metric)]
    return bool(np.allclose(gold.of(metric).mean(axis=1), whole, atol=1e-9, equal_nan=False))


def _is_narrower(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    """Whether intervals are narrower than others in the median."""
    return bool(len(ours) and np.median(ours) < np.median(theirs))


def _estimates(drawn: Drawn, plain: Mapping[str, Mapping[str, Estimate]], sampling: Sampling) -> dict[str, dict[str, Estimate]]:
    """Return estimates by adapter and metric: powered where that is narrower, else as they were.

    Where pages do not weigh the same, all are weighted.
    """
    gold, found = drawn.gold, {name: dict(metrics) for name, metrics in plain.items()}
    for metric in gold.scorer.metrics:
        if not _is_mean(gold, metric):
            continue
        terms = drawn.terms(metric)
        made, own = powered.powered(terms), powered.classical(terms)
        ours, theirs = made.margins(sampling.level), own.errors * t_quantile((1 + sampling.level) / 2, own.clusters - 1)
        estimates = made.estimates(sampling.level, len(gold.page_ids), 100.0 if gold.scorer.percent else 1.0)
        for name, estimate, narrower in zip(gold.adapters, estimates, ours < theirs, strict=True):
            if narrower or not drawn.is_random:
                found[name][metric] = estimate
    return found
