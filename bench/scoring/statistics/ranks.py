"""Ranks as intervals: how many adapters are significantly better, and how many significantly worse."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bench.scoring.statistics.comparisons import PairComparison
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.statistics.stepdown import draws, fewest_clusters

Rank = tuple[int, int]  # from, to; 1 is best


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rank of each contender that has a figure; ``reason`` says why there are none, "" where there are."""

    ranks: Mapping[str, Rank]
    reason: str = ""


def ranking(names: Collection[str], compared: Sequence[PairComparison], sampling: Sampling, *, lower: bool = False) -> Ranking:
    """Return rank intervals of ``names``, contenders with a figure, from the pairs compared.

    Of K, one's rank goes from 1 + how many are significantly better to K - how many are significantly worse (Mogstad, Romano, Shaikh,
    Wilhelm, Review of Economic Studies 91, 2024). Copies of one adapter have the same rank. Where no difference could be significant,
    whatever its size, there are no ranks. ``lower``: less is better.
    """
    judged = [pair for pair in compared if {pair.left, pair.right} <= set(names) and not math.isnan(pair.p_adjusted)]
    if reason := _reason(len(names), judged, sampling):
        return Ranking({}, reason)
    beaten = [_sides(pair, lower=lower) for pair in judged if pair.significant]
    better, worse = [winner for winner, _ in beaten], [loser for _, loser in beaten]
    return Ranking({name: (1 + worse.count(name), len(names) - better.count(name)) for name in names})


def shown(rank: Rank | None) -> str:
    """Return a rank as people read it: "3", or "1-5"; "" for none."""
    if rank is None:
        return ""
    return str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}-{rank[1]}"


def _reason(count: int, judged: Sequence[PairComparison], sampling: Sampling) -> str:
    """Say why no difference can be significant, "" where one can."""
    if count < 2:
        return ""
    level, unit = f"{sampling.alpha:.2g}", "sites" if sampling.unit == "site" else "pages"
    if not judged:
        return "no ranks: no two adapters have a figure on common pages from more than one site"
    clusters, fewest = max(pair.clusters for pair in judged), fewest_clusters(sampling.alpha)
    if clusters < fewest:
        return f"no ranks: {clusters} {unit} are too few to show any difference at p < {level}, which takes at least {fewest}"
    if draws(sampling) + 1 <= 1 / sampling.alpha:
        return f"no ranks: {draws(sampling):,} resamples are too few to show any difference at p < {level}"
    return ""


def _sides(pair: PairComparison, *, lower: bool) -> tuple[str, str]:
    """Return the better and the worse of a pair whose difference is significant."""
    return (pair.left, pair.right) if (pair.difference.value > 0) is not lower else (pair.right, pair.left)
