"""Say in words what the boards show: the conclusion and the findings, each computed from a comparison."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, dropwhile, islice
from math import isnan, nan

from bench.model import Estimate
from bench.report.drawing.rendering import bounds, fixed, metric, p_value, pages, signed
from bench.report.scopes import Scope, Slice, contenders
from bench.scoring.statistics.comparisons import PairComparison
from bench.scoring.tables.leaderboards import Board, Standing
from bench.scoring.tables.resolution import SIZES, resolution
from bench.scoring.tables.timing import marked

SHARE = 4  # a slice with a fourth of the pages is large enough that finding no difference there says something


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The one sentence on top, and what it rests on."""

    headline: str
    grounds: str


def verdict(scope: Scope) -> Conclusion:
    """Return who wins, by how much, and whether the data can tell, after how much gold is not cleaned."""
    said, notice = _conclusion(scope), scope.board.gold.notice
    if scope.estimated:
        return Conclusion(f"Estimated without gold: {said.headline}", said.grounds)
    return Conclusion(f"{notice[0].upper()}{notice[1:]}. {said.headline}", said.grounds) if notice else said


def _conclusion(scope: Scope) -> Conclusion:
    """Return who wins, by how much, and whether the data can tell, as the paired tests say."""
    board, digits = scope.board, scope.digits
    ranked = [standing for standing in contenders(board) if not isnan(_value(board, standing))]
    if not ranked:
        headline = f"No contender has a {metric(board.metric)} on {scope.title}."
        return Conclusion(headline, "Only yardsticks were run, or no page has gold for this protocol.")
    first, estimate = ranked[0], ranked[0].metrics[board.metric]
    span = "no interval" if isnan(estimate.low) else f"95 % interval {bounds(estimate.low, estimate.high, digits, ' to ')}"
    grounds = f"{board.protocol} on {scope.title}: {metric(board.metric)} {fixed(estimate.value, digits)}, {span}, {pages(board.n)}"
    grounds += f" of {board.clusters} sites" if board.clusters < board.n else ""
    grounds += f"; {_ended(first)}."
    if len(ranked) == 1:
        return Conclusion(f"{first.adapter} is the only contender.", grounds)
    if board.no_ranks:
        return Conclusion(f"{first.adapter} has the best {metric(board.metric)}, but no rank can be given.", f"{grounds} {_reason(board)}")
    tied = [standing for standing in ranked[1:] if not is_significant(pair_of(board, first.adapter, standing.adapter))]
    if not tied:
        return Conclusion(_clear(board, first, ranked[1], digits), grounds)
    rest = len(ranked) - 1 - len(tied)
    count = tied[0].adapter if len(tied) == 1 else f"{len(tied)} others"
    below = f" {_listed([standing.adapter for standing in tied])} {_gaps(board, first, tied, digits)}"
    others = f"; {rest} {'others are' if rest > 1 else 'other is'} significantly worse." if rest else "."
    return Conclusion(f"{first.adapter} leads, with no significant difference from {count}.", grounds + below + others)


def _reason(board: Board) -> str:
    """Return why a board has no ranks, as a sentence."""
    return f"{board.no_ranks[:1].upper()}{board.no_ranks[1:]}."


def _clear(board: Board, first: Standing, second: Standing, digits: int) -> str:
    """Return the headline of a leader that is significantly better than all others."""
    pair = pair_of(board, first.adapter, second.adapter)
    gap, p = (abs(pair.difference.value), pair.p_adjusted) if pair else (nan, nan)
    return f"{first.adapter} wins by {fixed(gap, digits)} {metric(board.metric)} over {second.adapter} ({p_value(p)})."


def _gaps(board: Board, first: Standing, tied: Sequence[Standing], digits: int) -> str:
    """Say how far the tied lie from the leader at most, with the p-value of the widest gap."""
    pairs = [pair for standing in tied if (pair := pair_of(board, first.adapter, standing.adapter))]
    if not pairs:
        return "have not been compared with it"
    widest = max(pairs, key=lambda pair: abs(pair.difference.value))
    gap, p = fixed(abs(widest.difference.value), digits), p_value(widest.p_adjusted)
    return f"lies {gap} from it ({p})" if len(tied) == 1 else f"lie {gap} from it or less ({p})"


def _ended(standing: Standing) -> str:
    """How an adapter's pages ended."""
    if not standing.failures:
        return "no page failed"
    return ", ".join(f"{count} {status}" for status, count in standing.failures.items()) + f" of {pages(standing.tried)}"


def findings(scope: Scope, most: int = 10) -> tuple[str, ...]:
    """Return sentences on what stands out, the most general first."""
    kinds = (_power, _turns, _hardest_slice, _falls, _failures, _bargain, _yardstick)
    return tuple(islice(chain.from_iterable(kind(scope) for kind in kinds), most))


def _power(scope: Scope) -> Iterator[str]:
    """Return the smallest difference that this corpus shows, and how many pages smaller ones need."""
    said = resolution(scope.board, percent=scope.scorer.percent)
    if said is None:
        return
    digits, name, (first, second) = scope.digits, metric(scope.board.metric), said.adapters
    unit = 100 if scope.scorer.percent else 1
    needed = [(f"{size * unit:g}", f"{count:,}") for size, count in zip(SIZES, said.needed, strict=True) if count]
    asked = "".join(
        f", to show {size} about {count}" if at else f" To show {size} between such a pair takes about {count} pages like these"
        for at, (size, count) in enumerate(needed)
    )
    yield (
        f"The smallest difference that {said.n} pages show is {fixed(said.smallest, digits)} {name} between {first} and {second}, and "
        f"{fixed(said.typical, digits)} between the median two contenders (80 % power, all tested together).{asked}{'.' if asked else ''}"
    )


def _turns(scope: Scope) -> Iterator[str]:
    """Yield pairs with a significant difference on a small slice and none over all pages: the widest.

    In place of all pages, the largest slice with a quarter of them may be where they have none.
    """
    names = [standing.adapter for standing in contenders(scope.board)[:6]]
    digits, turns = 1 if scope.scorer.percent else 2, []
    for left, right in combinations(names, 2):
        pairs = [(cut, pair) for cut in scope.slices if (pair := pair_of(cut.board, left, right))]
        unsure = [(cut, pair) for cut, pair in pairs if not is_significant(pair) and cut.board.n * SHARE >= scope.board.n]
        same = max(unsure, key=lambda item: item[0].board.n, default=None)
        gaps = [(cut, pair) for cut, pair in pairs if is_significant(pair) and same and cut.group and cut.board.n <= same[0].board.n]
        if same and gaps:
            cut, gap = max(gaps, key=lambda item: abs(item[1].difference.value))
            turns.append((abs(gap.difference.value), left, right, same, cut.title, gap))
    for size, left, right, (where, same_pair), title, gap in sorted(turns, key=lambda item: (-item[0], item[1], item[2]))[:3]:
        lower = scope.board.metric in scope.scorer.lower_is_better
        worse = gap.right if (gap.difference.value > 0) is not lower else gap.left
        place = f"on {where.title}" if where.group else "over all pages"
        yield (
            f"{left} and {right} have no significant difference {place} ({p_value(same_pair.p_adjusted)}), "
            f"but {worse} is {fixed(size, digits)} {'above' if lower else 'below'} on {title} ({p_value(gap.p_adjusted)})."
        )


def _hardest_slice(scope: Scope) -> Iterator[str]:
    """Return the page type or language on which the best contender does worst."""
    best = next(iter(contenders(scope.board)), None)
    lines = [(cut, standing) for cut in scope.slices[1:] for standing in cut.board.standings if best and standing.adapter == best.adapter]
    cuts = [(cut, standing) for cut, standing in lines if not isnan(_value(cut.board, standing))]
    if best is None or len(cuts) < 2:
        return
    lower = scope.board.metric in scope.scorer.lower_is_better
    cut, standing = (max if lower else min)(cuts, key=lambda item: (_value(item[0].board, item[1]), item[0].title))
    ahead = next((leader for leader in contenders(cut.board)[:1] if leader.adapter != best.adapter), None)
    gap = signed(_value(cut.board, standing) - _value(scope.board, best), scope.digits)
    other = f"; {ahead.adapter} leads there with {fixed(_value(cut.board, ahead), scope.digits)}." if ahead else "."
    yield f"{best.adapter} does worst on {cut.title} ({fixed(_value(cut.board, standing), scope.digits)}, {gap} against all pages){other}"


def _falls(scope: Scope) -> Iterator[str]:
    """Yield the two contenders that fall most on a slice: to an interval wholly below that over all pages."""
    whole = {standing.adapter: standing.metrics[scope.board.metric] for standing in contenders(scope.board)}
    sign = -1 if scope.board.metric in scope.scorer.lower_is_better else 1
    deepest = dict[str, tuple[float, Slice, Estimate]]()
    for cut, standing in [(part, standing) for part in scope.slices[1:] for standing in part.board.standings if standing.adapter in whole]:
        there, everywhere = standing.metrics[cut.board.metric], whole[standing.adapter]
        is_apart = there.high < everywhere.low if sign > 0 else there.low > everywhere.high
        fall = sign * (everywhere.value - there.value)
        if is_apart and fall > deepest.get(standing.adapter, (0.0,))[0]:
            deepest[standing.adapter] = fall, cut, there
    for name, (_, cut, there) in sorted(deepest.items(), key=lambda item: (-item[1][0], item[0]))[:2]:
        yield (
            f"{name} {'falls' if sign > 0 else 'rises'} to {fixed(there.value, scope.digits)} on {cut.title} ({pages(cut.board.n)}), "
            f"from {fixed(whole[name].value, scope.digits)} over all pages."
        )


def _failures(scope: Scope) -> Iterator[str]:
    """Yield the two contenders without text for most pages, or that there is none."""
    broken = [(sum(standing.failures.values()), standing) for standing in contenders(scope.board) if standing.failures]
    for total, standing in sorted(broken, key=lambda item: (-item[0], item[1].adapter))[:2]:
        yield (
            f"{standing.adapter} has no text for {total} of {pages(standing.tried)} "
            f"({_ended(standing).split(' of ')[0]}); they count in its mean as the protocol says."
        )
    if not broken and contenders(scope.board):
        yield "No contender failed on any page."


def _bargain(scope: Scope) -> Iterator[str]:
    """Return the fastest contender that is not significantly worse, or the price of the best."""
    timed = [standing for standing in contenders(scope.board) if standing.p50_ms > 0]
    if len(timed) < 2:
        return
    best, fastest = timed[0], min(timed, key=lambda standing: (standing.p50_ms, standing.adapter))
    same = [standing for standing in timed[1:] if not is_significant(pair_of(scope.board, best.adapter, standing.adapter))]
    quick = min(same, key=lambda standing: (standing.p50_ms, standing.adapter), default=best)
    if quick.p50_ms < best.p50_ms * 0.9:
        pair = pair_of(scope.board, best.adapter, quick.adapter)
        gap = signed(_value(scope.board, quick) - _value(scope.board, best), scope.digits)
        yield (
            f"{quick.adapter} has no significant difference from {best.adapter} ({gap} {metric(scope.board.metric)}, "
            f"{p_value(pair.p_adjusted if pair else nan)}) and takes {quick.p50_ms / best.p50_ms:.0%} of its median time."
        )
    if fastest.adapter not in {best.adapter, quick.adapter}:
        behind = signed(_value(scope.board, fastest) - _value(scope.board, best), scope.digits)
        ratio = best.p50_ms / fastest.p50_ms
        median = marked(fixed(fastest.p50_ms, 1), fastest)
        yield (
            f"{fastest.adapter} is the fastest at {median} ms a page, {fixed(ratio, 1 if ratio < 10 else 0)} "
            f"times faster than {best.adapter}, at {behind} {metric(scope.board.metric)}."
        )


def _yardstick(scope: Scope) -> Iterator[str]:
    """Return the contenders that the best yardstick beats."""
    below = list(dropwhile(lambda standing: not standing.floor, scope.board.standings))
    beaten = [standing.adapter for standing in below if not standing.floor]
    if beaten:
        yield f"The yardstick {below[0].adapter} does better than {_listed(beaten)}."


def is_significant(pair: PairComparison | None) -> bool:
    """Whether two adapters were compared and differ significantly."""
    return pair is not None and pair.significant


def pair_of(board: Board, left: str, right: str) -> PairComparison | None:
    """Return the comparison of two adapters as it is stored, whichever stands left in it."""
    return next((pair for pair in board.pairs if {pair.left, pair.right} == {left, right}), None)


def _value(board: Board, standing: Standing) -> float:
    """Return an adapter's figure on a board."""
    return standing.metrics[board.metric].value


def _listed(names: Sequence[str]) -> str:
    """Names as a list in words, the first five."""
    shown = list(names[:5])
    last = f"{len(names) - 5} more" if len(names) > 5 else shown.pop()
    return ", ".join(shown) + " and " + last if shown else last
