"""Resample pages or sites: seeded weights, and the bootstrap of any metrics (numpy only).

Every figure of a corpus is ``finish`` of a sum over pages, so a bootstrap is ``finish(weights @ parts)``: one matrix of weights, shared by
all adapters, is multiplied with all their parts at once. Adapters share the resamples, so differences between them are paired.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.errors import BoilerbenchError
from bench.model import Scorer
from bench.registry import unknown

CHUNK = 1 << 17  # weights held at a time: 1 MB as float64 stays in a processor's cache, and is memory that is used again
UNITS = ("site", "page")
TESTS = ("swap", "resample")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How uncertainty is estimated; stands in the signature.

    ``unit`` is what is drawn: ``site`` (pages of one site go together) or ``page``. ``test`` is the paired test: ``swap``
    (randomisation: each unit's two results change places or not) or ``resample`` (bootstrap of the difference); see
    :mod:`bench.scoring.statistics.stepdown`. ``level`` is that of intervals of one adapter, ``alpha`` the family-wise error rate of all
    differences of a table.
    """

    resamples: int = 10_000
    seed: int = 0
    unit: str = "site"
    test: str = "swap"
    level: float = 0.95
    alpha: float = 0.05

    def __post_init__(self) -> None:
        """Refuse settings that mean nothing."""
        for kind, name, names in (("unit", self.unit, UNITS), ("test", self.test, TESTS)):
            if name not in names:
                raise unknown(kind, name, names, BoilerbenchError, "boilerbench score --help")
        if self.resamples < 1 or not 0 < self.level < 1 or not 0 < self.alpha < 1:
            raise BoilerbenchError("resamples, level or alpha out of range", "resamples > 0, 0 < level < 1, 0 < alpha < 1")


def generator(seed: int, name: str = "") -> np.random.Generator:
    """Return the random stream of a corpus: it depends on seed and corpus name alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def clusters(sites: Sequence[str], unit: str = "site") -> NDArray[np.int64]:
    """Return each page's cluster number: pages of one site share one, a page without a site stands alone."""
    labels = [site if site and unit == "site" else f"\0{at}" for at, site in enumerate(sites)]
    numbers = {label: at for at, label in enumerate(dict.fromkeys(labels))}
    return np.array([numbers[label] for label in labels], np.int64)


def weights(groups: NDArray[np.int64], sampling: Sampling, name: str = "") -> Iterator[NDArray[np.float64]]:
    """Yield how often each page's cluster was drawn (with replacement), in chunks (resamples, pages)."""
    drawn = generator(sampling.seed, name)
    count = int(groups.max(initial=-1)) + 1
    for size in _chunks(sampling.resamples, max(1, len(groups))):
        picks = drawn.integers(0, count, (size, count), dtype=np.int32) if count else np.empty((size, 0), np.int32)
        picks += np.arange(size, dtype=np.int32)[:, None] * np.int32(count)
        tally = np.bincount(picks.ravel(), minlength=size * count).reshape(size, count)
        yield tally[:, groups].astype(np.float64) if count < len(groups) else tally.astype(np.float64)


def swaps(groups: NDArray[np.int64], sampling: Sampling, name: str = "") -> Iterator[NDArray[np.float64]]:
    """Yield masks (resamples, pages) in chunks: 1 where the two results of a page's cluster change places."""
    drawn = generator(sampling.seed, name)
    count = int(groups.max(initial=-1)) + 1
    for size in _chunks(sampling.resamples, max(1, len(groups))):
        yield drawn.integers(0, 2, (size, count), dtype=np.int8)[:, groups].astype(np.float64)


def _chunks(resamples: int, pages: int) -> Iterator[int]:
    """Yield chunk sizes that sum to ``resamples``; they depend on the number of pages alone."""
    size = max(1, CHUNK // pages)
    for start in range(0, resamples, size):
        yield min(size, resamples - start)


def additive(scorer: Scorer, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Return parts (adapters, pages, k) of rows (adapters, pages, columns); a skipped page (NaN) adds 0."""
    tried = ~np.isnan(rows).any(axis=-1, keepdims=True)
    return np.where(tried, scorer.parts(np.where(tried, rows, 0.0)), 0.0)


def multiply(chunks: Iterator[NDArray[np.float64]], pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights @ parts of all adapters: (adapters, pages, k) become totals (adapters, resamples, k)."""
    adapters, pages, k = pieces.shape
    flat = np.ascontiguousarray(pieces.transpose(1, 0, 2)).reshape(pages, adapters * k)
    totals = np.concatenate([chunk @ flat for chunk in chunks])
    return totals.reshape(-1, adapters, k).transpose(1, 0, 2)


def bootstrap(scorer: Scorer, rows: NDArray[Any], groups: NDArray[np.int64], sampling: Sampling, name: str = "") -> NDArray[np.float64]:
    """Return resampled metrics, (adapters, resamples, metrics), of rows (adapters, pages, columns)."""
    return scorer.finish(multiply(weights(groups, sampling, name), additive(scorer, rows)))


def aggregate(scorer: Scorer, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Return the metrics (..., metrics) of rows (..., pages, columns), skipped pages (NaN) left out."""
    return scorer.finish(additive(scorer, rows).sum(axis=-2))


def page_values(scorer: Scorer, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Return each page's own metrics, shape (..., pages, metrics); NaN where skipped or undefined."""
    tried = ~np.isnan(rows).any(axis=-1, keepdims=True)
    return np.where(tried, scorer.finish(additive(scorer, rows)), np.nan)


def peer_errors(scorer: Scorer, rows: NDArray[Any], resamples: int = 1000, seed: int = 0) -> NDArray[np.float64]:
    """Return the deviation of metrics over page resamples, (adapters, metrics), scrapinghub's "+-"."""
    sampling = Sampling(resamples=resamples, seed=seed, unit="page")
    metrics = bootstrap(scorer, rows, np.arange(rows.shape[-2]), sampling)
    return np.asarray(metrics.std(axis=1, ddof=1)) if resamples > 1 else np.zeros((rows.shape[0], len(scorer.metrics)))
