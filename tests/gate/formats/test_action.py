"""The custom files of github-action-benchmark are by their schema; each judgement is in one of the two."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings

from bench.gate import formats
from tests.gate.formats.verdicts import COST, EXAMPLE, VERDICT

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict

CUSTOM = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "unit", "value"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "unit": {"type": "string"},
            "value": {"type": "number"},
            "range": {"type": "string"},
            "extra": {"type": "string"},
        },
    },
}


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_the_custom_files_are_by_their_schema(verdict: Verdict) -> None:
    both = []
    for name in ("bigger-is-better", "smaller-is-better"):
        entries = json.loads(formats.render(verdict, name), parse_constant=pytest.fail)
        jsonschema.validate(entries, CUSTOM)
        both += entries
    assert len(both) == len([item for item in verdict.judgements if math.isfinite(item.value)])


def test_qualities_are_in_the_file_of_what_is_better_when_bigger() -> None:
    assert json.loads(formats.render(EXAMPLE, "bigger-is-better")) == [
        {"name": "made/html/one aligned/recall[type=forum]", "unit": "recall", "value": 0.75, "extra": "floor 0.5"},
        {"name": "made/html/one aligned/f1", "unit": "f1", "value": 0.8, "extra": "floor 0.9", "range": "± 0.0500"},
        {"name": "made/html/two aligned/f1", "unit": "f1", "value": 0.5, "extra": "floor 0.5", "range": "± 0.0000"},
    ]


@pytest.mark.parametrize(("metric", "unit"), [("p50_ms", "ms"), ("p95_ms", "ms"), ("peak_mb", "MB")])
def test_costs_are_in_the_other_with_their_unit(metric: str, unit: str) -> None:
    costs = replace(EXAMPLE, judgements=(COST, replace(COST, metric=metric, value=12.5)))
    assert json.loads(formats.render(costs, "smaller-is-better")) == [
        {"name": f"made/all/two {metric}", "unit": unit, "value": 12.5, "extra": "floor 10"}
    ]
    assert formats.render(costs, "bigger-is-better") == "[]\n"
