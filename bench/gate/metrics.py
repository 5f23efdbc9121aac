"""Judge every metric of a snapshot against its floor in the baseline, by default or by thresholds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.errors import GateError
from bench.gate.baseline import Baseline
from bench.gate.broken_pages import broken, fallen
from bench.gate.comparability import refuse_unlike, rerun
from bench.gate.limits import default, endless, not_gated, unit
from bench.gate.snapshot import Snapshot, metrics_of
from bench.gate.verdict import COSTS, DIGITS, Judgement, Threshold, Verdict, outcome_of
from bench.model import Outcome, Scorer
from bench.scoring import load
from bench.scoring.statistics.intervals import clusters_of, interval
from bench.scoring.statistics.resampling import Sampling, bootstrap, page_values

LEVEL = 0.95  # of the paired intervals


def compare(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold] = (), *, rule: str = "floor", seed: int = 0) -> Verdict:
    """Judge ``now`` against ``baseline``; raises GateError for unlike things.

    What a metric that no threshold names may fall by, or whether it is gated at all, is said in ``bench.gate.limits``. With rule ``floor``
    the score on this fixed corpus counts; with ``significant`` the paired 95 % interval of the drop must exclude zero as well.
    Pages that broke always fail. Raises GateError where that rule meets a fall that has no interval.
    """
    refuse_unlike(baseline, now)
    judgements = tuple(_judgements(baseline, now, thresholds, rule, seed))
    breaks = broken(baseline.snapshot, now)
    regressed = {(item.adapter, item.protocol) for item in judgements if item.failing and item.outcome is Outcome.REGRESSED}
    before, after = (
        {
            now.corpus: {
                **side.made_by,
                **({"gold": side.gold.as_data()} if side.gold.pages else {}),
                "adapters": {name: made.version for name, made in sorted(side.adapters.items()) if made.version},
            }
        }
        for side in (baseline.snapshot, now)
    )
    return Verdict(
        outcome=outcome_of(judgements, breaks),
        judgements=judgements,
        broken=breaks,
        fallen=fallen(baseline.snapshot, now, regressed, {(page.adapter, page.page_id) for page in breaks}),
        baseline=before,
        run=after,
        rule=rule,
    )


def matches(item: Threshold, baseline: Baseline, now: Snapshot) -> bool:
    """Whether a threshold is about anything at all on this corpus."""
    if item.metric in COSTS:
        return any(item.adapter in {"", name} and item.metric in adapter.costs for name, adapter in baseline.snapshot.adapters.items())
    masks, chosen = dict(now.tracks()), now.chosen(item.where)
    rows = baseline.snapshot.rows
    return any(
        item.names(*key[1:]) and key[0] in masks and bool(metrics_of(key[2], rows[key[1:3]][chosen & masks[key[0]]]))
        for key in baseline.floors
    )


def _judgements(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold], rule: str, seed: int) -> Iterator[Judgement]:
    """Yield the judgement of every floor, then of thresholds that restrict the pages, then of costs."""
    scopes: dict[tuple[tuple[str, str], ...], list[Threshold]] = {(): []}
    for item in thresholds:
        if item.metric not in COSTS:
            scopes.setdefault(tuple(sorted(item.where.items())), []).append(item)
    for where, items in scopes.items():
        for part in _parts(baseline, now, items, dict(where)):
            yield from _judged(part, items, rule, seed)
    for item in thresholds:
        if item.metric in COSTS:
            yield from _costs(baseline, now, item)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """What is judged together: metrics of one adapter by one protocol over some pages of one track."""

    corpus: str
    track: str
    adapter: str
    protocol: str
    where: Mapping[str, str]  # which pages: facet -> value, an empty one all
    floors: Mapping[str, float]
    before: NDArray[np.float64]  # the rows of these pages, shape (pages, columns)
    after: NDArray[np.float64]
    groups: NDArray[np.int64]  # cluster numbers of the pages


def _parts(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold], where: Mapping[str, str]) -> Iterator[_Part]:
    """Yield what is judged over the pages ``where`` names: all floors, or those with a threshold."""
    masks, chosen = dict(now.tracks()), now.chosen(where)
    metrics: dict[tuple[str, str, str], list[str]] = {}
    for key in sorted(baseline.floors):
        if not where or any(item.names(*key[1:]) for item in thresholds):
            metrics.setdefault(key[:3], []).append(key[3])
    for (track, adapter, protocol), names in metrics.items():
        mask = masks[track] & chosen
        if mask.any():
            before = baseline.snapshot.rows[adapter, protocol][mask]
            known = metrics_of(protocol, before) if where else _floors(baseline, track, adapter, protocol)
            judged = names if where else load(protocol).metrics
            after = now.rows[adapter, protocol][mask] if (adapter, protocol) in now.rows else np.full_like(before, np.nan)
            yield _Part(
                corpus=now.corpus, track=track, adapter=adapter, protocol=protocol, where=where,
                floors={name: known.get(name, math.nan) for name in judged}, before=before, after=after, groups=now.groups()[mask],
            )  # fmt: skip


def _floors(baseline: Baseline, *place: str) -> dict[str, float]:
    """Return metric -> floor of one adapter by one protocol on one track."""
    return {key[3]: value for key, value in baseline.floors.items() if key[:3] == place}


def _judged(part: _Part, thresholds: Sequence[Threshold], rule: str, seed: int) -> Iterator[Judgement]:
    """Yield the judgement of each metric of one part."""
    scorer = load(part.protocol)
    values, moved = metrics_of(part.protocol, part.after), _moved(scorer, part)
    intervals = _intervals(scorer, part, seed)
    for metric, floor in part.floors.items():
        named = [item for item in thresholds if item.names(part.adapter, part.protocol, metric)]
        usual = None if part.where else default(scorer, metric)
        limits = [] if endless(scorer, named) or math.isnan(floor) else named or ([usual] if usual else [])
        value, (low, high), (rose, fell) = values.get(metric, math.nan), intervals[metric], moved[metric]
        lower = metric in scorer.lower_is_better
        allowed = max(min((item.allowed(floor) for item in limits), default=0.0), unit(scorer))
        free = unit(scorer) if named or not limits else allowed
        if limits and rule == "significant" and math.isnan(low) and _beyond(floor, value, allowed, lower=lower):
            what = f"{metric} of {part.adapter} by {part.protocol} fell on pages of one site, where a change has no interval"
            raise GateError(what, "pages of two sites, at least", "boilerbench gate --rule floor")
        outcome, reason = _outcome(floor, value, (low, high), lower=lower, allowed=allowed, free=free, significant=rule == "significant")
        if not reason and outcome is Outcome.UNCHANGED and abs(value - floor) > unit(scorer):
            reason = "within its limit"
        yield Judgement(
            corpus=part.corpus, track=part.track, adapter=part.adapter, protocol=part.protocol, metric=metric,
            where=",".join(f"{key}={text}" for key, text in sorted(part.where.items())), limit=_limit(scorer, named, usual, limits),
            floor=floor, value=value, change=round(value - floor, DIGITS), low=low, high=high, pages=len(part.before),
            better=fell if lower else rose, worse=rose if lower else fell, outcome=outcome, failing=bool(limits), lower_is_better=lower,
            reason=reason, not_gated="" if limits else not_gated(scorer, metric, floor, named),
        )  # fmt: skip


def _limit(scorer: Scorer, named: Sequence[Threshold], usual: Threshold | None, limits: Sequence[Threshold]) -> str:
    """Return the limits of a judgement as they are typed, ``default`` before what nobody typed."""
    if not limits or named:
        return ", ".join(map(str, limits))
    return "default" if usual and usual.metric == scorer.headline else f"default {usual}"


def _beyond(floor: float, value: float, allowed: float, *, lower: bool) -> bool:
    """Whether a metric got worse by more than is allowed."""
    return (value - floor if lower else floor - value) > allowed


def _outcome(
    floor: float, value: float, change: tuple[float, float], *, lower: bool, allowed: float, free: float, significant: bool
) -> tuple[Outcome, str]:
    """Return what became of a metric, and why where that is not plain.

    Up to ``allowed`` for the worse and ``free`` for the better it did not move.
    """
    if math.isnan(floor):
        return Outcome.UNCHANGED, ""
    if math.isnan(value):
        return Outcome.REGRESSED, "no longer defined"
    gain = floor - value if lower else value - floor
    if -allowed <= gain <= free:
        return Outcome.UNCHANGED, ""
    if significant and not (change[0] > 0 or change[1] < 0):
        return Outcome.UNCHANGED, "moved, but the interval of the change holds zero"
    return (Outcome.IMPROVED if gain > 0 else Outcome.REGRESSED), ""


def _intervals(scorer: Scorer, part: _Part, seed: int) -> dict[str, tuple[float, float]]:
    """Return the paired interval of each metric's change: (0, 0) where no row moved, NaN for one site."""
    if np.array_equal(part.before, part.after, equal_nan=True):
        return dict.fromkeys(scorer.metrics, (0.0, 0.0))
    _, groups = np.unique(part.groups, return_inverse=True)
    before, after = bootstrap(scorer, np.stack([part.before, part.after]), groups, Sampling(seed=seed), "gate")
    low, high = interval(after - before, clusters_of(groups), LEVEL, axis=0)
    return {metric: (round(float(low[at]), DIGITS), round(float(high[at]), DIGITS)) for at, metric in enumerate(scorer.metrics)}


def _moved(scorer: Scorer, part: _Part) -> dict[str, tuple[int, int]]:
    """Return for each metric on how many pages its own value rose and fell."""
    change = np.nan_to_num(page_values(scorer, part.after)) - np.nan_to_num(page_values(scorer, part.before))
    rose, fell = ((sign * change > unit(scorer)).sum(axis=0).tolist() for sign in (1, -1))
    return dict(zip(scorer.metrics, zip(rose, fell, strict=True), strict=True))


def _costs(baseline: Baseline, now: Snapshot, item: Threshold) -> Iterator[Judgement]:
    """Yield judgements of stored costs; raises GateError on another machine, where they mean nothing."""
    then = baseline.snapshot
    if then.machine != now.machine:
        what = f"{item.metric} was stored on another machine ({then.machine or 'unknown'}) than this run's ({now.machine or 'unknown'})"
        raise GateError(what, "costs of one machine", "boilerbench gate --speed --against PACKAGE@VERSION")
    for name, old in sorted(then.adapters.items()):
        new = now.adapters[name]
        if item.adapter in {"", name} and item.metric in old.costs:
            if item.metric not in new.costs:
                raise GateError(f"the run has no {item.metric} of {name}", "a run that was timed", rerun(then))
            floor, value = old.costs[item.metric], new.costs[item.metric]
            allowed = item.allowed(floor)
            outcome = Outcome.REGRESSED if value - floor > allowed else Outcome.IMPROVED if floor - value > allowed else Outcome.UNCHANGED
            yield Judgement(
                corpus=now.corpus, track="all", adapter=name, metric=item.metric, limit=str(item), floor=floor, value=value,
                change=value - floor, pages=len(now.pages), outcome=outcome, failing=True, lower_is_better=True,
            )  # fmt: skip
