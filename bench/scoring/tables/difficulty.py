"""Order pages by how hard they are, and choose those worth a look (numpy only)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.tables import page_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.scoring.tables.matrix import Matrix

    Floats = NDArray[np.float64]


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


def worst(board: Matrix, order: NDArray[np.intp], contenders: Sequence[bool], count: int) -> NDArray[np.intp]:
    """Page positions that deserve a page of their own: the ``count`` hardest and every page on which a contender failed, hardest first."""
    mask = np.asarray(contenders, bool)
    broken = np.asarray(page_rules.no_text(board.statuses[mask]).any(axis=0))
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    return order[(rank[order] < count) | broken[order]]
