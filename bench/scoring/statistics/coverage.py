"""Hold powered intervals against the truth: hide gold that is there, and see how often they hold it (numpy only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bench.scoring.statistics.intervals import t_quantile
from bench.scoring.statistics.powered import classical, powered, terms

DRAWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Intervals of differences of two adapters over ``draws`` random samples of ``n`` pages with gold.

    ``held`` is the share of powered ones that hold the difference on all pages, ``held_alone`` that of Student's t interval by gold alone;
    ``width`` is the median width of the first over that of the second.
    """

    n: int
    draws: int
    held: float
    held_alone: float
    width: float


def coverage(
    values: NDArray[np.float64],
    predicted: NDArray[np.float64],
    sizes: Sequence[int],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[Coverage, ...]:
    """Return the coverage of all pairs for samples of each of ``sizes``.

    ``values`` and ``predicted`` are (adapters, pages): what pages score, and what is predicted of them without gold. Pages are drawn one by
    one, so each is a cluster of its own.
    """
    pages, couples, found = values.shape[1], list(combinations(range(len(values)), 2)), list[Coverage]()
    left, right = np.array(couples).T
    truth = values.mean(axis=1)[left] - values.mean(axis=1)[right]
    for n in sizes:
        random, measured = np.random.default_rng([seed, n]), []
        for _ in range(draws):
            chances = np.zeros(pages)
            chances[random.permutation(pages)[:n]] = n / pages
            given = terms(values, predicted, chances, np.arange(pages)).differences(couples)
            ours, plain = powered(given), classical(given)
            widths = ours.margins(level), plain.errors * t_quantile((1 + level) / 2, n - 1)
            inside = [np.abs(one.values - truth) <= width + 1e-12 for one, width in zip((ours, plain), widths, strict=True)]
            measured.append((*inside, *widths))
        held, alone, width, width_alone = (np.array(part) for part in zip(*measured, strict=True))
        share = float(np.median(width) / np.median(width_alone))
        found.append(Coverage(n=n, draws=draws, held=float(held.mean()), held_alone=float(alone.mean()), width=share))
    return tuple(found)
