"""Say in words what the boards show: the conclusion and the findings.

Each is computed from a comparison, none is written beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING

from bench.report.drawing.rendering import fixed, metric, p_value, signed
from bench.report.scopes import contenders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.model import Estimate
    from bench.report.scopes import Scope, Slice
    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.tables.leaderboards import Board, Standing

SHARE = 4  # a slice with a fourth of the pages is large enough that not telling two apart there says something
ALPHA = 0.05  # after Holm's correction over all pairs of the board


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The one sentence on top, and what it rests on."""

    headline: str
    grounds: str


def verdict(scope: Scope) -> Conclusion:
    """Return who wins, by how much, and whether the data can tell, as the paired tests say."""
    board, digits = scope.board, 1 if scope.scorer.percent else 3
    ranked = [standing for standing in contenders(board) if not isnan(_value(board, standing))]
    if not ranked:
        return Conclusion(
            f"No contender has a {metric(board.metric)} on {scope.title}.",
            "Only yardsticks were run, or no page has gold for this protocol.",
        )
    first = ranked[0]
    estimate = first.metrics[board.metric]
    grounds = (
        f"{board.protocol} on {scope.title}: {metric(board.metric)} {fixed(estimate.value, digits)}, 95 % interval "
        f"{fixed(estimate.low, digits)} to {fixed(estimate.high, digits)}, {board.n} pages"
    )
    grounds += f" of {board.clusters} sites" if board.clusters < board.n else ""
    grounds += f"; {_ended(first)}."
    tied = [standing for standing in ranked[1:] if not told(pair_of(board, first.adapter, standing.adapter))]
    if len(ranked) == 1:
        return Conclusion(f"{first.adapter} is the only contender.", grounds)
    if not tied:
        return Conclusion(_clear(board, first, ranked[1], digits), grounds)
    rest = len(ranked) - 1 - len(tied)
    head = f"{first.adapter} leads, but {_count(tied)} cannot be told apart from it."
    below = f" {_listed([standing.adapter for standing in tied])} {_gaps(board, first, tied, digits)}"
    return Conclusion(head, grounds + below + (f"; {rest} {'others are' if rest > 1 else 'other is'} told apart from it." if rest else "."))


def _clear(board: Board, first: Standing, second: Standing, digits: int) -> str:
    """Return the headline of a leader that is told apart from all others."""
    pair = pair_of(board, first.adapter, second.adapter)
    gap = abs(pair.difference.value) if pair else float("nan")
    return (
        f"{first.adapter} wins by {fixed(gap, digits)} {metric(board.metric)} over "
        f"{second.adapter} ({p_value(pair.p_holm) if pair else 'p unknown'})."
    )


def _count(tied: Sequence[Standing]) -> str:
    """How many are tied, by name where it is one."""
    return tied[0].adapter if len(tied) == 1 else f"{len(tied)} others"


def _gaps(board: Board, first: Standing, tied: Sequence[Standing], digits: int) -> str:
    """Say how far the tied lie from the leader at most, with the p-value of the widest gap."""
    pairs = [pair for standing in tied if (pair := pair_of(board, first.adapter, standing.adapter))]
    if not pairs:
        return "have not been compared with it"
    widest = max(pairs, key=lambda pair: abs(pair.difference.value))
    gap = f"{fixed(abs(widest.difference.value), digits)}"
    return f"lies {gap} from it ({p_value(widest.p_holm)})" if len(tied) == 1 else f"lie {gap} from it or less ({p_value(widest.p_holm)})"


def _ended(standing: Standing) -> str:
    """How an adapter's pages ended."""
    if not standing.failures:
        return f"all {standing.tried} pages came back"
    return ", ".join(f"{count} {status}" for status, count in standing.failures.items()) + f" of {standing.tried} pages"


def findings(scope: Scope, most: int = 10) -> tuple[str, ...]:
    """Return sentences on what stands out.

    They say what the corpus can tell, where slices turn the board round, failures, cost and yardsticks.
    """
    return tuple(list(_all(scope))[:most])


def _all(scope: Scope) -> Iterator[str]:
    """Yield all findings, the most general first."""
    yield from _power(scope)
    yield from _turns(scope)
    yield from _hardest_slice(scope)
    yield from _falls(scope)
    yield from _failures(scope.board)
    yield from _bargain(scope)
    yield from _yardstick(scope)


def _power(scope: Scope) -> Iterator[str]:
    """Return what this corpus can tell at all."""
    first, second = ([standing.adapter for standing in contenders(scope.board)] + ["", ""])[:2]
    pair = pair_of(scope.board, first, second)
    if pair and not isnan(pair.detectable):
        digits = 1 if scope.scorer.percent else 3
        yield (
            f"With {pair.n} pages, a true difference between {first} and {second} under "
            f"{fixed(pair.detectable, digits)} {metric(pair.metric)} would go unseen more than one time in five."
        )


def _turns(scope: Scope) -> Iterator[str]:
    """Yield pairs that all pages do not tell apart and a smaller slice does: the widest gaps.

    In place of all pages, the largest slice with a quarter of them may be what does not tell them apart.
    """
    names = [standing.adapter for standing in contenders(scope.board)[:6]]
    digits, turns = 1 if scope.scorer.percent else 2, []
    for left, right in combinations(names, 2):
        pairs = [(cut, pair) for cut in scope.slices if (pair := pair_of(cut.board, left, right))]
        unsure = [(cut, pair) for cut, pair in pairs if not told(pair) and cut.board.n * SHARE >= scope.board.n]
        same = max(unsure, key=lambda item: item[0].board.n, default=None)
        gaps = [(cut, pair) for cut, pair in pairs if told(pair) and same and cut.group and cut.board.n <= same[0].board.n]
        if same and gaps:
            cut, gap = max(gaps, key=lambda item: abs(item[1].difference.value))
            turns.append((abs(gap.difference.value), left, right, same, cut.title, gap))
    for size, left, right, (where, same_pair), title, gap in sorted(turns, key=lambda item: (-item[0], item[1], item[2]))[:3]:
        lower = scope.board.metric in scope.scorer.lower_is_better
        worse = gap.right if (gap.difference.value > 0) is not lower else gap.left
        place = f"on {where.title}" if where.group else "over all pages"
        yield (
            f"{left} is not told apart from {right} {place} ({p_value(same_pair.p_holm)}), "
            f"but {worse} is {fixed(size, digits)} {'above' if lower else 'below'} on {title} ({p_value(gap.p_holm)})."
        )


def _hardest_slice(scope: Scope) -> Iterator[str]:
    """Return the page type or language on which the best contender does worst."""
    best = next(iter(contenders(scope.board)), None)
    lines = [(cut, standing) for cut in scope.slices[1:] for standing in cut.board.standings if best and standing.adapter == best.adapter]
    cuts = [(cut, standing) for cut, standing in lines if not isnan(_value(cut.board, standing))]
    if best is None or len(cuts) < 2:
        return
    digits = 1 if scope.scorer.percent else 3
    lower = scope.board.metric in scope.scorer.lower_is_better
    cut, standing = (max if lower else min)(cuts, key=lambda item: (_value(item[0].board, item[1]), item[0].title))
    ahead = next(iter(contenders(cut.board)), None)
    gap = signed(_value(cut.board, standing) - _value(scope.board, best), digits)
    yield f"{best.adapter} does worst on {cut.title} ({fixed(_value(cut.board, standing), digits)}, {gap} against all pages)" + (
        f"; {ahead.adapter} leads there with {fixed(_value(cut.board, ahead), digits)}." if ahead and ahead.adapter != best.adapter else "."
    )


def _falls(scope: Scope) -> Iterator[str]:
    """Yield the two contenders that fall most on a slice.

    Only those count whose interval there lies wholly below that over all pages.
    """
    whole = {standing.adapter: standing.metrics[scope.board.metric] for standing in contenders(scope.board)}
    sign = -1 if scope.board.metric in scope.scorer.lower_is_better else 1
    deepest: dict[str, tuple[float, Slice, Estimate]] = {}
    for cut, standing in [(part, standing) for part in scope.slices[1:] for standing in part.board.standings if standing.adapter in whole]:
        there, everywhere = standing.metrics[cut.board.metric], whole[standing.adapter]
        is_apart = there.high < everywhere.low if sign > 0 else there.low > everywhere.high
        fall = sign * (everywhere.value - there.value)
        if is_apart and fall > deepest.get(standing.adapter, (0.0,))[0]:
            deepest[standing.adapter] = fall, cut, there
    digits = 1 if scope.scorer.percent else 3
    for name, (_, cut, there) in sorted(deepest.items(), key=lambda item: (-item[1][0], item[0]))[:2]:
        yield (
            f"{name} {'falls' if sign > 0 else 'rises'} to {fixed(there.value, digits)} on {cut.title} ({cut.board.n} pages), "
            f"from {fixed(whole[name].value, digits)} over all pages."
        )


def _failures(board: Board) -> Iterator[str]:
    """Contenders that did not come back from every page, most failures first."""
    broken = [(sum(standing.failures.values()), standing) for standing in contenders(board) if standing.failures]
    for total, standing in sorted(broken, key=lambda item: (-item[0], item[1].adapter))[:2]:
        yield (
            f"{standing.adapter} has no text for {total} of {standing.tried} pages "
            f"({_ended(standing).split(' of ')[0]}); they count in its mean as the protocol says."
        )
    if not broken and contenders(board):
        yield "Every contender came back from every page with some text."


def _bargain(scope: Scope) -> Iterator[str]:
    """Return the fastest contender not told apart from the best, or the price of the best."""
    timed = [standing for standing in contenders(scope.board) if standing.wall_p50_ms > 0]
    if len(timed) < 2:
        return
    best, fastest = timed[0], min(timed, key=lambda standing: (standing.wall_p50_ms, standing.adapter))
    same = [standing for standing in timed[1:] if not told(pair_of(scope.board, best.adapter, standing.adapter))]
    quick = min(same, key=lambda standing: (standing.wall_p50_ms, standing.adapter), default=best)
    digits = 1 if scope.scorer.percent else 3
    if quick.wall_p50_ms < best.wall_p50_ms * 0.9:
        pair = pair_of(scope.board, best.adapter, quick.adapter)
        gap = signed(_value(scope.board, quick) - _value(scope.board, best), digits)
        yield (
            f"{quick.adapter} is not told apart from {best.adapter} ({gap} {metric(scope.board.metric)}, "
            f"{p_value(pair.p_holm) if pair else 'p unknown'}) and takes {quick.wall_p50_ms / best.wall_p50_ms:.0%} of its median time."
        )
    if fastest.adapter not in {best.adapter, quick.adapter}:
        behind = _value(scope.board, fastest) - _value(scope.board, best)
        yield (
            f"{fastest.adapter} is the fastest at {fastest.wall_p50_ms:.1f} ms a page, {_times(best.wall_p50_ms / fastest.wall_p50_ms)} "
            f"times faster than {best.adapter}, at {signed(behind, digits)} {metric(scope.board.metric)}."
        )


def _times(ratio: float) -> str:
    """Return a ratio: with a decimal under ten, none above."""
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"


def _yardstick(scope: Scope) -> Iterator[str]:
    """Contenders that a yardstick beats."""
    floors = [standing for standing in scope.board.standings if standing.floor]
    beaten = [
        (standing.adapter, floor.adapter)
        for floor in floors[:1]
        for standing in scope.board.standings[scope.board.standings.index(floor) + 1 :]
        if not standing.floor
    ]
    if beaten:
        yield f"The yardstick {beaten[0][1]} does better than {_listed([name for name, _ in beaten])}."


def told(pair: PairComparison | None) -> bool:
    """Whether a comparison tells its two sides apart."""
    return pair is not None and pair.p_holm < ALPHA


def pair_of(board: Board, left: str, right: str) -> PairComparison | None:
    """Return the comparison of two adapters, whichever stands left in it.

    Its difference is the stored pair's left minus right.
    """
    return next((pair for pair in board.pairs if (pair.left, pair.right) in {(left, right), (right, left)}), None)


def _value(board: Board, standing: Standing) -> float:
    """Return an adapter's figure on a board."""
    return standing.metrics[board.metric].value


def _listed(names: Sequence[str]) -> str:
    """Names as a list in words, the first five."""
    shown = list(names[:5])
    more = len(names) - len(shown)
    if more > 0:
        return ", ".join(shown) + f" and {more} more"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
