"""The rule of the speed gate: when measured pairs of processes suffice, and what they say.

The unit that is replicated is a pair of fresh processes, one a side, run page by page in turn: within one process repeating helps little,
because memory layout and hash seed shift all its pages together (measured: 0.9 % between processes of one version, correlation .98
between the first and last rounds of a process). Each pair gives one number, the mean over pages of the log ratio of per-page minima;
its mean over pairs has a Student t interval. The interval is looked at a few planned times, each at a level
that leaves the whole under ``alpha`` (Bonferroni), so looking again costs no false alarms.

What holds on any machine, as far as the t interval does: a slowdown of ``threshold`` or more is called unchanged in at most
``alpha / 2`` of gates, since that is said only of an interval that lies within the threshold on both sides. How often it is caught,
rather than refused as incomparable, is a matter of the deviation between pairs. Of 400 simulated gates of normal noise for each figure:

    deviation          1.2 %   2 %    3 %   6.5 %
    5 %: caught        100 %  100 %   99 %   31 %   the rest refused
    3 %: caught        100 %   95 %   62 %    9 %   refused but for 0.8 % at 2 % and 0.5 % at 3 %, called unchanged
    same: unchanged    100 %   90 %   31 %    0 %   the rest refused
    same: false alarm    0 %  0.8 %  0.2 %    1 %   slower or faster, though nothing changed

Measured by ``tests/benchmarks/speed_gate_trials.py`` with trafilatura 2.3.1 on the embedded corpus, two cores: a deviation of 1.2 %
beside six busy processes. Of 120 gates beside runs, tests and a crawl (load 2 to 7, median 4.3), 40 of each kind, where pairs deviated by
2.0 2.9 4.4 % (quartiles), none said a wrong word, and the rest refused to judge:

    5 % slower: caught 34     3 % slower: caught 19     the same version: unchanged 14

Beside a load of 9 to 14, of 5 to 9 %, where all of 4 gates refused; at the lowest priority beside a load of 22 to 29, all of 24 gates of a
version beside itself refused, as no worker started in time.
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

    ``tolerance`` is the least slowdown worth an alarm, ``threshold`` the change that an interval must exclude on both sides before two
    versions are called unchanged, ``alpha`` the two-sided risk over all ``looks`` (counts of pairs).
    """

    tolerance: float = 0.015
    threshold: float = 0.03
    alpha: float = 0.01
    looks: tuple[int, ...] = (6, 8, 11, 15)

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

    Regressed: the interval excludes 1 and the ratio exceeds 1 + tolerance; improved likewise. Unchanged: the interval lies within the
    threshold on both sides. Otherwise incomparable, which a further look may settle: the noise would hide what the gate is there to find.
    """
    ratio = ratio_of(logs, rule.level)
    if ratio.low > 1 and ratio.value > 1 + rule.tolerance:
        return Decision(Outcome.REGRESSED, ratio, settled=True)
    if ratio.high < 1 and ratio.value < 1 / (1 + rule.tolerance):
        return Decision(Outcome.IMPROVED, ratio, settled=True)
    if 1 / (1 + rule.threshold) < ratio.low and ratio.high < 1 + rule.threshold:
        return Decision(Outcome.UNCHANGED, ratio, settled=True)
    return Decision(Outcome.INCOMPARABLE, ratio, settled=last)
