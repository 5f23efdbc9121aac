"""The two custom files of github-action-benchmark: bigger is better in one, smaller in the other."""

import json
import math

from bench.gate.formats.text import name_of
from bench.gate.verdict import Judgement, Verdict


def bigger(verdict: Verdict) -> str:
    """Return the ``customBiggerIsBetter`` file."""
    return _file([judgement for judgement in verdict.judgements if not judgement.lower_is_better])


def smaller(verdict: Verdict) -> str:
    """Return the ``customSmallerIsBetter`` file."""
    return _file([judgement for judgement in verdict.judgements if judgement.lower_is_better])


def _file(judgements: list[Judgement]) -> str:
    """Return the entries as JSON; undefined figures are left out, for the format has no word for them."""
    entries = [_entry(judgement) for judgement in judgements if math.isfinite(judgement.value)]
    return json.dumps(entries, indent=1, allow_nan=False) + "\n"


def _entry(judgement: Judgement) -> dict[str, object]:
    """Return one entry; ``range`` is half the width of the change's interval."""
    unit = {"p50_ms": "ms", "p95_ms": "ms", "peak_mb": "MB"}.get(judgement.metric, judgement.metric)
    name = f"{judgement.corpus}/{judgement.track}/{judgement.adapter} {name_of(judgement)}"
    entry: dict[str, object] = {"name": name, "unit": unit, "value": judgement.value, "extra": f"floor {judgement.floor:.6g}"}
    if math.isfinite(judgement.high - judgement.low):
        entry["range"] = f"± {(judgement.high - judgement.low) / 2:.4f}"
    return entry
