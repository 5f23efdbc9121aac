"""The page of a page dump: panes for distinct texts, counts from score rows, what stands side by side."""

from __future__ import annotations

import pytest

from bench.model import Block, Gold
from bench.report.pages import layout
from bench.report.pages.layout import AdapterLine, OwnMarkup

GOLD = Gold("p", (Block("one two three"), Block("four", optional=True)), must_have=("one  two", "nine"), must_not=("menu", "three"))


def output(name, text, *, status="ok", floor=False, row=None):
    return {"name": name, "status": status, "text": text, "error": "", "stderr": "", "wall_ns": 1_250_000, "floor": floor, "row": row}


def line(at, f1, *, pane=0, floor=False):
    return AdapterLine(
        at=at, name=str(at), status="ok", error="", stderr="", figures=(f1,), counts={}, millis="", pane=pane, floor=floor
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("", "auto"), ("en", "ltr"), ("AR-EG", "rtl"), ("ku", "ltr"), ("ku-Arab", "rtl"), ("arabic", "ltr")],
)
def test_scripts_from_right_to_left_are_set_so(tag, direction):
    assert layout.direction(tag) == direction


def test_one_pane_for_each_distinct_text_and_none_for_a_failure_without_text():
    outputs = [
        output("a", "one two"),
        output("b", ""),
        output("c", "one two"),
        output("d", "", status="crash"),
        output("e", "rest", status="timeout"),
    ]
    panes, of = layout._panes(GOLD, outputs, OwnMarkup(lambda _: ""))
    assert [pane.names for pane in panes] == [("a", "c"), ("b",), ("e",)]
    assert of == {0: 0, 2: 0, 1: 1, 4: 2}


def test_only_what_floors_return_is_not_traced_to_regions():
    asked = []
    for floors in ((True,), (True, False)):
        outputs = [output(str(at), "one two three and much more that gold has not", floor=floor) for at, floor in enumerate(floors)]
        layout._panes(GOLD, outputs, OwnMarkup(lambda text: asked.append(text) or ""))
        assert bool(asked) is (False in floors)


def test_counts_are_the_score_rows_and_the_diffs_without_one():
    row = {"f1": 0.5, "precision": 0.25, "recall": 1.0, "matched": 3.0, "required": 5.0, "output": 9.0, "optional_matched": 2.0}
    outputs = [output("a", "one two"), output("b", "one two", row=row)]
    panes, of = layout._panes(GOLD, outputs, OwnMarkup(lambda _: ""))
    first, second = (layout._line(at, made, panes, of[at]) for at, made in enumerate(outputs))
    assert first.counts["matched"] == 2
    assert first.figures == ("–", "–", "–")
    assert second.counts == {"matched": 3, "missing": 2, "extra": 4, "optional": 2}
    assert second.figures == ("0.500", "0.250", "1.000")
    assert (first.millis, second.pane) == ("1.2", 0)
    assert layout._line(2, output("c", "", status="crash"), panes, None).counts == {}


def test_the_leader_stands_beside_the_contender_that_does_worst_here():
    assert layout._first_choice([line(0, "0.9"), line(1, "0.2", floor=True), line(2, "0.5"), line(3, "0.4")]) == (0, 3)
    assert layout._first_choice([line(0, "0.9", pane=None), line(1, "0.3"), line(2, "0.5")]) == (1, 2)
    assert layout._first_choice([line(0, "0.9"), line(1, "0.5"), line(2, "0.5")]) == (0, 1)
    assert layout._first_choice([line(0, "0.9", floor=True)]) == (0, 0)
    assert layout._first_choice([line(0, "0.9", pane=None)]) == (0, 0)


def test_segments_name_who_breaks_them_whatever_the_white_space():
    outputs = [output("a", "one\ntwo three"), output("b", "nine menu"), output("c", "menu", status="timeout")]
    assert layout._segments(GOLD, outputs) == [
        ("must have", "one  two", ["b"]), ("must have", "nine", ["a"]), ("must not have", "menu", ["b"]), ("must not have", "three", ["a"])
    ]  # fmt: skip


def test_of_a_very_long_output_a_part_is_shown_and_that_is_said(monkeypatch):
    monkeypatch.setattr(layout, "LONGEST", 10)
    panes, _ = layout._panes(GOLD, [output("a", "one two three four"), output("b", "one two")], OwnMarkup(lambda _: ""))
    assert panes[0].marked.note == "Only the first 10 of 18 characters are shown."
    assert panes[0].body.endswith("<ins>th</ins>")
    assert panes[1].marked.note == ""
