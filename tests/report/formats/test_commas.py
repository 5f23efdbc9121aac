"""Boards as CSV hold every figure in full."""

from __future__ import annotations

import csv
import io
from math import isnan, nan

import pytest

from bench.report import formats
from bench.report.formats import commas
from bench.report.scopes import scopes
from bench.store import frames


@pytest.fixture(scope="module")
def found(small):
    return scopes(frames.read_all(small))


def test_csv_holds_every_figure_in_full(found):
    rows = list(csv.DictReader(io.StringIO(formats.export("csv", found))))
    figures = {(r["protocol"], r["corpus"], r["group"], r["slice"], r["adapter"], r["metric"]): r for r in rows}
    for scope in found:
        for cut in scope.slices:
            for row in cut.board.standings:
                for name, estimate in row.metrics.items():
                    line = figures[scope.scorer.name, scope.corpus, cut.group, cut.title if cut.group else "", row.adapter, name]
                    assert float(line["value"]) == estimate.value
                    rank = [str(bound) for bound in row.rank] if row.rank and name == cut.board.metric else ["", ""]
                    assert [line["rank_low"], line["rank_high"]] == rank
                    assert line["no_ranks"] == cut.board.no_ranks
                    assert int(line["timeout"]) == row.failures.get("timeout", 0)


def test_a_signature_stands_once_for_each_board(found):
    rows = [row["signature"] for row in csv.DictReader(io.StringIO(formats.export("csv", found)))]
    assert [text for text in rows if text] == [cut.board.signature for scope in found for cut in scope.slices]
    assert len(rows) > 5 * len([text for text in rows if text])


def test_an_undefined_figure_is_an_empty_field():
    assert commas._number(nan) == ""
    assert float(commas._number(0.1)) == 0.1
    assert not isnan(float(commas._number(1 / 3)))
