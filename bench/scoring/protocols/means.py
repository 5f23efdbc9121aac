"""Average figures over pages: ``parts`` and ``finish`` of protocols whose corpus figure is a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray


def paged(count: int) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Return parts: the first ``count`` columns as they are, then 1 for each page."""

    def parts(rows: NDArray[Any]) -> NDArray[Any]:
        """Map rows to their figures and the number of pages."""
        return np.concatenate([rows[..., :count], np.ones((*rows.shape[:-1], 1))], axis=-1)

    return parts


def averaged(totals: NDArray[Any]) -> NDArray[Any]:
    """Return sums over the number of pages, the last part: shape (..., k - 1), NaN where it is 0."""
    return ratio(totals[..., :-1], totals[..., -1:])


def ratio(top: NDArray[Any], bottom: NDArray[Any], empty: float = np.nan) -> NDArray[Any]:
    """Return top / bottom, ``empty`` where bottom is 0."""
    top, bottom = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, empty), where=bottom > 0))


def harmonic(precision: NDArray[Any], recall: NDArray[Any]) -> NDArray[Any]:
    """Return the harmonic mean: 0 where either is 0 (even if the other is NaN), else NaN where either is."""
    nothing = (precision == 0) | (recall == 0)
    total = np.where(nothing, 1.0, precision + recall)
    return np.asarray(np.where(nothing, 0.0, 2 * precision * recall / total))
