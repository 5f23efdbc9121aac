"""Choose one adapter for each page, and make score rows of what they scored there (numpy only)."""

import numpy as np
from numpy.typing import NDArray

from bench.scoring.tables.matrix import Matrix
from bench.scoring.tables.page_rules import ABSENT

NOBODY = -1  # in the place of an adapter, on a page without one


def goodness(matrix: Matrix, metric: str) -> NDArray[np.float64]:
    """Return a metric of each page so that more is better, (adapters, pages).

    An undefined figure (an empty output, to some protocols) is the worst there is of those that were tried; a page that was not tried is
    minus infinity.
    """
    values = matrix.of(metric) * (-1 if metric in matrix.scorer.lower_is_better else 1)
    finite = np.isfinite(values)
    worst = values[finite].min(initial=0.0)
    return np.where(matrix.statuses == ABSENT, -np.inf, np.where(finite, values, worst))


def best(good: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the place of the best line of each page, the first of those that tie.

    It is :data:`NOBODY` where none was tried.
    """
    return np.where(np.isfinite(good).any(axis=0), good.argmax(axis=0), NOBODY)


def taken(matrix: Matrix, adapters: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the rows of the adapter chosen for each page, (pages, columns); NaN where there is nobody."""
    rows = matrix.rows[adapters, np.arange(len(adapters))]
    return np.where((adapters == NOBODY)[:, None], np.nan, rows)
