"""Benchmark how every protocol grows with page length (``growth.py``, which also prints and plots it); test its figures and its plot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.benchmarks import growth

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

NAMES = sorted(growth.works([]))


@pytest.mark.parametrize("name", NAMES)
def test_growth_with_page_length(benchmark: BenchmarkFixture, name: str) -> None:
    curve = benchmark.pedantic(growth.by_length, (name, growth.works([name])[name], growth.LENGTHS, 2.0), rounds=1)
    benchmark.extra_info |= {"cpu_ms": curve, "exponent": growth.exponent(curve)}


def test_exponents_are_those_of_the_curves() -> None:
    assert growth.exponent({size: 3.0 * size**2 for size in growth.LENGTHS}) == pytest.approx(2)
    assert growth.exponent({size: 7.0 * size for size in growth.LENGTHS}) == pytest.approx(1)
    assert math.isnan(growth.exponent({625: 1.0}))


def test_pages_have_the_length_asked_for_and_an_output_that_is_mostly_them() -> None:
    gold, text = growth.made(2_000, optional=True)
    assert len(gold.text.split()) == pytest.approx(2_000, rel=0.1)
    assert len([block for block in gold.blocks or () if block.optional]) * 4 == pytest.approx(len(gold.blocks or ()), abs=4)
    assert 0.6 < growth.load("aligned").row(growth.load("aligned").prepare(gold), text)[0] < 0.99


def test_the_table_and_the_plot_hold_every_curve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "growth.svg"
    growth.main(["--svg", str(plot), "--protocols", "words", "edit", "--lengths", "200", "400", "800", "--patience", "0.2"])
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines() if line.startswith(("words", "edit"))] == ["words", "edit"] * 2
    root = ET.parse(plot).getroot()
    texts = {element.text for element in root.iter() if element.tag.endswith("text")}
    assert {"words", "edit", "200", "800", "dotted: n log n"} <= texts
    assert len([element for element in root.iter() if element.tag.endswith("polyline") and element.get("stroke-width") == "2"]) == 2
