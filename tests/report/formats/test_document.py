"""Boards as JSON hold every board with its comparisons, null where a figure is undefined."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from boards import board, pair, scope, standing

from bench.model import SCHEMA, Estimate
from bench.report import formats
from bench.report.scopes import scopes
from bench.store import frames


@pytest.fixture(scope="module")
def found(small):
    return scopes(frames.read_all(small))


def test_every_board_is_there_in_order_with_keys_sorted(found):
    text = formats.export("json", found)
    document = json.loads(text)
    assert document["schema"] == SCHEMA
    assert [board["protocol"] for board in document["boards"]] == [scope.scorer.name for scope in found for _ in scope.slices]
    assert [board["slice"] for board in document["boards"]] == [cut.title if cut.group else "" for scope in found for cut in scope.slices]
    assert text == json.dumps(document, indent=1, sort_keys=True) + "\n"


def test_undefined_figures_are_null_and_comparisons_are_kept():
    nothing = replace(standing("a", 0.9), metrics={"f1": Estimate(float("nan"), float("-inf"), 0.5, 0.95, 9)})
    (made,) = json.loads(formats.export("json", [scope(board([nothing, standing("b", 0.8)], [pair("a", "b", 0.1, 0.01)]))]))["boards"]
    assert made["rows"][0]["metrics"]["f1"] | {"n": 0} == {"value": None, "low": None, "high": 0.5, "level": 0.95, "n": 0}
    assert (made["pairs"][0]["left"], made["pairs"][0]["p"]) == ("a", 0.01)
