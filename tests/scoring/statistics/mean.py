"""The plainest protocol, the mean of page values, and score rows for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols import means
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Sequence


def _row(prepared: str, text: str) -> tuple[float, ...]:
    return (float(prepared == text),)


def _prepare(gold: Gold) -> str:
    return gold.text


RULES = Rules("", "", "", "", "")
MEAN = Scorer(
    name="mean",
    version=1,
    columns=("value",),
    metrics=("mean",),
    headline="mean",
    rules=RULES,
    prepare=_prepare,
    row=_row,
    parts=means.paged(1),
    finish=means.averaged,
)
BOTH = Scorer(
    name="both",
    version=1,
    columns=("up", "down"),
    metrics=("up", "down"),
    headline="up",
    rules=RULES,
    prepare=_prepare,
    row=_row,
    parts=means.paged(2),
    finish=means.averaged,
)


def rows(*values: np.ndarray) -> np.ndarray:
    """Return page values of each adapter, (pages,), as score rows (adapters, pages, 1)."""
    return np.stack(values)[..., None].astype(float)


def noise(seed: int, *shape: int) -> np.ndarray:
    """Return page values with mean 0.75."""
    return np.random.default_rng(seed).beta(6, 2, shape)


def pages(count: int) -> np.ndarray:
    """Return clusters of one page each."""
    return np.arange(count)


def scored(names: Sequence[str], *values: np.ndarray, groups: np.ndarray | None = None, **sampling: Any) -> ScoredPages:
    """Return page values of each adapter as :data:`MEAN` scored them."""
    clusters = pages(len(values[0])) if groups is None else groups
    return ScoredPages(scorer=MEAN, names=tuple(names), rows=rows(*values), groups=clusters, sampling=Sampling(**sampling))
