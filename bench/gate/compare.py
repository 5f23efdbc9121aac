"""Hold a snapshot against its baseline: refuse unlike things, judge every metric, find the pages that broke."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate.tracks import chosen, is_cost, metrics_of, tracks
from bench.gate.verdict import BROKEN, TIMES, TOLERANCE, BrokenPage, Judgement, Threshold, Verdict
from bench.model import Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.gate.baseline import Baseline
    from bench.gate.snapshot import Snapshot

RULES = ("floor", "significant")
UPDATE = "boilerbench gate --update"
_FAILING = frozenset({Status.ERROR, Status.TIMEOUT, Status.CRASH, Status.MEMORY, Status.EMPTY, Status.SKIPPED})


def refuse_unlike(baseline: Baseline, now: Snapshot) -> None:
    """Raise GateError where the two cannot be compared: corpus, protocol, settings, or an adapter that was not run."""
    then = baseline.snapshot
    if not now.pages or not now.rows:
        raise GateError(f"the run has no scored page of {now.corpus!r}", "at least one scored row", "boilerbench run")
    if then.digest != now.digest:
        what = f"corpus {now.corpus!r} is not the one of the baseline: digest {now.digest[:12]} against {then.digest[:12]}"
        raise GateError(what, "the same pages and gold, byte for byte", UPDATE)
    for protocol, old in sorted(then.protocols.items()):
        new = now.protocols.get(protocol)
        if new is None:
            raise GateError(f"the run was not scored by {protocol!r}", "every protocol of the baseline", f"boilerbench score --protocol {protocol}")
        if any(new[key] != old[key] for key in ("version", "variant", "columns")):
            what = f"protocol {protocol!r} is version {new['version']} {new['variant']}, the baseline's {old['version']} {old['variant']}"
            raise GateError(what.strip(), "the same protocol version and variant", UPDATE)
    _refuse_subjects(then, now)


def _refuse_subjects(then: Snapshot, now: Snapshot) -> None:
    """Raise GateError where an adapter of the baseline is missing, never ran, or has other settings."""
    missing = sorted(set(then.subjects) - set(now.subjects))
    if missing:
        hint = f"boilerbench run --adapters {','.join(then.subjects)}"
        raise GateError(f"not in the run: {', '.join(missing)}", "every adapter of the baseline", f"{hint}, or {UPDATE}")
    for name, old in sorted(then.subjects.items()):
        new = now.subjects[name]
        if dict(new.settings) != dict(old.settings) or new.package != old.package:
            what = f"{name} was run with {new.package} {dict(new.settings)}, the baseline with {old.package} {dict(old.settings)}"
            raise GateError(what, "the same package and settings", UPDATE)
        if set(new.statuses) == {Status.SKIPPED} and set(old.statuses) != {Status.SKIPPED}:
            raise GateError(f"{name} was skipped on every page", "an installed extractor", "boilerbench doctor")


def compare(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold] = (), *, rule: str = "floor", seed: int = 0) -> Verdict:
    """Judge ``now`` against ``baseline``.

    Without ``thresholds`` each protocol's headline metric may fall by :data:`TOLERANCE`; other metrics are watched. With rule ``floor``
    the score on this fixed corpus counts; with ``significant`` the paired 95 % interval of the drop must exclude zero as well.
    Pages that broke always fail. Raises GateError for unlike things.
    """
    refuse_unlike(baseline, now)
    judgements = tuple(_judgements(baseline, now, thresholds, rule, seed))
    broken = tuple(sorted(_broken(baseline.snapshot, now), key=lambda page: (page.after - page.before, page.adapter, page.page_id)))
    regressed = broken or any(judgement.failing and judgement.outcome is Outcome.REGRESSED for judgement in judgements)
    improved = any(judgement.outcome is Outcome.IMPROVED for judgement in judgements)
    outcome = Outcome.REGRESSED if regressed else Outcome.IMPROVED if improved else Outcome.UNCHANGED
    new = sorted(set(now.subjects) - set(baseline.snapshot.subjects))
    notes = (f"not in the baseline, so not judged: {', '.join(new)}",) if new else ()
    return Verdict(outcome, judgements, broken, notes, dict(baseline.snapshot.made_by), dict(now.made_by), rule)


def _judgements(baseline: Baseline, now: Snapshot, thresholds: Sequence[Threshold], rule: str, seed: int) -> Iterator[Judgement]:
    """Yield the judgement of every floor, then of every threshold that restricts the pages or names a cost."""
    from bench.scoring import load

    for (track, adapter, protocol, metric), floor in sorted(baseline.floors.items()):
        plain = [item for item in thresholds if item.metric == metric and not item.where and _names(item, adapter, protocol)]
        headline = metric == load(protocol).headline
        limits = plain or ([Threshold(metric, TOLERANCE)] if headline and not _replaced(thresholds, metric) else [])
        mask = dict(tracks(now))[track]
        yield _judge(baseline, now, (track, adapter, protocol, metric), mask, floor, limits, rule, seed)
    for item in thresholds:
        yield from _scoped(baseline, now, item, rule, seed)


def _names(item: Threshold, adapter: str, protocol: str) -> bool:
    """Whether a threshold is about this adapter and protocol."""
    return item.adapter in {"", adapter} and item.protocol in {"", protocol}


def _replaced(thresholds: Sequence[Threshold], metric: str) -> bool:
    """Whether a general threshold takes the place of the default for this metric."""
    return any(item.metric == metric and not item.where and not item.adapter and not item.protocol for item in thresholds)


def _scoped(baseline: Baseline, now: Snapshot, item: Threshold, rule: str, seed: int) -> Iterator[Judgement]:
    """Yield judgements of one threshold on a subset of pages, or on a stored cost; raises GateError where it matches nothing."""
    if item.metric in TIMES:
        yield from _costs(baseline, now, item)
    elif item.where:
        mask = chosen(now, item.where)
        keys = [key for key in sorted(baseline.floors) if key[3] == item.metric and _names(item, key[1], key[2])]
        kinds = dict(tracks(now))
        found = [(key, mask & kinds[key[0]]) for key in keys if (mask & kinds[key[0]]).any()]
        if not found:
            raise GateError(f"the threshold {item} matches no page or no metric", "a metric of the baseline and facets of the corpus", UPDATE)
        for key, pages in found:
            floor = metrics_of(key[2], baseline.snapshot.rows[key[1], key[2]][pages]).get(item.metric, np.nan)
            yield _judge(baseline, now, key, pages, floor, [item], rule, seed)
    elif not any(key[3] == item.metric and _names(item, key[1], key[2]) for key in baseline.floors):
        raise GateError(f"the threshold {item} names no metric of the baseline", "a metric that `boilerbench protocols` lists", UPDATE)


def _costs(baseline: Baseline, now: Snapshot, item: Threshold) -> Iterator[Judgement]:
    """Yield judgements of stored costs; raises GateError on another machine, where they mean nothing."""
    then = baseline.snapshot
    if then.machine != now.machine:
        what = f"{item.metric} was stored on another machine ({then.machine or 'unknown'}) than this run's ({now.machine or 'unknown'})"
        raise GateError(what, "costs measured on one machine", "boilerbench gate --speed --against PACKAGE@VERSION")
    for name in sorted(then.subjects):
        floor, value = then.subjects[name].costs.get(item.metric), now.subjects[name].costs.get(item.metric)
        if floor is None or value is None or item.adapter not in {"", name}:
            continue
        limit = floor * item.limit if item.relative else item.limit
        outcome = Outcome.REGRESSED if value - floor > limit else Outcome.IMPROVED if floor - value > limit else Outcome.UNCHANGED
        nan = float("nan")
        yield Judgement(
            now.corpus, "all", name, "costs", item.metric, str(item), floor, value, value - floor, nan, nan, len(now.pages), outcome, failing=True
        )


def _judge(
    baseline: Baseline,
    now: Snapshot,
    key: tuple[str, str, str, str],
    mask: NDArray[np.bool_],
    floor: float,
    limits: Sequence[Threshold],
    rule: str,
    seed: int,
) -> Judgement:
    """Return the judgement of one metric over the masked pages."""
    track, adapter, protocol, metric = key
    before, after = baseline.snapshot.rows[adapter, protocol][mask], now.rows[adapter, protocol][mask]
    value = metrics_of(protocol, after).get(metric, float("nan"))
    sign = -1.0 if is_cost(key) else 1.0
    change = value - floor
    limit = min((item.limit * abs(floor) if item.relative else item.limit for item in limits), default=TOLERANCE)
    low, high = _interval(protocol, metric, before, after, now.groups()[mask], seed)
    drop = -sign * change
    shown = (high < 0 if sign > 0 else low > 0) if rule == "significant" else True
    worse = np.isnan(value) or (drop > limit and shown)
    outcome = Outcome.REGRESSED if worse else Outcome.IMPROVED if -drop > TOLERANCE else Outcome.UNCHANGED
    reason = "no longer defined" if np.isnan(value) else ("below its floor, but the interval of the drop holds zero" if drop > limit and not shown else "")
    scope = ", ".join(str(item) for item in limits) or "watched"
    return Judgement(now.corpus, track, adapter, protocol, metric, scope, floor, value, change, low, high, int(mask.sum()), outcome, bool(limits), reason)


def _interval(protocol: str, metric: str, before: Any, after: Any, groups: Any, seed: int) -> tuple[float, float]:
    """Return the paired 95 % interval of after minus before, both resampled with the same weights (0, 0 where no row moved)."""
    from bench.scoring import load
    from bench.scoring.intervals import clusters_of, interval
    from bench.scoring.resampling import Sampling, bootstrap

    if np.array_equal(before, after, equal_nan=True):
        return 0.0, 0.0
    scorer = load(protocol)
    _, groups = np.unique(groups, return_inverse=True)
    sampled = bootstrap(scorer, np.stack([before, after]), groups, Sampling(seed=seed), "gate")[..., scorer.metrics.index(metric)]
    low, high = interval(sampled[1] - sampled[0], clusters_of(groups), 0.95)
    return float(low), float(high)


def _broken(then: Snapshot, now: Snapshot) -> Iterator[BrokenPage]:
    """Yield pages that worked and now fail, or lost more than :data:`BROKEN` of a headline metric; each (adapter, page) once."""
    for adapter, old in sorted(then.subjects.items()):
        new = now.subjects[adapter]
        worst: dict[str, BrokenPage] = {}
        for protocol in sorted(then.protocols):
            for page in _broken_by(then, now, adapter, protocol):
                if page.page_id not in worst or page.after - page.before < worst[page.page_id].after - worst[page.page_id].before:
                    worst[page.page_id] = page
        for at, page_id in enumerate(now.pages):
            if old.statuses[at] == Status.OK and new.statuses[at] in _FAILING:
                found = worst.get(page_id) or _page(now, adapter, at, "", float("nan"), float("nan"))
                worst[page_id] = replace(found, status_before=old.statuses[at], status_after=new.statuses[at])
        yield from worst.values()


def _broken_by(then: Snapshot, now: Snapshot, adapter: str, protocol: str) -> Iterator[BrokenPage]:
    """Yield pages of one adapter whose headline metric by ``protocol`` fell by more than :data:`BROKEN`."""
    from bench.scoring import load
    from bench.scoring.resampling import page_values

    scorer = load(protocol)
    column = scorer.metrics.index(scorer.headline)
    if (adapter, protocol) not in now.rows or (adapter, protocol) not in then.rows:
        return
    scale = 100.0 if scorer.percent else 1.0
    before = np.nan_to_num(page_values(scorer, then.rows[adapter, protocol])[:, column]) / scale
    after = np.nan_to_num(page_values(scorer, now.rows[adapter, protocol])[:, column]) / scale
    for at in np.flatnonzero(before - after > BROKEN):
        yield replace(
            _page(now, adapter, int(at), protocol, float(before[at]), float(after[at])),
            status_before=then.subjects[adapter].statuses[at],
            status_after=now.subjects[adapter].statuses[at],
        )


def _page(now: Snapshot, adapter: str, at: int, protocol: str, before: float, after: float) -> BrokenPage:
    """Return a broken page with what is known of it."""
    facet = now.facets[at]
    return BrokenPage(now.corpus, adapter, now.pages[at], protocol, before, after, "ok", "ok", facet.get("title", ""), facet.get("url", ""))
