"""Bencher Metric Format is by its schema, its bounds hold the value."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings

from bench.gate import formats
from tests.gate.formats.verdicts import EXAMPLE, REGRESSED, VERDICT, WATCHED

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict

BMF = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["value"],
            "additionalProperties": False,
            "properties": {name: {"type": "number"} for name in ("value", "lower_value", "upper_value")},
        },
    },
}


@settings(max_examples=25, deadline=None)
@given(verdict=VERDICT)
def test_bmf_is_by_its_schema(verdict: Verdict) -> None:
    bmf = json.loads(formats.render(verdict, "bmf"), parse_constant=pytest.fail)
    jsonschema.validate(bmf, BMF)
    for measures in bmf.values():
        for figures in measures.values():
            assert figures.get("lower_value", figures["value"]) <= figures["value"] <= figures.get("upper_value", figures["value"])


def test_a_benchmark_holds_the_measures_of_an_adapter() -> None:
    assert json.loads(formats.render(EXAMPLE, "bmf")) == {
        "made/html/one": {
            "aligned/f1": {"value": 0.8, "lower_value": 0.75, "upper_value": 0.9 - 0.05},
            "aligned/recall[type=forum]": {"value": 0.75},
        },
        "made/html/two": {"aligned/f1": {"value": 0.5, "lower_value": 0.5, "upper_value": 0.5}},
    }


@pytest.mark.parametrize("bounds", [{"low": -0.1}, {"high": 0.1}])
def test_half_an_interval_is_none(bounds: dict[str, float]) -> None:
    half = replace(EXAMPLE, judgements=(replace(WATCHED, **bounds),))
    assert json.loads(formats.render(half, "bmf"))["made/html/one"]["aligned/recall[type=forum]"] == {"value": 0.75}


def test_bounds_that_a_floor_raised_by_hand_moves_off_the_value_end_at_it() -> None:
    low, high = (replace(EXAMPLE, judgements=(replace(REGRESSED, floor=floor),)) for floor in (0.5, 2.0))
    figures = [json.loads(formats.render(verdict, "bmf"))["made/html/one"]["aligned/f1"] for verdict in (low, high)]
    assert [(figure["lower_value"], figure["upper_value"]) for figure in figures] == [(0.5 - 0.15, 0.8), (0.8, 2.0 - 0.05)]


def test_the_order_of_judgements_changes_nothing() -> None:
    turned = replace(EXAMPLE, judgements=EXAMPLE.judgements[::-1])
    assert formats.render(turned, "bmf") == formats.render(EXAMPLE, "bmf")
