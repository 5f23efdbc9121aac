"""The table of costs says of given figures which bars are kept; the plain scripts compute what this package does. Nothing is timed."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bench.model import Block, Gold
from bench.scoring import load
from tests.benchmarks.costs import bare, bars
from tests.benchmarks.costs.__main__ import main
from tests.benchmarks.costs.measuring import Cost, Line, cost, medians, ratio, table

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_table_says_of_each_line_whether_its_bar_is_kept() -> None:
    lines = [
        Line(name="run", what="CPU over a loop", figure=1.04, bar=1.1, n=7),
        Line(name="run", what="wall over a pool", figure=1.31, bar=1.08, n=7),
        Line(name="words", what="", skipped="wcxb.tar.gz is not in shared/data"),
        Line(name="memory", what="", failed="-m bench run ended with 2"),
    ]
    printed = io.StringIO()
    Console(width=160, file=printed, legacy_windows=False).print(table(lines, 0.4, 2))
    kept, missed, skipped, failed = (line.split("│") for line in printed.getvalue().splitlines() if line.startswith("│"))
    assert [cell.strip() for cell in kept[1:-1]] == ["run: CPU over a loop", "1.04 x", "7", "1.1 x", "kept"]
    assert [cell.strip() for cell in missed[1:-1]] == ["run: wall over a pool", "1.31 x", "7", "1.08 x", "MISSED"]
    assert skipped[5].strip() == "skipped: wcxb.tar.gz is not in shared/data"
    assert failed[5].strip() == "FAILED: -m bench run ended with 2"


@pytest.mark.parametrize(("ends", "code"), [("exit(0)", 0), ("exit(3)", 1)])
def test_a_command_that_fails_is_no_bar_kept(
    ends: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(_: Path, rounds: int) -> Iterator[Line]:
        yield Line(name="made", what="memory", figure=cost([sys.executable, "-c", ends]).rss_mb, bar=1000, n=rounds)

    monkeypatch.setitem(bars.BARS, "run", (measured, ()))
    assert main(["--only", "run"]) == code
    assert ("FAILED" in capsys.readouterr().out) == bool(code)


def test_a_figure_that_is_not_known_keeps_no_bar() -> None:
    assert Line(name="a", what="b", bar=1.0).verdict == "MISSED"


def test_a_line_without_a_bar_is_there_to_compare_with() -> None:
    printed = io.StringIO()
    Console(width=160, file=printed, legacy_windows=False).print(table([Line(name="run", what="a pool's", figure=1.11, n=7)], 0.4, 2))
    (line,) = (line.split("│") for line in printed.getvalue().splitlines() if line.startswith("│"))
    assert [cell.strip() for cell in line[1:-1]] == ["run: a pool's", "1.11 x", "7", "-", "to compare"]


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


def test_the_plain_script_of_shingles_gives_all_four_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare, "RESAMPLES", 50)
    truth = {"a": "One two three four five. Six, seven!", "b": "As it is, in full", "c": "Nothing of this is there"}
    texts = {"a": "two three four five six seven eight", "b": "As it is: in full", "c": ""}
    for name, held in (("ground-truth.json", truth), ("out.json", texts)):
        (tmp_path / name).write_text(json.dumps({key: {"articleBody": text} for key, text in held.items()}))
    scorer = load("shingles")
    rows = [scorer.row(scorer.prepare(Gold(key, (Block(truth[key]),))), texts[key]) for key in truth]
    wanted = dict(zip(scorer.metrics, scorer.finish(scorer.parts(_array(rows)).sum(axis=0)), strict=True))
    figures = bare.shingles(str(tmp_path), str(tmp_path / "out.json"))[str(tmp_path / "out.json")]
    assert [figure for figure, _ in figures] == pytest.approx([wanted[name] for name in ("f1", "precision", "recall", "accuracy")])
    assert figures[3][0] == pytest.approx(1 / 3)
    assert all(deviation > 0 for _, deviation in figures)


def test_all_loops_extract_the_same(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    for at, text in enumerate(("some words here, écrits", "and some more of them")):
        (tmp_path / "html" / f"{at}.html.gz").write_bytes(gzip.compress(f"<p>{text}</p><div>{text}</div>".encode()))
    commands = [["bare", "serial"], ["bare", "pool"], ["isolated"]]
    printed = [
        subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.costs.{name}", *words, str(tmp_path), "everything,paragraphs,justext"],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        ).stdout
        for name, *words in commands
    ]
    assert len(set(printed)) == 1
    assert int(printed[0]) > 100


@pytest.mark.parametrize(("bar", "size"), [("compare", 3), ("memory", 2)])
def test_the_commands_of_a_bar_end_well_on_a_few_pages(bar: str, size: int, tmp_path: Path) -> None:
    measure, _ = bars.BARS[bar]
    (line,) = measure(tmp_path, 1, size)  # type: ignore[call-arg]
    assert line.figure > 0


def _array(rows: list[tuple[float, ...]]):
    import numpy as np

    return np.array(rows)
