"""Refuse floors that the baseline's own rows do not give, missing floors, figures off their scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import GateError
from bench.gate.baseline import SEPARATOR, UPDATE
from bench.gate.limits import gated, scale, unit
from bench.gate.snapshot import metrics_of
from bench.scoring import load
from bench.scoring.statistics.resampling import page_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.gate.baseline import Baseline, Key
    from bench.gate.refusals import Case
    from bench.gate.snapshot import Snapshot

HELP = "boilerbench gate --help"
EXPECTED = "floors as `boilerbench gate --update` writes them, and the score rows they come from"


def disagree(case: Case) -> Iterator[GateError]:
    """Yield an error for each floor that its rows do not give, or that is missing though it is judged."""
    rows = given(case)
    for key in sorted({*rows, *case.baseline.floors}):
        known, value = case.baseline.floors.get(key, math.nan), rows.get(key, math.nan)
        scorer, name = load(key[2]), f"{SEPARATOR.join(key[:3])} {key[3]}"
        if math.isnan(known):
            if gated(scorer, key[3]) or any(item.names(*key[1:]) for item in case.asked.thresholds):
                yield _damaged(case, f"no floor of {name}, though its pages give {value:.6g}")
        elif not abs(known - value) <= unit(scorer):
            said = "give none" if math.isnan(value) else f"give {value:.6g}"
            yield _damaged(case, f"the floor {known:.6g} of {name}, its pages {said}")


def given(case: Case) -> Mapping[Key, float]:
    """Return the floors that the rows of a baseline give.

    The kinds of its pages are its own; an earlier release did not write them, then they are those of the run's pages.
    """
    then = case.baseline.snapshot
    now = dict(zip(case.now.pages, (facets.get("kind", "html") for facets in case.now.facets), strict=True))
    kinds = np.array([facets["kind"] for facets in then.facets] or [now.get(page, "") for page in then.pages])
    return {
        (kind, adapter, protocol, metric): value
        for kind in sorted({*kinds.tolist()} - {""})
        for (adapter, protocol), rows in then.rows.items()
        for metric, value in metrics_of(protocol, rows[kinds == kind]).items()
        if not math.isnan(value)
    }


def off_scale(case: Case) -> Iterator[GateError]:
    """Yield an error for each protocol with a page's gated figure below 0 or above 1 (percentages: 100)."""
    for side, said in ((case.baseline.snapshot, "the baseline"), (case.now, "the run")):
        for adapter, protocol, page, metric, value in _outside(side):
            what = f"{said} has {metric} {value:.6g} of {adapter} by {protocol} on page {page}"
            again = UPDATE if side is case.baseline.snapshot else f"boilerbench score --protocol {protocol}"
            yield GateError(what, f"0 to {scale(load(protocol))}", again)


def too_wide(case: Case) -> Iterator[GateError]:
    """Yield an error for each threshold that is wider than the scale of what it is about."""
    for item in case.asked.thresholds:
        for key in sorted(case.baseline.floors):
            if item.names(*key[1:]) and not item.relative and item.limit > scale(load(key[2])):
                yield GateError(f"the threshold {item} is wider than the scale of {key[2]}", f"at most {scale(load(key[2]))}", HELP)


def _outside(side: Snapshot) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield adapter, protocol, page, metric and figure for the first that is off its scale, of each two."""
    for (adapter, protocol), rows in sorted(side.rows.items()):
        scorer = load(protocol)
        values = page_values(scorer, rows)
        wrong = (values < -unit(scorer)) | (values > scale(scorer) + unit(scorer))
        wrong &= np.array([gated(scorer, metric) for metric in scorer.metrics])
        for at, column in np.argwhere(wrong)[:1].tolist():
            yield adapter, protocol, side.pages[at], scorer.metrics[column], float(values[at, column])


def _damaged(case: Case, what: str) -> GateError:
    """Return the error for a baseline whose parts do not agree."""
    baseline: Baseline = case.baseline
    return GateError(f"the baseline of {baseline.snapshot.corpus} has {what}", EXPECTED, f"git checkout the baseline, or {UPDATE}")
