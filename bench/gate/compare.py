"""Hold a snapshot against its baseline: refuse unlike things, judge every metric, find the pages that broke."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate.baseline import UPDATE, is_cost
from bench.gate.pages import broken, fallen
from bench.gate.snapshot import metrics_of
from bench.gate.verdict import COSTS, DIGITS, TOLERANCE, Judgement, Threshold, Verdict, outcome_of
from bench.model import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.gate.baseline import Baseline
    from bench.gate.snapshot import Snapshot

RULES = ("floor", "significant")
LEVEL = 0.95  # of the paired intervals


def refuse_unlike(baseline: Baseline, now: Snapshot) -> None:
    """Raise GateError where the two cannot be compared: corpus, protocol, settings, or an adapter that was not run."""
    then = baseline.snapshot
    again = rerun(then)
    if not now.pages or not now.rows:
        raise GateError(f"the run has no scored page of {now.corpus!r}", "at least one scored row", again)
    if then.digest != now.digest or then.pages != now.pages:
        what = f"corpus {now.corpus!r} is not the one of the baseline: digest {now.digest[:12]}, not {then.digest[:12]}"
        raise GateError(what, "the same pages and gold, byte for byte", UPDATE)
    for protocol, old in sorted(then.protocols.items()):
        new = now.protocols.get(protocol)
        if new is None:
            raise GateError(f"the run was not scored by {protocol!r}", "every protocol of the baseline", again)
        if any(new[key] != old[key] for key in ("version", "variant", "columns")):
            what = f"protocol {protocol!r} is {_version(protocol, new)}, the baseline's {_version(protocol, old)}"
            raise GateError(what, "the same protocol version and variant", UPDATE)
    _refuse_subjects(then, now, again)


def rerun(then: Snapshot) -> str:
    """Return the command that makes a run which can be held against a baseline."""
    words = ["boilerbench run", f"--corpus {then.source}" if then.source != "embedded" else "", f"--adapters {','.join(then.subjects)}"]
    return " ".join(filter(None, [*words, f"--protocol {','.join(then.protocols)}" if set(then.protocols) != {"aligned"} else ""]))


def _version(protocol: str, described: Mapping[str, Any]) -> str:
    """Return a protocol as signatures name it."""
    return f"{protocol}@{described['version']}" + (f" ({described['variant']})" if described["variant"] else "")


def _refuse_subjects(then: Snapshot, now: Snapshot, again: str) -> None:
    """Raise GateError where an adapter of the baseline is missing, never ran, or has other settings."""
    missing = sorted(set(then.subjects) - set(now.subjects))
    if missing:
        raise GateError(f"not in the run: {', '.join(missing)}", "every adapter of the baseline", again)
    for name, old in sorted(then.subjects.items()):
        new = now.subjects[name]
        if dict(new.settings) != dict(old.settings) or new.package != old.package:
            ours, theirs = (f"{side.package or name} {dict(side.settings)}" for side in (new, old))
            what = f"{name} was run as {ours}, in the baseline as {theirs}"
            raise GateError(what, "the same package and settings", UPDATE)
        if set(new.statuses) == {Status.SKIPPED} and set(old.statuses) != {Status.SKIPPED}:
            raise GateError(f"{name} was skipped on every page", "an installed extractor", "boilerbench doctor")


def compare(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold] = (), *, rule: str = "floor", seed: int = 0) -> Verdict:
    """Judge ``now`` against ``baseline``.

    A protocol's headline metric may fall by :data:`TOLERANCE` unless a threshold names it; other metrics are watched. With rule ``floor``
    the score on this fixed corpus counts; with ``significant`` the paired 95 % interval of the drop must exclude zero as well.
    Pages that broke always fail. Raises GateError for unlike things.
    """
    refuse_unlike(baseline, now)
    judgements = tuple(_judgements(baseline, now, thresholds, rule, seed))
    breaks = broken(baseline.snapshot, now)
    regressed = {(item.adapter, item.protocol) for item in judgements if item.failing and item.outcome is Outcome.REGRESSED}
    falls = fallen(baseline.snapshot, now, regressed, {(page.adapter, page.page_id) for page in breaks})
    new = sorted(set(now.subjects) - set(baseline.snapshot.subjects))
    notes = (f"{now.corpus}: not in the baseline, so not judged: {', '.join(new)}",) if new else ()
    before, after = ({now.corpus: dict(side.made_by) | {"adapters": _versions(side)}} for side in (baseline.snapshot, now))
    return Verdict(outcome_of(judgements, breaks), judgements, breaks, falls, notes, before, after, rule)


def _versions(side: Snapshot) -> dict[str, str]:
    """Return the version of each adapter that has one."""
    return {name: subject.version for name, subject in sorted(side.subjects.items()) if subject.version}


def matches(item: Threshold, baseline: Baseline, now: Snapshot) -> bool:
    """Whether a threshold is about anything at all on this corpus."""
    if item.metric in COSTS:
        return any(item.adapter in {"", name} and item.metric in subject.costs for name, subject in baseline.snapshot.subjects.items())
    masks, chosen = dict(now.tracks()), now.chosen(item.where)
    return any(item.names(*key[1:]) and bool((chosen & masks[key[0]]).any()) for key in baseline.floors)


def _judgements(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold], rule: str, seed: int) -> Iterator[Judgement]:
    """Yield the judgement of every floor, then of thresholds that restrict the pages, then of costs."""
    plain = [item for item in thresholds if not item.where and item.metric not in COSTS]
    yield from _over(baseline, now, plain, {}, rule, seed)
    scoped: dict[tuple[tuple[str, str], ...], list[Threshold]] = {}
    for item in thresholds:
        if item.where:
            scoped.setdefault(tuple(sorted(item.where.items())), []).append(item)
    for where, items in scoped.items():
        yield from _over(baseline, now, items, dict(where), rule, seed)
    for item in thresholds:
        if item.metric in COSTS:
            yield from _costs(baseline, now, item)


def _over(
    baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold], where: Mapping[str, str], rule: str, seed: int
) -> Iterator[Judgement]:
    """Yield judgements over the pages that ``where`` names: of every floor where it names all, else of metrics with a threshold."""
    masks, chosen = dict(now.tracks()), now.chosen(where)
    pairs: dict[tuple[str, str, str], list[str]] = {}
    for key in sorted(baseline.floors):
        if not where or any(item.names(*key[1:]) for item in thresholds):
            pairs.setdefault(key[:3], []).append(key[3])
    for (track, adapter, protocol), metrics in pairs.items():
        mask = masks[track] & chosen
        if mask.any():
            yield from _metrics(baseline, now, (track, adapter, protocol), metrics, mask, thresholds, where, rule, seed)


def _metrics(
    baseline: Baseline,
    now: Snapshot,
    place: tuple[str, str, str],
    metrics: Sequence[str],
    mask: NDArray[np.bool_],
    thresholds: Sequence[Threshold],
    where: Mapping[str, str],
    rule: str,
    seed: int,
) -> Iterator[Judgement]:
    """Yield judgements of one adapter's metrics by one protocol over the masked pages."""
    from bench.scoring import load

    track, adapter, protocol = place
    scorer, nothing = load(protocol), np.full((int(mask.sum()), len(now.protocols[protocol]["columns"])), np.nan)
    before = baseline.snapshot.rows[adapter, protocol][mask]
    after = now.rows[adapter, protocol][mask] if (adapter, protocol) in now.rows else nothing
    floors = metrics_of(protocol, before) if where else {metric: baseline.floors[*place, metric] for metric in metrics}
    values, moved = metrics_of(protocol, after), _moved(protocol, before, after)
    spans = _spans(protocol, before, after, now.groups()[mask], seed)
    unit = TOLERANCE * (100 if scorer.percent else 1)
    text = ",".join(f"{key}={value}" for key, value in sorted(where.items()))
    for metric in metrics:
        limits = [item for item in thresholds if item.names(adapter, protocol, metric)]
        typed = ", ".join(map(str, limits)) or "default"
        limits = limits or ([Threshold(metric, unit)] if metric == scorer.headline and not where else [])
        lower = is_cost((*place, metric))
        floor, value = floors.get(metric, math.nan), values.get(metric, math.nan)
        outcome, reason = _outcome(floor, value, spans[metric], lower=lower, limits=limits, unit=unit, significant=rule == "significant")
        better, worse = reversed(moved[metric]) if lower else moved[metric]
        yield Judgement(
            now.corpus, track, adapter, protocol, metric, text, typed, floor, value, round(value - floor, DIGITS), *spans[metric],
            int(mask.sum()), better, worse, outcome, bool(limits), lower, reason,
        )  # fmt: skip


def _outcome(
    floor: float, value: float, span: tuple[float, float], *, lower: bool, limits: Sequence[Threshold], unit: float, significant: bool
) -> tuple[Outcome, str]:
    """Return what became of a metric, and why where that is not plain. ``unit`` is the tolerance on this metric's scale."""
    if math.isnan(value) or math.isnan(floor):
        return (Outcome.UNCHANGED, "not defined") if math.isnan(floor) else (Outcome.REGRESSED, "no longer defined")
    gain = floor - value if lower else value - floor
    limit = min((item.limit * abs(floor) if item.relative else item.limit for item in limits), default=unit)
    if -unit <= gain <= unit or -limit <= gain < 0:
        return Outcome.UNCHANGED, ""
    if significant and not (span[0] > 0 or span[1] < 0):
        return Outcome.UNCHANGED, "moved, but the interval of the change holds zero"
    return (Outcome.IMPROVED if gain > 0 else Outcome.REGRESSED), ""


def _spans(protocol: str, before: Any, after: Any, groups: Any, seed: int) -> dict[str, tuple[float, float]]:
    """Return each metric's paired interval of after minus before, both resampled with the same weights (0, 0 where no row moved)."""
    from bench.scoring import load
    from bench.scoring.statistics.intervals import clusters_of, interval
    from bench.scoring.statistics.resampling import Sampling, bootstrap

    scorer = load(protocol)
    if np.array_equal(before, after, equal_nan=True):
        return dict.fromkeys(scorer.metrics, (0.0, 0.0))
    _, groups = np.unique(groups, return_inverse=True)
    sampled = bootstrap(scorer, np.stack([before, after]), groups, Sampling(seed=seed), "gate")
    low, high = interval(sampled[1] - sampled[0], clusters_of(groups), LEVEL, axis=0)
    return {metric: (round(float(low[at]), DIGITS), round(float(high[at]), DIGITS)) for at, metric in enumerate(scorer.metrics)}


def _moved(protocol: str, before: Any, after: Any) -> dict[str, tuple[int, int]]:
    """Return for each metric on how many pages its own value rose and fell."""
    from bench.scoring import load
    from bench.scoring.statistics.resampling import page_values

    scorer = load(protocol)
    change = np.nan_to_num(page_values(scorer, after)) - np.nan_to_num(page_values(scorer, before))
    unit = TOLERANCE * (100 if scorer.percent else 1)
    return {metric: (int((change[:, at] > unit).sum()), int((change[:, at] < -unit).sum())) for at, metric in enumerate(scorer.metrics)}


def _costs(baseline: Baseline, now: Snapshot, item: Threshold) -> Iterator[Judgement]:
    """Yield judgements of stored costs; raises GateError on another machine, where they mean nothing."""
    then = baseline.snapshot
    if then.machine != now.machine:
        what = f"{item.metric} was stored on another machine ({then.machine or 'unknown'}) than this run's ({now.machine or 'unknown'})"
        raise GateError(what, "costs of one machine", "boilerbench gate --speed --against PACKAGE@VERSION")
    for name, old in sorted(then.subjects.items()):
        new = now.subjects[name]
        if item.adapter in {"", name} and item.metric in old.costs:
            if item.metric not in new.costs:
                raise GateError(f"the run has no {item.metric} of {name}", "a run that was timed", rerun(then))
            floor, value = old.costs[item.metric], new.costs[item.metric]
            limit = item.limit * floor if item.relative else item.limit
            outcome = Outcome.REGRESSED if value - floor > limit else Outcome.IMPROVED if floor - value > limit else Outcome.UNCHANGED
            yield Judgement(
                now.corpus, "all", name, "", item.metric, "", str(item), floor, value, value - floor, math.nan, math.nan,
                len(now.pages), 0, 0, outcome, failing=True, lower_is_better=True,
            )  # fmt: skip
