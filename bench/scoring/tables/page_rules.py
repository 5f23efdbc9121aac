"""Decide about single pages: which way a headline improves, what failed, and what counts as broken."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Scorer, Status

BROKEN = 0.3  # of a headline on 0-1: a page that loses more than this broke; less is common where an extractor changed its mind on a block
ABSENT = "absent"  # the status of a pair with no score row: skipped, or its gold does not serve the protocol

_FAILED = tuple(status.value for status in Status if status.failed)


def headline(scorer: Scorer, values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the headline of metrics (..., metrics) on 0-1, shape (...,); 1 is best for error rates too."""
    chosen = np.asarray(values, float)[..., scorer.metrics.index(scorer.headline)] / (100 if scorer.percent else 1)
    return np.asarray(1 - chosen if scorer.headline in scorer.lower_is_better else chosen)


def failed(statuses: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return where an extractor broke, same shape; ``empty`` is not among them, as it may be right."""
    return np.isin(statuses, _FAILED)


def no_text(statuses: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return where a page that was tried gave no text, same shape: failed or empty."""
    return np.asarray(failed(statuses) | (statuses == Status.EMPTY.value))


def broke(was: str, is_now: str, before: float, after: float, *, rose: bool | None = None) -> bool:
    """Return whether a page no longer works, or lost more than :data:`BROKEN` of its headline.

    ``before`` and ``after`` are what :func:`headline` returns (NaN where only statuses are known). A page that comes out empty did not
    break where its headline rose, as with empty gold; ``rose`` says so where several protocols judge (None: by these two figures). An
    absent page says nothing. With both sides changed round this is whether a page was mended.
    """
    better = after > before if rose is None else rose
    stopped = was == Status.OK and is_now not in {Status.OK, ABSENT} and not (is_now == Status.EMPTY and better)
    return bool(stopped or before - after > BROKEN)
