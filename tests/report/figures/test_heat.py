"""The heat map loses no failing page, whatever their number."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.report.figures import heat
from bench.report.pages import choice
from bench.report.scopes import scopes
from bench.store import frames


@pytest.mark.parametrize("count", [1, 181, 1004, 1005, 2008, 5000])
def test_a_single_bad_page_among_good_ones_is_seen(count):
    for at in {0, count // 3, count - 1}:
        values = np.ones((2, count))
        values[1, at] = 0.0
        shades = heat.pixels(values)
        assert shades.shape[1] <= heat.WIDEST
        assert (shades[1] == 0).sum() == 1
        assert (shades[0] == heat.STEPS - 1).all()


def drawn(path):
    """Return the dashes of a path as (start in pages, y)."""
    found, x, y = set(), 0, ""
    for move, a, b, long in re.findall(r"([Mm])(-?[\d.]+) ([\d.]+)h([\d.]+)", path):
        x, y = (int(a), b) if move == "M" else (x + int(a), y)
        found.add((x, y))
        x += int(long)
    return found


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([181, 2008, 5000]), st.sets(st.tuples(st.integers(0, 19), st.integers(0, 180)), max_size=200), st.integers(0, 10))
def test_every_failing_pair_has_a_stroke_of_its_own(count, failing, spread):
    failed = np.zeros((20, count), bool)
    pairs = {(row, (page * (spread + 1)) % count) for row, page in failing}
    for row, page in pairs:
        failed[row, page] = True
    found = drawn(heat.strokes(failed, 8))
    assert found == {(page, heat.number(row * heat.ROW + 8)) for row, page in pairs}
    assert heat.reach(count) * heat.WIDE / count >= heat.THIN


def test_what_the_cursor_reads_is_what_the_picture_shows(small):
    run = frames.read_all(small)
    found = [scope for scope in scopes(run) if scope.corpus == "made"]
    files = choice.choose(found)
    keys = heat.known(found)
    places = heat.places(keys, files)
    assert [f"pages/{name}.html" if name else "" for name in places["files"]] == [files.get(key, "") for key in keys]
    for scope in found:
        data = heat.data(scope, keys)
        shown = [keys[at] for at in data["order"] or range(len(keys))]
        assert shown == [scope.matrix.keys[page] for page in scope.order]
        values = scope.matrix.headline[scope.matrix.adapters.index(scope.board.standings[0].adapter), scope.order]
        for code, value in zip(data["cells"][0], values.tolist(), strict=True):
            assert code in heat.CODES.values() or abs(1 - heat.LEVELS.index(code) / 100 - value) <= 0.0051


def test_a_page_that_only_another_protocol_scored_has_its_place(small):
    first, second = [scope for scope in scopes(frames.read_all(small)) if scope.corpus == "made"]
    fewer = replace(first, order=first.order[1:])
    keys = heat.known([fewer, second])
    assert set(keys) == set(second.matrix.keys)
    assert keys[: len(fewer.order)] == tuple(fewer.matrix.keys[page] for page in fewer.order)


def test_pages_without_a_figure_are_clear_not_bad():
    assert heat.pixels(np.array([[np.nan, 0.0, 1.0]])).tolist() == [[heat.STEPS, 0, heat.STEPS - 1]]
    assert heat.OPACITY[heat.STEPS] == 0
    assert heat.OPACITY[0] == 255


@pytest.mark.parametrize(("count", "apart"), [(40, 0.0051), (heat.WIDEST + 1, 0.0101)])
def test_figures_of_very_many_pages_are_read_to_two_hundredths(count, apart):
    values = np.linspace(0, 1, count)
    codes = heat._codes(values, np.full(count, "ok"))
    read = np.array([1 - heat.LEVELS.index(code) / 100 for code in codes])
    assert np.abs(read - values).max() <= apart
    assert len(set(codes)) == (40 if count == 40 else 51)
