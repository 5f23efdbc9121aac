"""JSON by the published schema, ``verdict.schema.json`` beside this file; undefined figures are null."""

import json
from dataclasses import asdict
from pathlib import Path

from bench import escaping
from bench.gate.verdict import Verdict

SCHEMA = Path(__file__).with_name("verdict.schema.json")


def render(verdict: Verdict) -> str:
    """Return the whole verdict, ASCII only, keys sorted."""
    whole = asdict(verdict) | {"exit_code": verdict.exit_code, "summary": verdict.summary}
    return json.dumps(escaping.json(whole), indent=1, sort_keys=True, allow_nan=False) + "\n"
