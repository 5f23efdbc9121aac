"""The rule of the speed gate: when measured pairs of processes suffice, and what they say.

The unit that is replicated is a pair of fresh processes, one a side, run page by page in turn: within one process repeating helps little,
because memory layout and hash seed shift all its pages together (measured: 0.9 % between processes of one version, correlation .98
between the first and last rounds of a process). Each pair gives one number, the mean over pages of the log ratio of per-page minima;
its mean over pairs has a Student t interval. The interval is looked at a few planned times, each at a level
that leaves the whole under ``alpha`` (Bonferroni), so looking again costs no false alarms.

Measured by ``tests/benchmarks/speed_gate_trials.py`` with trafilatura 2.3.1 on the embedded corpus, on two cores shared with a load of
twelve (the fixed loop's 90 % range was 15 % of its median; 1.2 % between pairs): no alarm in 102 gates of one version, a slowdown of 3 %
caught in 20 of 20, of 5 % in 20 of 20, for 5 to 6 s of CPU a side on average and 11.3 s at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from bench.model import Estimate, Outcome
from bench.scoring.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Rule:
    """When to alarm; all but ``looks`` are shares (0.03 is 3 %).

    ``tolerance`` is the least slowdown worth an alarm, ``tight`` the change that an interval must exclude on both sides before measuring
    stops without one, ``alpha`` the two-sided risk over all ``looks`` (counts of pairs), ``loose`` the half width beyond which
    nothing can be said.
    """

    tolerance: float = 0.015
    tight: float = 0.03
    alpha: float = 0.01
    looks: tuple[int, ...] = (6, 8, 11, 15)
    loose: float = 0.05

    @property
    def level(self) -> float:
        """Return the confidence level of each look."""
        return 1 - self.alpha / len(self.looks)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the pairs say: time after over time before, and whether more pairs are worth their cost."""

    outcome: Outcome
    ratio: Estimate
    settled: bool


def ratio_of(logs: Sequence[float], level: float) -> Estimate:
    """Return the geometric mean of exp(``logs``) with its Student t interval.

    Raises ValueError for fewer than two pairs.
    """
    if len(logs) < 2:
        raise ValueError("an interval needs two pairs of processes")
    middle = fmean(logs)
    variance = math.fsum((log - middle) ** 2 for log in logs) / (len(logs) - 1)
    half = t_quantile((1 + level) / 2, len(logs) - 1) * math.sqrt(variance / len(logs))
    return Estimate(math.exp(middle), math.exp(middle - half), math.exp(middle + half), level, len(logs))


def decide(logs: Sequence[float], rule: Rule, *, last: bool = False) -> Decision:
    """Return the decision at a look. ``last`` says that no further look can be afforded.

    Regressed: the interval excludes 1 and the ratio exceeds 1 + tolerance; improved likewise. Otherwise unchanged, but
    incomparable where the interval is wider than ``loose`` a side: such noise would hide what the gate is there to find.
    """
    ratio = ratio_of(logs, rule.level)
    half = math.log(ratio.high / ratio.low) / 2
    if ratio.low > 1 and ratio.value > 1 + rule.tolerance:
        return Decision(Outcome.REGRESSED, ratio, settled=True)
    if ratio.high < 1 and ratio.value < 1 / (1 + rule.tolerance):
        return Decision(Outcome.IMPROVED, ratio, settled=True)
    outcome = Outcome.INCOMPARABLE if half > rule.loose else Outcome.UNCHANGED
    tight = 1 / (1 + rule.tight) < ratio.low and ratio.high < 1 + rule.tight
    return Decision(outcome, ratio, settled=last or tight)
