"""Complete decisions by what they imply: above and above is above (no numbers are drawn)."""

import math
from collections.abc import Sequence
from dataclasses import replace

from bench.scoring.statistics.comparisons import PairComparison

Sides = tuple[str, str]  # the higher figure, the lower one


def completed(compared: Sequence[PairComparison]) -> tuple[PairComparison, ...]:
    """Return the pairs with what others imply: a is above b, b is above c, hence a is above c.

    Each pair is decided by itself, so that the third may be left out, and the ranks of a and c would then be apart while their interval
    holds 0. What follows from true statements is true: the family-wise error stays. The p-value is the larger of the two, and the interval
    begins at the sum of the two beginnings. Where adapters were tried on different pages, and the figures themselves say otherwise, nothing
    is implied.
    """
    table, changed = list(compared), True
    while changed:
        apart = {_sides(pair): pair for pair in table if pair.significant}
        found = [_implied(pair, apart) for pair in table]
        changed, table = found != table, found
    return tuple(table)


def _implied(pair: PairComparison, apart: dict[Sides, PairComparison]) -> PairComparison:
    """Return a pair as two others imply, itself where none do."""
    if pair.significant or math.isnan(pair.p_adjusted):
        return pair
    high, low = _sides(pair)
    ways = [(apart[high, middle], apart[middle, low]) for above, middle in sorted(apart) if above == high and (middle, low) in apart]
    for one, two in sorted(ways, key=lambda way: -_least(way[0]) - _least(way[1])):
        least = _least(one) + _least(two)
        if least < abs(pair.difference.value):
            seen = pair.difference
            estimate = replace(seen, low=least) if seen.value > 0 else replace(seen, high=-least)
            return replace(pair, significant=True, p_adjusted=max(one.p_adjusted, two.p_adjusted), difference=estimate)
    return pair


def _sides(pair: PairComparison) -> Sides:
    """Return the names of a pair, that with the higher figure first."""
    return (pair.left, pair.right) if pair.difference.value > 0 else (pair.right, pair.left)


def _least(pair: PairComparison) -> float:
    """Return the smallest size of a significant difference by its interval."""
    return min(abs(pair.difference.low), abs(pair.difference.high))
