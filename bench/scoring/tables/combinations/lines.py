"""What combinations score: the best output of each page, and the one most like the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Estimate
from bench.scoring.statistics.intervals import interval
from bench.scoring.statistics.medoid import FEWEST
from bench.scoring.tables.combinations.choices import NOBODY, best, goodness, taken
from bench.scoring.tables.combinations.complements import Complement, complements
from bench.scoring.tables.leaderboards import gold_counts, ranking
from bench.scoring.tables.signature import signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bench.drafts import GoldCounts
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results

    Medoids = Mapping[tuple[str, str], str]  # corpus, page id -> the adapter whose output is most like the others

MEANING = {
    "oracle": "the best output of each page by gold: the most that choosing could reach",
    "medoid": "the output of each page most like the others: it needs no gold, bench.combine does it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One combination of ``members`` adapters: no contender, and without a rank.

    ``gain`` is its difference from the best single adapter, in the metric of the table; ``pages`` says of how many pages it took whose
    output, most first.
    """

    name: str
    members: int
    metrics: Mapping[str, Estimate]
    gain: Estimate
    pages: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """The combinations of one corpus and track by one protocol.

    ``adapters`` are the contenders combined, best first, and ``values`` what each scores;
    ``no_medoid`` says why there is none, "" where
    there is one. ``complements`` are in the order of ``adapters``.
    """

    protocol: str
    metric: str
    metrics: tuple[str, ...]
    lower_is_better: tuple[str, ...]
    corpus: str
    track: str
    n: int
    clusters: int
    adapters: tuple[str, ...]
    values: tuple[Estimate, ...]
    lines: tuple[Combination, ...]
    complements: tuple[Complement, ...]
    no_medoid: str
    signature: str
    gold: GoldCounts

    def matrix(self) -> tuple[tuple[float, ...], ...]:
        """Return what each pair's better output scores; on the diagonal each adapter by itself.

        Lines and columns are in the order of ``adapters``.
        """
        values = {(pair.left, pair.right): pair.value.value for pair in self.complements}
        alone = {(name, name): value.value for name, value in zip(self.adapters, self.values, strict=True)}
        both = values | {(right, left): value for (left, right), value in values.items()} | alone
        return tuple(tuple(both[left, right] for right in self.adapters) for left in self.adapters)

    def best_pairs(self) -> list[Complement]:
        """Return the pairs, best first by what the better output scores.

        Undefined figures are last, ties in the order of adapters.
        """
        sign = 1 if self.metric in self.lower_is_better else -1
        return sorted(self.complements, key=lambda pair: (isnan(pair.value.value), sign * pair.value.value))

    def as_data(self) -> dict[str, object]:
        """Return everything as plain data for JSON."""
        return asdict(self) | {"gold": self.gold.as_data()}


def combinations(
    results: Results, sampling: Sampling, medoids: Medoids, families: Mapping[str, str], *, metric: str = ""
) -> tuple[Combinations, ...]:
    """Return the combinations of contenders for each corpus and track that has at least two.

    ``families`` maps adapters to their family, ``medoids`` pages to the adapter whose output was taken. ``metric`` is what pages are chosen
    and ranked by (default: the headline).
    """
    floors = results.manifest.floors
    made = []
    for matrix in results.matrices.values():
        names = [name for name in matrix.adapters if name not in floors]
        if len(names) > 1:
            made.append(_of_matrix(results, _part(matrix, names), sampling, (medoids, families), metric or results.scorer.headline))
    return tuple(made)


def _part(matrix: Matrix, names: list[str]) -> Matrix:
    """Return the matrix of some adapters, in their order."""
    places = [matrix.adapters.index(name) for name in names]
    return replace(matrix, adapters=tuple(names), rows=matrix.rows[places], statuses=matrix.statuses[places])


def _of_matrix(
    results: Results, contenders: Matrix, sampling: Sampling, outputs: tuple[Medoids, Mapping[str, str]], metric: str
) -> Combinations:
    """Return the combinations of the contenders of one corpus and track."""
    singles = contenders.scored(sampling).figures().estimates()
    matrix = _part(contenders, ranking(singles, metric, lower=metric in results.scorer.lower_is_better))  # ties go to the better adapter
    medoids, families = outputs
    kinds = len({families.get(name, name) for name in matrix.adapters})
    choices = {"oracle": best(goodness(matrix, metric))}
    if kinds >= FEWEST:
        choices["medoid"] = _medoids(matrix, medoids)
    scorer = results.scorer
    return Combinations(
        protocol=scorer.name,
        metric=metric,
        metrics=scorer.metrics,
        lower_is_better=scorer.lower_is_better,
        corpus=matrix.corpus,
        track=matrix.track,
        n=len(matrix.page_ids),
        clusters=matrix.scored(sampling).clusters,
        adapters=matrix.adapters,
        values=tuple(singles[name][metric] for name in matrix.adapters),
        lines=_lines(matrix, choices, sampling, metric),
        complements=complements(matrix, sampling, metric),
        no_medoid="" if kinds >= FEWEST else f"no medoid: it takes contenders of at least {FEWEST} families, and here are {kinds}",
        signature=signature(
            results.manifest, [matrix.corpus], scorer, sampling, metric=metric, adapters=matrix.adapters, track=matrix.track
        ),
        gold=gold_counts(results, matrix),
    )


def _medoids(matrix: Matrix, medoids: Medoids) -> NDArray[np.intp]:
    """Return the place of the adapter whose output is most like the others, for each page."""
    places = {name: at for at, name in enumerate(matrix.adapters)}
    return np.array([places.get(medoids.get((matrix.corpus, page), ""), NOBODY) for page in matrix.page_ids], np.intp)


def _lines(matrix: Matrix, choices: Mapping[str, NDArray[np.intp]], sampling: Sampling, metric: str) -> tuple[Combination, ...]:
    """Return a line for each choice, with its gain over the first adapter of the matrix, the best."""
    rows = np.stack([matrix.rows[0], *(taken(matrix, choice) for choice in choices.values())])
    scored = replace(matrix.scored(sampling), names=("", *choices), rows=rows)
    figures = scored.figures()
    estimates, column = figures.estimates(), scored.scorer.metrics.index(metric)
    gains = figures.values[1:, column] - figures.values[0, column]
    low, high = interval(figures.resampled[1:, :, column] - figures.resampled[0, :, column], figures.clusters, sampling.level, axis=1)
    return tuple(
        Combination(
            name=name,
            members=len(matrix.adapters),
            metrics=estimates[name],
            gain=Estimate(float(gains[at]), float(low[at]), float(high[at]), sampling.level, estimates[name][metric].n),
            pages=_pages(matrix, choice),
        )
        for at, (name, choice) in enumerate(choices.items())
    )


def _pages(matrix: Matrix, choice: NDArray[np.intp]) -> dict[str, int]:
    """Return of how many pages each adapter's output was taken, most first."""
    counts = Counter(matrix.adapters[at] for at in choice if at != NOBODY)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
