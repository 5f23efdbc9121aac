"""The table of costs says of given figures which bars are kept; the plain scripts compute what this package does. Nothing is timed."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bench.model import Block, Gold
from bench.scoring import load
from tests.benchmarks.costs import bare, bars
from tests.benchmarks.costs.measuring import Cost, Line, cost, medians, ratio, table

if TYPE_CHECKING:
    from pathlib import Path


def test_the_table_says_of_each_line_whether_its_bar_is_kept() -> None:
    lines = [
        Line(name="run", what="CPU over a loop", figure=1.04, bar=1.1, n=7),
        Line(name="run", what="wall over a pool", figure=1.31, bar=1.08, n=7),
        Line(name="words", what="", skipped="wcxb.tar.gz is not in shared/data"),
    ]
    printed = io.StringIO()
    Console(width=160, file=printed, legacy_windows=False).print(table(lines, 0.4, 2))
    kept, missed, skipped = (line.split("│") for line in printed.getvalue().splitlines() if line.startswith("│"))
    assert [cell.strip() for cell in kept[1:-1]] == ["run: CPU over a loop", "1.04 x", "7", "1.1 x", "kept"]
    assert [cell.strip() for cell in missed[1:-1]] == ["run: wall over a pool", "1.31 x", "7", "1.08 x", "MISSED"]
    assert skipped[5].strip() == "skipped: wcxb.tar.gz is not in shared/data"


def test_a_figure_that_is_not_known_keeps_no_bar() -> None:
    assert Line(name="a", what="b", bar=1.0).verdict == "MISSED"


def test_ratios_are_medians_of_rounds() -> None:
    ours, theirs = [Cost(2, 1, 10), Cost(9, 1, 30), Cost(3, 1, 20)], [Cost(1, 1, 1), Cost(3, 1, 1), Cost(3, 1, 1)]
    assert ratio(ours, theirs, "cpu_s") == 2
    assert medians(ours) == Cost(3, 1, 20)


def test_the_cost_of_a_command_is_that_of_its_children_too() -> None:
    work = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'held = bytes(60_000_000)'], check=True)"
    assert cost([sys.executable, "-c", work]).rss_mb > 60


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "here").touch()
    assert bars.lacking(tmp_path / "here") == ""
    assert bars.lacking(tmp_path / "here", tmp_path / "gone.tar.gz").startswith("gone.tar.gz is not in ")


def test_the_plain_scripts_compute_the_protocols(tmp_path: Path) -> None:
    truth, text = "One two three four five. Six, seven!", "two three four five six seven eight"
    (tmp_path / "ground-truth").mkdir()
    held = {"main_content": truth, "with": ["Two"], "without": ["nine"]}
    (tmp_path / "ground-truth" / "a.json").write_text(json.dumps({"ground_truth": held}))
    (tmp_path / "out.json").write_text(json.dumps({"a": text}))
    scorer, gold = load("words"), Gold("a", (Block(truth),), ("Two",), ("nine",))
    rows = scorer.parts(_array([scorer.row(scorer.prepare(gold), text)]))
    f1, precision, recall, with_, without, *_ = scorer.finish(rows.sum(axis=0))
    assert bare.words(str(tmp_path), str(tmp_path / "out.json")) == pytest.approx([precision, recall, f1, with_, without])
    shingle = load("shingles")
    tp, fp, fn, _ = shingle.row(shingle.prepare(gold), text)
    assert bare._shingled(truth, text) == (tp, fp, fn)


def _array(rows: list[tuple[float, ...]]):
    import numpy as np

    return np.array(rows)
