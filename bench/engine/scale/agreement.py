"""Who agrees with whom, where there is no gold: token F1 between two texts of the same page."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Sums = dict[str, tuple[float, int]]  # "first\tsecond" -> (sum of F1, pages)


def _key(first: str, second: str) -> str:
    """Return the key of two adapters, the same in either order."""
    return "\t".join(sorted((first, second)))


def _f1(first: Counter[str], second: Counter[str]) -> float | None:
    """Return 2 |A & B| / (|A| + |B|) over bags of words (Dice 1945), None where both are empty."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else None


def of_page(texts: Mapping[str, str]) -> Sums:
    """Return the agreement of every two adapters tried on a page; two empty texts say nothing."""
    from bench.scoring.text.tokens import words

    bags = {name: Counter(words(text)) for name, text in texts.items()}
    values = {_key(a, b): _f1(bags[a], bags[b]) for a, b in combinations(sorted(bags), 2)}
    return {key: (value, 1) for key, value in values.items() if value is not None}


def added(first: Mapping[str, tuple[float, int]], second: Mapping[str, tuple[float, int]]) -> Sums:
    """Return the sums of two sets of pages together."""
    sums = dict(first)
    for key, (value, count) in second.items():
        before = sums.get(key, (0.0, 0))
        sums[key] = (before[0] + value, before[1] + count)
    return sums


def matrix(sums: Mapping[str, tuple[float, int]], names: Sequence[str]) -> list[list[float | None]]:
    """Return mean F1 as a square in the order of ``names``; None for two never compared."""
    return [[_mean(sums, a, b) for b in names] for a in names]


def _mean(sums: Mapping[str, tuple[float, int]], first: str, second: str) -> float | None:
    """Return the mean F1 of two adapters."""
    value, count = sums.get(_key(first, second), (0.0, 0))
    return 1.0 if first == second else value / count if count else None
