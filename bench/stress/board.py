"""The robustness board: each extractor's headline figure against the dose of each change, and how far it falls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import RunError
from bench.model import Estimate
from bench.scoring.statistics.intervals import interval
from bench.scoring.tables.leaderboards import ranking
from bench.scoring.tables.signature import signature
from bench.stress.changes import about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bench.scoring.statistics.estimates import ScoredPages
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results
    from bench.stress.changed_pages import ChangedCorpus

Estimates = dict[str, Estimate]  # by adapter


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFigures:
    """What one dose of one change does: on ``pages`` pages, of which ``changed`` are not as they were.

    ``figures`` are those of the changed pages. ``falls`` say how much worse they are than the same pages unchanged, resampled together;
    above 0 is worse, for error rates too.
    """

    dose: float
    pages: int
    changed: int
    figures: Estimates
    falls: Estimates


@dataclass(frozen=True, slots=True)
class ChangeBoard:
    """One change at all doses; ``why`` counts the pages at the highest by what happened to them."""

    name: str
    about: str
    doses: tuple[DoseFigures, ...]
    why: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StressBoard:
    """All changes; ``plain`` are the figures of the unchanged pages, ``mean_falls`` the mean over changes at the highest dose."""

    corpus: str
    protocol: str
    metric: str
    percent: bool  # figures are on 0-100
    adapters: tuple[str, ...]  # best on the unchanged pages first
    floors: tuple[str, ...]
    pages: int
    clusters: int
    dumps: int  # text dumps that were left out
    seed: int
    plain: Estimates
    mean_falls: Estimates
    changes: tuple[ChangeBoard, ...]
    signature: str

    def worst(self, adapter: str) -> tuple[str, Estimate]:
        """Return the change by which an adapter falls furthest at the highest dose, and that fall."""
        falls = [(one.name, one.doses[-1].falls[adapter]) for one in self.changes]
        return max(falls, key=lambda fall: fall[1].value if fall[1].value == fall[1].value else -np.inf)


def stress_board(results: Results, made: ChangedCorpus, sampling: Sampling, doses: Sequence[float], seed: int) -> StressBoard:
    """Return the board of a run over the pages of ``made``; ``doses`` ascend.

    Raises RunError where no HTML page has a score.
    """
    matrices, corpus = results.matrices, made.corpus
    if (corpus.name, "html") not in matrices:
        again = f"boilerbench corpus check {corpus.source or corpus.name}"
        raise RunError(f"no HTML page of {corpus.name} has a score", f"HTML pages with gold that {results.scorer.name} can score", again)
    comparison = _Doses(matrices[corpus.name, "html"], matrices.get((made.pages.name, "html")), sampling)
    boards, sums = [], []
    for name, why in made.why.items():
        steps = [comparison.at(dose, made.same[name, dose]) for dose in doses]
        boards.append(ChangeBoard(name, about(name), tuple(step.figures for step in steps), why))
        sums.append(steps[-1])
    plain = comparison.estimates(comparison.plain)
    order = ranking({name: {results.scorer.headline: one} for name, one in plain.items()}, results.scorer.headline, lower=comparison.lower)
    return StressBoard(
        corpus=corpus.name,
        protocol=results.scorer.name,
        metric=results.scorer.headline,
        percent=results.scorer.percent,
        adapters=tuple(order),
        floors=tuple(name for name in order if name in results.manifest.floors),
        pages=len(comparison.matrix.page_ids),
        clusters=comparison.plain.clusters,
        dumps=sum(page.kind != "html" for page in corpus.pages),
        seed=seed,
        plain=plain,
        mean_falls=comparison.mean(sums),
        changes=tuple(boards),
        signature=_signature(results, corpus.name, sampling, seed, (list(made.why), doses)),
    )


def _signature(results: Results, corpus: str, sampling: Sampling, seed: int, asked: tuple[Sequence[str], Sequence[float]]) -> str:
    """Return the signature of the unchanged pages' board, and what was done to them."""
    names, doses = asked
    line = signature(results.manifest, [corpus], results.scorer, sampling, track="html")
    return f"{line}|changes:{'+'.join(names)}|doses:{','.join(f'{dose:g}' for dose in doses)}|changes-seed:{seed}"


@dataclass(frozen=True, slots=True)
class _Fall:
    """One dose's figures, and its falls (adapters,) with resamples (adapters, resamples)."""

    figures: DoseFigures
    values: NDArray[np.float64]
    resampled: NDArray[np.float64]


@dataclass(frozen=True)  # no slots: resamples of the unchanged pages are drawn once
class _Doses:
    """The unchanged pages and the changed ones, as score rows."""

    matrix: Matrix
    changed: Matrix | None
    sampling: Sampling

    @cached_property
    def plain(self) -> ScoredPages:
        """The unchanged pages."""
        return self.matrix.scored(self.sampling)

    @cached_property
    def lower(self) -> bool:
        """Whether a lower figure is better."""
        return self.matrix.scorer.headline in self.matrix.scorer.lower_is_better

    @cached_property
    def _metric(self) -> int:
        return self.matrix.scorer.metrics.index(self.matrix.scorer.headline)

    @cached_property
    def _rows(self) -> Mapping[str, NDArray[np.float64]]:
        """Return changed page id -> rows (adapters, columns) in the order of the unchanged pages' adapters."""
        if self.changed is None:
            return {}
        places = {name: at for at, name in enumerate(self.changed.adapters)}
        order = [places.get(name, -1) for name in self.matrix.adapters]
        known = np.where(np.array([[at >= 0] for at in order])[..., None], self.changed.rows[order], np.nan)
        return {page: known[:, at] for at, page in enumerate(self.changed.page_ids)}

    def at(self, dose: float, same: Mapping[str, str]) -> _Fall:
        """Return what a dose does.

        ``same`` maps a page to the one that stands for it; pages left out are absent.
        """
        rows, changed = self.matrix.rows.copy(), 0
        for at, page in enumerate(self.matrix.page_ids):
            other = same.get(page, "")
            if other != page:
                rows[:, at] = self._rows.get(other, np.nan)
                changed += other in self._rows
        now = replace(self.plain, rows=rows, drawn=None)
        both = np.asarray(np.isnan(rows).any(axis=-1, keepdims=True))
        gone = bool((both & ~np.isnan(self.matrix.rows)).any())
        before = replace(self.plain, rows=np.where(both, np.nan, self.matrix.rows), drawn=None) if gone else self.plain
        sign = -1.0 if self.lower else 1.0
        values = sign * (before.values - now.values)[:, self._metric]
        resampled = sign * (before.resampled - now.resampled)[..., self._metric]
        figures = DoseFigures(
            dose=dose,
            pages=int((~both[..., 0]).any(axis=0).sum()),
            changed=changed,
            figures=self.estimates(now),
            falls=self._bounded(values, resampled, now.tried.sum(axis=-1)),
        )
        return _Fall(figures, values, resampled)

    def mean(self, falls: Sequence[_Fall]) -> Estimates:
        """Return the mean of some falls; all were resampled by the same draws of sites."""
        values = np.mean([one.values for one in falls], axis=0)
        return self._bounded(values, np.mean([one.resampled for one in falls], axis=0), self.plain.tried.sum(axis=-1))

    def estimates(self, scored: ScoredPages) -> Estimates:
        """Return the headline figure of each adapter."""
        return {name: metrics[self.matrix.scorer.headline] for name, metrics in scored.figures().estimates().items()}

    def _bounded(self, values: NDArray[np.float64], resampled: NDArray[np.float64], counts: NDArray[np.int64]) -> Estimates:
        low, high = interval(resampled, self.plain.clusters, self.sampling.level, axis=1)
        return {
            name: Estimate(float(values[at]), float(low[at]), float(high[at]), self.sampling.level, int(counts[at]))
            for at, name in enumerate(self.matrix.adapters)
        }
