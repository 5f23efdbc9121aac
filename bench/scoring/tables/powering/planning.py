"""What more gold would prove: the interval of the leader's margin over the next, by pages with gold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.statistics import powered
from bench.scoring.statistics.intervals import t_quantile
from bench.scoring.tables.leaderboards import leaderboards
from bench.scoring.tables.powering.figures import margins
from bench.scoring.tables.powering.sample import drawn_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.leaderboards import Board
    from bench.scoring.tables.matrix import Results

MORE = (0, 10, 20, 50, 100, 200, 500)  # golds


@dataclass(frozen=True, slots=True)
class GoldStep:
    """With ``more`` golds there are ``gold``: half the 95 % interval of the margin, powered, and by pages with gold ``alone``."""

    more: int
    gold: int
    margin: float
    alone: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPlan:
    """The margin of the best contender (``left``) over the next on one corpus and track, and what more gold makes of its interval.

    Intervals are those of this one pair; there are no ``steps`` where the margin rests on drafts. ``verdict`` says in words how many
    golds would tell the two apart, were the margin what it is now.
    """

    protocol: str
    metric: str
    corpus: str
    track: str
    left: str
    right: str
    difference: float
    pages: int
    steps: tuple[GoldStep, ...]
    basis: str
    verdict: str


@dataclass(frozen=True, slots=True)
class _Errors:
    """Variances of a margin over ``count`` clusters with gold: ``own`` falls with their number, ``rest`` is there to stay."""

    count: int
    own: float
    rest: float
    paid: int

    def margin(self, clusters: float, level: float) -> float:
        """Return half the interval with so many clusters with gold."""
        freedom = math.floor(clusters) - self.paid
        if freedom < 1:
            return math.nan
        return t_quantile((1 + level) / 2, freedom) * math.sqrt(self.own * self.count / clusters + self.rest)


def plans(results: Results, sampling: Sampling, more: Sequence[int] = MORE) -> tuple[GoldPlan, ...]:
    """Return a plan for each corpus and track with two contenders that have a figure."""
    made = (_plan(results, board, sampling, more) for board in leaderboards(results, sampling))
    return tuple(one for one in made if one is not None)


def _plan(results: Results, board: Board, sampling: Sampling, more: Sequence[int]) -> GoldPlan | None:
    """Return the plan of one board; None where no two contenders have a figure."""
    best = [one.adapter for one in board.standings if not one.floor and not math.isnan(one.metrics[board.metric].value)][:2]
    if len(best) < 2:
        return None
    left, right = best
    pair = next(one for one in board.pairs if {one.left, one.right} == {left, right})
    difference = pair.difference.value if pair.left == left else -pair.difference.value
    ours, alone = _errors(results, board, sampling, left, right)
    gold, on_drafts = board.n, board.gold.circular and not board.powered
    of_track = results.pages[(results.pages["corpus"] == board.corpora[0]) & (results.pages["kind"] == board.track)]
    pages = len(of_track)

    def widths(count: int) -> tuple[float, float]:
        """Return half the interval with gold on so many pages, powered and by gold alone."""
        share = count / gold  # clusters with gold grow as pages do
        return ours.margin(ours.count * share, 0.95), alone.margin(alone.count * share, 0.95)

    counts = () if on_drafts else [extra for extra in more if gold + extra <= pages]
    steps = tuple(GoldStep(extra, gold + extra, *widths(gold + extra)) for extra in counts)
    needed = next((count for count in range(gold, pages + 1) if widths(count)[0] < abs(difference)), None)
    return GoldPlan(
        protocol=board.protocol,
        metric=board.metric,
        corpus=board.corpora[0],
        track=board.track,
        left=left,
        right=right,
        difference=difference,
        pages=pages,
        steps=steps,
        basis=board.basis,
        verdict=_drafts(board) if on_drafts else _verdict(steps, needed, gold),
    )


def _errors(results: Results, board: Board, sampling: Sampling, left: str, right: str) -> tuple[_Errors, _Errors]:
    """Return the errors of a margin as the board has it, and by pages with gold alone."""
    matrix = results.matrices[board.corpora[0], board.track]
    if board.powered:
        drawn = drawn_pages(results, matrix, sampling)
        terms, made, _ = margins(drawn, board.metric, {one.adapter for one in board.standings if not one.floor})
        at = [set(couple) for couple in combinations(drawn.gold.adapters, 2)].index({left, right})
        plain, outside = powered.classical(terms), ~terms.with_gold
        whole = float(made.errors[at] ** 2)
        rest = min(float((made.moved[at, outside] ** 2).mean()) * len(outside), whole) if outside.any() else 0.0
        alone = _Errors(plain.clusters, float(plain.errors[at] ** 2), 0.0, 1)
        return _Errors(made.clusters, whole - rest, rest, 2), alone
    scored = matrix.scored(sampling)
    values = np.nan_to_num(matrix.of(board.metric))
    places = matrix.adapters.index(left), matrix.adapters.index(right)
    every = powered.terms(values, np.zeros_like(values), np.ones(values.shape[1]), scored.groups)
    plain = powered.classical(every.differences([places]))
    alone = _Errors(plain.clusters, float(plain.errors[0] ** 2), 0.0, 1)
    return alone, alone


def _drafts(board: Board) -> str:
    """Say that a margin which rests on drafts has no plan, and why it is not powered."""
    after = "boilerbench corpus next FOLDER draws pages, boilerbench annotate FOLDER cleans their gold"
    return "; ".join(filter(None, (f"no plan: {board.gold.notice}", board.basis, after)))


def _verdict(steps: Sequence[GoldStep], needed: int | None, gold: int) -> str:
    """Say what more gold would prove."""
    if not steps or math.isnan(steps[0].margin):
        return "gold from one site says nothing of this margin yet: boilerbench corpus next FOLDER draws more pages"
    shown = next((step for step in steps if step.more == 20), steps[-1] if steps else None)
    first = f"with {shown.more:,} more golds the interval of this margin would be about ±{shown.margin:.3f}" if shown and shown.more else ""
    if needed is None:
        last = "with gold on every page there would be no significant difference, if the margin stays what it is"
    elif needed == gold:
        last = "the difference is significant already, as a pair by itself"
    else:
        last = f"about {needed - gold:,} more golds would make this difference significant, if the margin stays what it is"
    return "; ".join(filter(None, (first, last)))
