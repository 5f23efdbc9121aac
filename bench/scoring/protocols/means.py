"""Average figures over pages: ``parts`` and ``finish`` of protocols whose corpus figure is a mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray


def paged(count: int) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """Return parts: the first ``count`` columns as they are, then 1 for each page."""

    def parts(rows: NDArray[Any]) -> NDArray[Any]:
        """Return the parts of rows."""
        import numpy as np

        return np.concatenate([rows[..., :count], np.ones((*rows.shape[:-1], 1))], axis=-1)

    return parts


def averaged(totals: NDArray[Any]) -> NDArray[Any]:
    """Return sums over the number of pages, the last part: shape (..., k - 1), NaN where it is 0."""
    return ratio(totals[..., :-1], totals[..., -1:])


def pooled(tp: NDArray[Any], fp: NDArray[Any], fn: NDArray[Any], tn: NDArray[Any] | float = 0.0) -> NDArray[Any]:
    """Return f1, precision, recall and accuracy of counts along a last axis; 0 where a denominator is 0."""
    import numpy as np

    tops, bottoms = (2 * tp, tp, tp, tp + tn), (2 * tp + fp + fn, tp + fp, tp + fn, tp + fp + fn + tn)
    return ratio(np.stack(tops, axis=-1), np.stack(bottoms, axis=-1), 0.0)


def similar(distance: NDArray[Any], largest: NDArray[Any]) -> NDArray[Any]:
    """Return (1 - distance / largest, 0 at least, and 1) along a last axis; both 0 where largest is 0."""
    import numpy as np

    return np.stack([np.maximum(0.0, 1 - ratio(distance, largest, 1.0)), np.asarray(largest > 0, float)], axis=-1)


def ratio(top: NDArray[Any], bottom: NDArray[Any], empty: float = math.nan) -> NDArray[Any]:
    """Return top / bottom, ``empty`` where bottom is 0."""
    import numpy as np

    top, bottom = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, empty), where=bottom > 0))


def harmonic(precision: NDArray[Any], recall: NDArray[Any]) -> NDArray[Any]:
    """Return the harmonic mean: 0 where either is 0 (even if the other is NaN), else NaN where either is."""
    import numpy as np

    nothing = (precision == 0) | (recall == 0)
    total = np.where(nothing, 1.0, precision + recall)
    return np.asarray(np.where(nothing, 0.0, 2 * precision * recall / total))
