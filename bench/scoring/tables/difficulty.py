"""Order pages by how hard they are, and choose those worth a look (numpy only)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.scoring.tables import page_rules
from bench.scoring.tables.matrix import Matrix

Floats = NDArray[np.float64]


def means(values: Floats, axis: int) -> Floats:
    """Return the mean over ``axis`` without NaN; NaN where nothing is left (and no warning)."""
    known = np.isfinite(values)
    count = known.sum(axis)
    total = np.where(known, values, 0.0).sum(axis)
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))


def means_of_groups(values: Floats, groups: Sequence[str]) -> list[tuple[str, int, Floats]]:
    """Return (group, its pages, mean of each row over them) for ``values`` (rows, pages), sorted by group."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(groups):
        places.setdefault(name, []).append(at)
    return [(name, len(chosen), means(values[:, chosen], 1)) for name, chosen in sorted(places.items())]


def hardest_first(matrix: Matrix, contenders: Sequence[bool]) -> NDArray[np.intp]:
    """Return page positions from hardest to easiest.

    By the contenders' (all adapters' where there is none) mean headline, then by how many of them failed, then as they come.
    """
    chosen = np.asarray(contenders, bool)
    mask = chosen if chosen.any() else np.ones(len(matrix.adapters), bool)
    difficulty = np.nan_to_num(means(matrix.headline[mask], 0), nan=2.0)
    failures = page_rules.failed(matrix.statuses[mask]).sum(0)
    return np.lexsort((np.arange(len(matrix.keys)), -failures, np.round(difficulty, 9)))


def worst(matrix: Matrix, order: NDArray[np.intp], contenders: Sequence[bool], count: int) -> NDArray[np.intp]:
    """Return positions of the ``count`` hardest pages and of every page without text, hardest first.

    ``order`` is what :func:`hardest_first` returns; a page counts as without text where a contender failed or came out empty.
    """
    mask = np.asarray(contenders, bool)
    without = np.asarray(page_rules.no_text(matrix.statuses[mask]).any(axis=0))
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    return order[(rank[order] < count) | without[order]]
