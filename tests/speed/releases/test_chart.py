"""Figures over releases: well-formed whatever a release is called, gaps where there is no figure."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from bench.escaping import visible
from bench.model import Estimate
from bench.speed.releases.chart import Curve, draw

SVG = "{http://www.w3.org/2000/svg}"
NOTHING = Estimate(math.nan, math.nan, math.nan, 0.95, 0)


def figure(value: float, half: float = math.nan) -> Estimate:
    return Estimate(value, value - half, value + half, 0.95, 9)


def test_a_panel_a_metric_a_point_a_release_a_whisker_an_interval() -> None:
    lines = [Curve("f1", (figure(0.9, 0.02), figure(0.8, 0.02))), Curve("CPU", (figure(3.0), figure(4.0)))]
    root = ET.fromstring(draw("trafilatura", ["1.0", "2.0"], lines))
    assert len(root.findall(f"{SVG}g")) == 2
    assert len(root.findall(f".//{SVG}circle")) == 4
    text = ET.tostring(root, encoding="unicode")
    assert "1.0" in text
    assert text.count("V") >= 2  # whiskers of the first panel
    heights = [float(circle.attrib["cy"]) for circle in root.findall(f"{SVG}g/{SVG}circle")]
    assert heights[0] < heights[1]  # higher is higher


def test_a_release_without_a_figure_leaves_a_gap() -> None:
    drawn = draw("x", ["1", "2", "3", "4"], [Curve("f1", (figure(1), NOTHING, figure(2), figure(3)))])
    (line,) = re.findall(r'<path d="(M[^"]*)" stroke="#0072b2" stroke-width', drawn)
    assert line.count("M") == 2
    assert line.count("L") == 1
    assert "nan" not in drawn


def test_nothing_to_draw_draws_an_empty_panel() -> None:
    ET.fromstring(draw("x", ["1"], [Curve("f1", (NOTHING,))]))
    ET.fromstring(draw("x", [], []))


@example(["\ufffe"], 0.0)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), max_size=5), st.floats(-1e6, 1e6))
def test_no_name_breaks_out_of_its_place(names: list[str], value: float) -> None:
    drawn = draw("<script>&", names, [Curve("]]><x>", tuple(figure(value) for _ in names))])
    root = ET.fromstring(drawn)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "title", "rect", "text", "g", "path", "circle"}
    shown = [node.text or "" for node in root.findall(f"{SVG}text")][1:]
    assert shown == [visible(name) for name in names]
