"""Say in words what moved between two runs: one sentence for each protocol, corpus and track."""

from collections.abc import Iterator, Sequence

from bench.report.drawing.rendering import metric, p_value, signed
from bench.scoring.tables.run_differences import AdapterDifference, MetricDifference, RunDifference

SAID = 3  # metrics of one adapter, and kinds of change, in a sentence


def verdict(one: RunDifference) -> str:
    """Return what moved, in one sentence: the headline metric, other metrics, statuses, pages that broke.

    What is known of the gold comes first where no person cleaned all of it.
    """
    head, is_moved = _headline(one)
    more = [*_others(one), *_statuses(one)]
    broke = len({page.page for move in one.moves for page in move.broke})
    broken = f"{broke} page{'s' * (broke != 1)} broke for at least one adapter" if broke else "no page broke"
    notice = next((f"{known.notice}. " for known in reversed(one.gold) if known.notice), "")
    joined = head + (("; " if is_moved else ", but ") + "; ".join(more) if more else "")
    last = f"; {broken}." if more or broke or is_moved else f", and {broken}."
    return notice[:1].upper() + notice[1:] + joined + last


def _headline(one: RunDifference) -> tuple[str, bool]:
    """Return what became of the headline metric, and whether it moved for any adapter."""
    name = metric(one.metric)
    moved = [move for move in one.moves if move.metrics[0].moved]
    if moved:
        first, rest = moved[0], len(moved) - 1
        words = f"{first.adapter} moved by {signed(first.pair.difference.value)} {name} ({p_value(first.pair.p)})"
        return words + (f", {rest} other{'s' * (rest > 1)} moved too" if rest else ""), True
    untold = [move for move in one.moves if move.metrics[0].untold]
    if untold:
        change = signed(untold[0].pair.difference.value)
        return f"{untold[0].adapter} moved by {change} {name}, which too few sites can tell from chance", True
    return f"No adapter's {name} moved by more than chance", False


def _others(one: RunDifference) -> Iterator[str]:
    """Yield what became of the other metrics, of the adapter that lost most in detail."""
    moved = {move.adapter: sorted((item for item in move.metrics[1:] if item.moved or item.untold), key=_gain) for move in one.moves}
    ranked = sorted((name for name in moved if moved[name]), key=lambda name: (_gain(moved[name][0]), name))
    if not ranked:
        return
    first, rest = ranked[0], len(ranked) - 1
    yield f"{first}'s {', '.join(map(_moved, _worst_and_best(moved[first])))}"
    if rest:
        names = dict.fromkeys(metric(item.metric) for name in ranked[1:] for item in moved[name])
        yield f"{rest} other adapter{'s' * (rest > 1)} moved in {', '.join(names)}"


def _worst_and_best(items: Sequence[MetricDifference]) -> list[MetricDifference]:
    """Return at most :data:`SAID` of the metrics, worst first, the best among them."""
    return list(items) if len(items) <= SAID else [*items[: SAID - 1], items[-1]]


def _gain(item: MetricDifference) -> float:
    """Return by how much a metric became better."""
    return -item.pair.difference.value if item.lower_is_better else item.pair.difference.value


def _moved(item: MetricDifference) -> str:
    """Return one metric's move in words."""
    change = item.pair.difference.value
    rose = "rose" if change > 0 else "fell"
    worse = f", {'worse' if change > 0 else 'better'}" if item.lower_is_better else ""
    chance = p_value(item.pair.p_adjusted) if item.moved else "too few sites to tell from chance"
    return f"{metric(item.metric)} {rose} by {abs(change):.3f} ({chance}{worse})"


def _statuses(one: RunDifference) -> Iterator[str]:
    """Yield what became of the pages' statuses, of the adapter that lost the text of most pages in detail."""
    changed = sorted((move for move in one.moves if move.statuses.changes), key=_stopped)
    if not changed:
        return
    counts = sorted(changed[0].statuses.changes.items(), key=lambda item: (not item[0].startswith("ok "), -item[1], item[0]))
    shown = ", ".join(f"{count} page{'s' * (count != 1)} {change}" for change, count in counts[:SAID])
    more = sum(count for _, count in counts[SAID:])
    yield f"{changed[0].adapter}: {shown}" + (f" and {more} more that ended otherwise" if more else "")
    if rest := len(changed) - 1:
        yield f"pages of {rest} other adapter{'s' * (rest > 1)} ended otherwise too"


def _stopped(move: AdapterDifference) -> tuple[int, int, str]:
    """Return a key that sorts the adapter that lost the text of most pages first."""
    return -move.statuses.stopped, -sum(move.statuses.changes.values()), move.adapter


def pages_compared(one: RunDifference) -> str:
    """Return how many pages are compared, and how many are not and why."""
    why = one.why_left_out
    counts = {
        "in the earlier run only": why.only_before,
        "in the later run only": why.only_after,
        "with other bytes or gold": why.changed,
        "without a score in one of the runs": why.unscored,
    }
    left = ", ".join(f"{count} {reason}" for reason, count in counts.items() if count)
    repeated = f"; {why.repeated} of those compared repeat the bytes of another" if why.repeated else ""
    return f"{one.pages} page{'s' * (one.pages != 1)} that are the same in both runs" + (f"; left out: {left}" if left else "") + repeated
