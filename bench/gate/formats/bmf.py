"""Bencher Metric Format: benchmark -> measure -> value, with the interval of the change as bounds."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from bench.gate.formats.text import name_of

if TYPE_CHECKING:
    from bench.gate.verdict import Judgement, Verdict


def render(verdict: Verdict) -> str:
    """Return a benchmark for each corpus, track and adapter, with a measure for each judgement."""
    benchmarks: dict[str, dict[str, dict[str, float]]] = {}
    for judgement in verdict.judgements:
        if math.isfinite(judgement.value):
            name = f"{judgement.corpus}/{judgement.track}/{judgement.adapter}"
            benchmarks.setdefault(name, {})[name_of(judgement)] = _metric(judgement)
    return json.dumps(benchmarks, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _metric(judgement: Judgement) -> dict[str, float]:
    """Return the value and its bounds."""
    if not math.isfinite(judgement.low) or not math.isfinite(judgement.high):
        return {"value": judgement.value}
    return {
        "value": judgement.value,
        "lower_value": min(judgement.value, judgement.floor + judgement.low),
        "upper_value": max(judgement.value, judgement.floor + judgement.high),
    }
