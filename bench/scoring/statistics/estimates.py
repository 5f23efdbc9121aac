"""Estimate metrics from score rows, with intervals by bootstrap over clusters of pages (numpy only)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bench.model import Estimate, Scorer
from bench.scoring.statistics.intervals import clusters_of, interval
from bench.scoring.statistics.resampling import Sampling, aggregate, bootstrap, page_values


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figures:
    """Metrics of adapters over so many ``clusters`` of pages.

    ``values`` (adapters, metrics), ``resampled`` (adapters, resamples, metrics), ``tried`` (adapters,) counts the pages scored.
    """

    names: tuple[str, ...]
    metrics: tuple[str, ...]
    values: NDArray[np.float64]
    resampled: NDArray[np.float64]
    tried: NDArray[np.int64]
    clusters: int
    sampling: Sampling

    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Return adapter -> metric -> Estimate; the interval is NaN for a single cluster."""
        low, high = interval(self.resampled, self.clusters, self.sampling.level, axis=1)
        bounds = np.stack([self.values, low, high], axis=-1).tolist()
        level = self.sampling.level
        return {
            name: {metric: Estimate(value, low, high, level, n) for metric, (value, low, high) in zip(self.metrics, lines, strict=True)}
            for name, lines, n in zip(self.names, bounds, self.tried.tolist(), strict=True)
        }


@dataclass(frozen=True, eq=False, kw_only=True)  # no slots: resamples are drawn once, when first asked for
class ScoredPages:
    """Score rows of adapters on the same pages, and how uncertainty about them is estimated.

    ``rows`` (adapters, pages, columns) are NaN where a page was skipped, ``groups`` (pages,) numbers clusters from 0 without a gap.
    ``corpus`` names the random stream; ``drawn`` holds :attr:`resampled` where that is known.
    """

    scorer: Scorer
    names: tuple[str, ...]
    rows: NDArray[np.float64]
    groups: NDArray[np.int64]
    sampling: Sampling
    corpus: str = ""
    drawn: NDArray[np.float64] | None = None

    @cached_property
    def resampled(self) -> NDArray[np.float64]:
        """Resampled metrics, (adapters, resamples, metrics)."""
        if self.drawn is not None:
            return self.drawn
        order = np.array(sorted(range(len(self.names)), key=self.names.__getitem__), int)  # so that the adapters' order changes no bit
        return bootstrap(self.scorer, self.rows[order], self.groups, self.sampling, self.corpus)[np.argsort(order)]

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Metrics over all pages tried, (adapters, metrics)."""
        return aggregate(self.scorer, self.rows)

    @property
    def page_values(self) -> NDArray[np.float64]:
        """Each page's own metrics, (adapters, pages, metrics); NaN where skipped or undefined."""
        return page_values(self.scorer, self.rows)

    @property
    def tried(self) -> NDArray[np.bool_]:
        """Which pages have a row, (adapters, pages)."""
        return np.asarray(~np.isnan(self.rows).any(axis=-1))

    @property
    def clusters(self) -> int:
        """How many clusters the pages form."""
        return clusters_of(self.groups)

    def figures(self) -> Figures:
        """Return the metrics of all adapters."""
        return Figures(
            names=self.names,
            metrics=self.scorer.metrics,
            values=self.values,
            resampled=self.resampled,
            tried=self.tried.sum(axis=-1),
            clusters=self.clusters,
            sampling=self.sampling,
        )

    def of(self, adapters: Sequence[int], pages: NDArray[np.bool_] | None = None) -> Self:
        """Return the rows of some adapters, by place, on a mask's pages (all); clusters are numbered anew."""
        chosen, kept = list(adapters), np.ones(len(self.groups), bool) if pages is None else pages
        drawn = self.resampled[chosen] if kept.all() and len(chosen) == len(self.names) else None
        names, groups = tuple(self.names[index] for index in chosen), np.unique(self.groups[kept], return_inverse=True)[1]
        return replace(self, names=names, rows=self.rows[chosen][:, kept], groups=groups, drawn=drawn)


def averaged(samples: Sequence[ScoredPages]) -> Figures:
    """Return means over corpora with the same adapters; each counts the same, resamples are independent."""
    figures = [sample.figures() for sample in samples]
    return replace(
        figures[0],
        values=np.mean([one.values for one in figures], axis=0),
        resampled=np.mean([one.resampled for one in figures], axis=0),
        tried=np.sum([one.tried for one in figures], axis=0),
        clusters=sum(one.clusters for one in figures),
    )
