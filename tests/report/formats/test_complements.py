"""Combinations as CSV: a line for each combination and each pair, figures in full."""

from __future__ import annotations

import csv
import io
import json

import pytest

from bench.report import formats
from bench.report.formats import complements
from bench.report.scopes import scopes, with_combinations
from bench.store import frames


@pytest.fixture(scope="module")
def found(small):
    run = frames.read_all(small)
    return with_combinations(run, scopes(run))


def test_every_figure_is_there_in_full(found):
    rows = list(csv.DictReader(io.StringIO(formats.export("complements", found))))
    expected = [scope.combinations for scope in found if scope.combinations]
    assert len(rows) == sum(len(one.lines) + len(one.complements) for one in expected)
    one = expected[0]
    mine = [row for row in rows if (row["protocol"], row["corpus"], row["kind"]) == (one.protocol, one.corpus, one.track)]
    for row, line in zip(mine, one.lines, strict=False):
        assert (row["combination"], int(row["members"]), row["better"]) == (line.name, len(one.adapters), one.adapters[0])
        assert (float(row["value"]), float(row["gain"])) == (line.metrics[one.metric].value, line.gain.value)
    for row, pair in zip(mine[len(one.lines) :], one.complements, strict=True):
        assert (row["combination"], row["left"], row["right"], row["better"]) == ("pair", pair.left, pair.right, pair.better)
        assert (float(row["gain_low"]), int(row["left_better"])) == (pair.gain.low, pair.left_better)


def test_json_holds_them_and_no_board_does(found):
    document = json.loads(formats.export("json", found))
    assert len(document["combinations"]) == sum(scope.combinations is not None for scope in found)
    assert {line["name"] for one in document["combinations"] for line in one["lines"]} <= {"oracle", "medoid"}
    assert not {row["adapter"] for board in document["boards"] for row in board["rows"]} & {"oracle", "medoid"}


def test_without_combinations_there_is_a_head_alone(small):
    made = formats.export("complements", scopes(frames.read_all(small)))
    assert made == ",".join(complements.COLUMNS) + "\n"
