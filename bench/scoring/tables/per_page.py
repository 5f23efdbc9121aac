"""Data of the report's figures: per-page figures of one protocol as a matrix, and what the figures draw from it (numpy, pandas)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.tables import page_rules
from bench.scoring.tables.page_rules import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from bench.model import Scorer

    Floats = NDArray[np.float64]

BINS = 20  # of the histogram of per-page figures


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Per-page figures of a protocol over one set of pages.

    ``rows`` (adapters, pages, columns) are the scorer's rows, NaN for a pair without one; ``values`` (adapters, pages, metrics)
    each page's own metrics; ``statuses`` (adapters, pages) of strings, :data:`ABSENT` where there is no row.
    """

    scorer: Scorer
    adapters: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]  # (corpus, page id)
    rows: Floats
    values: Floats
    statuses: NDArray[np.str_]

    @property
    def headline(self) -> Floats:
        """The headline metric, shape (adapters, pages), on 0-1; lower-is-better metrics turned round so that 1 is best."""
        return page_rules.headline(self.scorer, self.values)

    def of(self, metric: str) -> Floats:
        """One metric by name, shape (adapters, pages)."""
        return self.values[..., self.scorer.metrics.index(metric)]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one adapter's per-page figures lie: five quantiles (5, 25, 50, 75, 95 %), a histogram over 0-1 and n pages."""

    adapter: str
    quantiles: tuple[float, ...]
    counts: tuple[int, ...]
    n: int


def matrix(scorer: Scorer, scores: pd.DataFrame, adapters: Sequence[str], keys: Sequence[tuple[str, str]]) -> Matrix:
    """Arrange the score rows of ``adapters`` x ``keys`` (corpus, page id) as a :class:`Matrix`."""
    import pandas as pd

    shape = (len(adapters), len(keys))
    rows = np.full((*shape, len(scorer.columns)), np.nan)
    statuses = np.full(shape, ABSENT, dtype="<U8")
    at_adapter = pd.Index(adapters).get_indexer(pd.Index(scores["adapter"]))
    index = pd.MultiIndex.from_tuples(keys) if keys else pd.MultiIndex.from_arrays([[], []])
    at_page = index.get_indexer(pd.MultiIndex.from_frame(scores[["corpus", "page_id"]]))
    kept = (at_adapter >= 0) & (at_page >= 0)
    rows[at_adapter[kept], at_page[kept]] = scores.loc[kept, list(scorer.columns)].to_numpy(float)
    statuses[at_adapter[kept], at_page[kept]] = scores.loc[kept, "status"].to_numpy(str)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.asarray(scorer.finish(scorer.parts(rows)), float)
    values[statuses == ABSENT] = np.nan
    return Matrix(scorer, tuple(adapters), tuple(keys), rows, values, statuses)


def means(values: Floats, axis: int) -> Floats:
    """Mean over ``axis`` without NaN; NaN where nothing is left (and no warning)."""
    known = np.isfinite(values)
    count = known.sum(axis)
    total = np.where(known, values, 0.0).sum(axis)
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))


def hardest_first(board: Matrix, contenders: Sequence[bool]) -> NDArray[np.intp]:
    """Page positions from hardest to easiest: by the contenders' mean headline, then by how many failed, then as they come."""
    chosen = np.asarray(contenders, bool)
    mask = chosen if chosen.any() else np.ones(len(board.adapters), bool)
    difficulty = np.nan_to_num(means(board.headline[mask], 0), nan=2.0)
    broken = page_rules.failed(board.statuses[mask]).sum(0)
    return np.lexsort((np.arange(len(board.keys)), -broken, np.round(difficulty, 9)))


def spreads(board: Matrix) -> tuple[Spread, ...]:
    """Return the spread of the headline over pages, an adapter each; pages without a row are left out of n."""
    found = []
    for name, line in zip(board.adapters, board.headline, strict=True):
        known = line[np.isfinite(line)]
        quantiles = np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95)) if known.size else np.full(5, np.nan)
        counts = np.histogram(np.clip(known, 0, 1), BINS, (0, 1))[0]
        found.append(Spread(name, tuple(map(float, quantiles)), tuple(map(int, counts)), int(known.size)))
    return tuple(found)


def front(points: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return the Pareto front of (cost, quality), cheapest first: no other is as cheap and as good, and better in one."""
    best, found = -np.inf, []
    for name, (_, quality) in sorted(points.items(), key=lambda item: (item[1][0], -item[1][1], item[0])):
        if quality > best:
            best = quality
            found.append(name)
    return tuple(found)


def iso(f: float, low_recall: float, low_precision: float, steps: int = 24) -> tuple[tuple[float, float], ...]:
    """Points (recall, precision) with harmonic mean ``f``, ascending in recall, within [low, 1] on both: p = f r / (2 r - f)."""
    first = max(low_recall, f / (2 - f))
    last = f * low_precision / (2 * low_precision - f) if 2 * low_precision > f else 1.0
    if first >= min(last, 1.0):
        return ()
    return tuple((float(r), float(f * r / (2 * r - f))) for r in np.linspace(first, min(last, 1.0), steps))


def worst(board: Matrix, order: NDArray[np.intp], contenders: Sequence[bool], count: int) -> NDArray[np.intp]:
    """Page positions that deserve a page of their own: the ``count`` hardest and every page on which a contender failed, hardest first."""
    mask = np.asarray(contenders, bool)
    broken = np.asarray(page_rules.no_text(board.statuses[mask]).any(axis=0))
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    return order[(rank[order] < count) | broken[order]]


@dataclass(frozen=True, slots=True)
class Loss:
    """Where one adapter's words went: shares of what is missing by role and of what is extra by class, and how many words each is.

    ``edges`` are the shares of first and last paragraphs that are missing; ``order`` is the F1 that order costs, ``repeated`` the share of
    output words that repeat, ``glued`` the share of block boundaries where two words became one. All 0-1, NaN where undefined.
    """

    adapter: str
    missing: tuple[tuple[str, float], ...]
    extra: tuple[tuple[str, float], ...]
    missing_words: int
    extra_words: int
    edges: tuple[float, float]
    order: float
    repeated: float
    glued: float


def losses_of(frame: pd.DataFrame, adapters: Sequence[str]) -> tuple[Loss, ...]:
    """Sum the rows of ``losses.parquet`` (columns of :mod:`bench.scoring.tables.losses` by adapter) to shares, largest first."""
    from bench.scoring.tables import losses

    found = []
    for name in adapters:
        rows = frame.loc[frame["adapter"] == name, list(losses.COLUMNS)].to_numpy(float)
        if len(rows):
            found.append(_loss(name, rows.sum(0).tolist()))
    return tuple(found)


def _loss(name: str, sums: Sequence[float]) -> Loss:
    """Return the shares of the sums of one adapter's rows."""
    from bench.scoring.tables import losses

    totals, shares = dict(zip(losses.COLUMNS, sums, strict=True)), losses.aggregate([sums])
    missing, extra = (_shares(shares, kind, names) for kind, names in (("missing", losses.ROLES), ("extra", losses.CLASSES)))
    lost = int(sum(totals[f"missing_{role}"] for role in losses.ROLES))
    let_in = int(sum(totals[f"extra_{name}"] for name in losses.CLASSES))
    edges = (shares["lost.first"], shares["lost.last"])
    return Loss(name, missing, extra, lost, let_in, edges, shares["order"], shares["repeated"], shares["glued"])


def _shares(shares: Mapping[str, float], kind: str, names: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the shares of one kind above 0, largest first."""
    known = [(name, shares[f"{kind}.{name}"]) for name in names if shares[f"{kind}.{name}"] > 0]
    return tuple(sorted(known, key=lambda item: (-item[1], item[0])))
