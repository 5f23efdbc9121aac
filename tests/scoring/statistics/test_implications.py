"""Above and above is above: the way that says most is taken."""

from __future__ import annotations

import math

import pytest

from bench.scoring.statistics.comparisons import PairComparison
from bench.scoring.statistics.estimates import Estimate
from bench.scoring.statistics.implications import completed


def pair(left: str, right: str, value: float, low: float, p: float, *, significant: bool = True) -> PairComparison:
    """Return the comparison of two adapters whose difference has an interval from ``low``."""
    estimate = Estimate(value, low, 2 * value - low, 0.95, 9)
    return PairComparison(
        left=left, right=right, metric="f1", difference=estimate, p=p, p_adjusted=p, significant=significant,
        effect=0.0, superiority=0.5, wins=1, ties=0, losses=0, detectable=math.nan, clusters=9,
    )  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_ways_the_one_with_the_larger_sum_of_beginnings_is_taken(turned: bool) -> None:
    undecided = pair("z", "a", -0.6, -1.3, 0.2, significant=False) if turned else pair("a", "z", 0.6, -0.1, 0.2, significant=False)
    ways = [pair("a", "m", 0.3, 0.1, 0.01), pair("m", "z", 0.4, 0.3, 0.02), pair("a", "n", 0.4, 0.3, 0.03), pair("n", "z", 0.3, 0.2, 0.04)]
    implied = completed([*ways, undecided])[-1]
    assert implied.significant
    assert implied.p_adjusted == 0.04
    bound = implied.difference.high if turned else implied.difference.low
    assert abs(bound) == pytest.approx(0.5)
