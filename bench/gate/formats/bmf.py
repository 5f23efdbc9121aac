"""Bencher Metric Format: benchmark -> measure -> value, with the interval of the change as bounds."""

import json
import math

from bench.gate.formats.text import name_of
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
    low, high = judgement.floor + judgement.low, judgement.floor + judgement.high
    bounds = {"lower_value": min(judgement.value, low), "upper_value": max(judgement.value, high)}
    return {"value": judgement.value, **(bounds if math.isfinite(judgement.high - judgement.low) else {})}
