"""Arrange the score rows of a run as matrices, one for each corpus and track."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, cast

import numpy as np

from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import clusters, page_values
from bench.scoring.tables import page_rules
from bench.scoring.tables.page_rules import ABSENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

    from bench.model import Manifest, Scorer
    from bench.scoring.statistics.resampling import Sampling

    Columns = pd.DataFrame | Mapping[str, NDArray[Any]]  # data frames take half a second of CPU to import: a board needs none
    Floats = NDArray[np.float64]

TRACKS = ("html", "text")  # never averaged together


@dataclass(frozen=True, eq=False, kw_only=True)  # no slots: values are computed once, when first asked for
class Matrix:
    """The score rows of one protocol on the pages of one corpus and track.

    ``rows`` (adapters, pages, columns) are NaN for a pair without one; ``statuses`` (adapters, pages) of strings say
    :data:`bench.scoring.tables.page_rules.ABSENT` there. ``sites`` (one for each page, "" where unknown) make clusters.
    """

    scorer: Scorer
    corpus: str
    track: str
    adapters: tuple[str, ...]
    page_ids: tuple[str, ...]
    sites: tuple[str, ...]
    rows: Floats
    statuses: NDArray[np.str_]

    @cached_property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(corpus, page id) of every page."""
        return tuple((self.corpus, page) for page in self.page_ids)

    @cached_property
    def values(self) -> Floats:
        """Each page's own metrics, (adapters, pages, metrics); NaN where undefined or without a row."""
        return page_values(self.scorer, self.rows)

    @property
    def headline(self) -> Floats:
        """The headline metric, (adapters, pages), on 0-1 so that 1 is best."""
        return page_rules.headline(self.scorer, self.values)

    def of(self, metric: str) -> Floats:
        """One metric by name, (adapters, pages)."""
        return self.values[..., self.scorer.metrics.index(metric)]

    def scored(self, sampling: Sampling) -> ScoredPages:
        """Return the rows as statistics take them."""
        groups = clusters(self.sites, sampling.unit)
        return ScoredPages(scorer=self.scorer, names=self.adapters, rows=self.rows, groups=groups, sampling=sampling, corpus=self.corpus)

    def on(self, page_ids: Collection[str]) -> Matrix:
        """Return the part on some pages, without the adapters that have no row there."""
        wanted = set(page_ids)
        part = self.arranged([page for page in self.page_ids if page in wanted])
        names = np.flatnonzero((part.statuses != ABSENT).any(axis=1))
        return replace(part, adapters=tuple(self.adapters[at] for at in names), rows=part.rows[names], statuses=part.statuses[names])

    def arranged(self, page_ids: Sequence[str]) -> Matrix:
        """Return the part on these pages, in this order."""
        places = {page: at for at, page in enumerate(self.page_ids)}
        pages = [places[page] for page in page_ids]
        sites = tuple(self.sites[at] for at in pages)
        return replace(self, page_ids=tuple(page_ids), sites=sites, rows=self.rows[:, pages], statuses=self.statuses[:, pages])


@dataclass(frozen=True, eq=False)  # no slots: matrices are made once, when first asked for
class Results:
    """A run as seen by one protocol: its manifest, pages, extractions and this protocol's scores."""

    manifest: Manifest
    scorer: Scorer
    pages: pd.DataFrame
    extractions: pd.DataFrame
    scores: pd.DataFrame
    agreement: pd.DataFrame | None = None  # what the adapters agree on: adapter, corpus, page_id, f1, precision, recall

    @cached_property
    def matrices(self) -> Mapping[tuple[str, str], Matrix]:
        """(corpus, track) -> matrix, corpora in the manifest's order, for those with a score row."""
        names = [str(corpus["name"]) for corpus in self.manifest.corpora]
        made = {(name, track): _matrix(self, name, track) for name in names for track in TRACKS}
        return {key: matrix for key, matrix in made.items() if matrix.adapters}

    def on(self, pages: Columns) -> Results:
        """Return the run on some of its pages."""
        return replace(self, pages=cast("pd.DataFrame", pages))


def column(table: Columns, name: str) -> NDArray[Any]:
    """Return a column as an array, of objects where it holds strings."""
    held = np.asarray(table[name])
    return held.astype(object) if held.dtype.kind in "US" else held


def some(table: Columns, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return some rows of a table, by number or as flags, in the order given."""
    return {str(name): column(table, str(name))[rows] for name in table}


def of_track(pages: Columns, corpus: str, track: str) -> NDArray[np.bool_]:
    """Return which pages are of a corpus and track."""
    return np.asarray((column(pages, "corpus") == corpus) & (column(pages, "kind") == track), bool)


def _matrix(results: Results, corpus: str, track: str) -> Matrix:
    """Arrange a corpus and track, adapters in the manifest's order, pages in theirs, none without a row."""
    chosen, names, table = of_track(results.pages, corpus, track), results.manifest.names, results.scores
    ids, sites = (column(results.pages, name)[chosen] for name in ("page_id", "site"))
    of_adapter, of_page = _places(names, column(table, "adapter")), _places(ids, column(table, "page_id"))
    kept = (column(table, "corpus") == corpus) & (of_adapter >= 0) & (of_page >= 0)
    adapters, pages = np.unique(of_adapter[kept]), np.unique(of_page[kept])
    at = np.searchsorted(adapters, of_adapter[kept]), np.searchsorted(pages, of_page[kept])
    rows = np.full((len(adapters), len(pages), len(results.scorer.columns)), np.nan)
    statuses = np.full(rows.shape[:2], ABSENT, dtype="<U8")
    for number, name in enumerate(results.scorer.columns):
        rows[(*at, number)] = column(table, name)[kept].astype(float)
    statuses[at] = column(table, "status")[kept].astype(str)
    return Matrix(
        scorer=results.scorer,
        corpus=corpus,
        track=track,
        adapters=tuple(names[number] for number in adapters),
        page_ids=tuple(map(str, ids[pages])),
        sites=tuple(str(site or "") for site in sites[pages]),
        rows=rows,
        statuses=statuses,
    )


def _places(names: Iterable[str], values: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each value stands among names, -1 for one that does not."""
    place = {name: at for at, name in enumerate(names)}
    return np.fromiter(map(place.get, values, repeat(-1)), np.int64, len(values))
