"""Bencher Metric Format: benchmark -> measure -> value, with the interval of the change as bounds where there is one."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.gate.verdict import Judgement, Verdict


def render(verdict: Verdict) -> str:
    """Return one benchmark a corpus, track and adapter, one measure a protocol and metric; scoped thresholds keep their scope."""
    benchmarks: dict[str, dict[str, dict[str, float]]] = {}
    for judgement in verdict.judgements:
        if math.isfinite(judgement.value):
            name = f"{judgement.corpus}/{judgement.track}/{judgement.adapter}"
            benchmarks.setdefault(name, {})[measure(judgement)] = _metric(judgement)
    return json.dumps(benchmarks, indent=1, sort_keys=True, allow_nan=False) + "\n"


def measure(judgement: Judgement) -> str:
    """Return the name of what was measured, unique among an adapter's judgements."""
    scope = f" {judgement.scope}" if "[" in judgement.scope else ""
    return f"{judgement.protocol}/{judgement.metric}{scope}"


def _metric(judgement: Judgement) -> dict[str, float]:
    """Return the value and its bounds."""
    if not math.isfinite(judgement.low) or not math.isfinite(judgement.high):
        return {"value": judgement.value}
    return {
        "value": judgement.value,
        "lower_value": min(judgement.value, judgement.floor + judgement.low),
        "upper_value": max(judgement.value, judgement.floor + judgement.high),
    }
