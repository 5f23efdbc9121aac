"""JSON by the published schema (``verdict.schema.json`` beside this file); figures that are not defined are null."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from bench.gate.verdict import Verdict

SCHEMA = Path(__file__).with_name("verdict.schema.json")


def render(verdict: Verdict) -> str:
    """Return the whole verdict, ASCII only, keys sorted."""
    whole = asdict(verdict) | {"exit_code": verdict.exit_code, "summary": verdict.summary}
    return json.dumps(_plain(whole), indent=1, sort_keys=True, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Return ``value`` with what JSON cannot say replaced."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
