"""Speed of `shingles`: 14 stored outputs x 181 pages with 1,000 resamples, against a plain-Python reference of the same protocol."""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.model import Block, Gold
from bench.scoring import batch
from bench.scoring.protocols import shingles
from bench.scoring.statistics import resampling
from tests.scoring import peers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RESAMPLES = 1000
Texts = dict[str, str]


def plain_row(truth: str, text: str) -> tuple[int, int, int, bool]:
    """Count 4-grams as tuples."""
    sides = []
    for side in (truth, text):
        tokens = re.findall(r"\w+", side)
        sides.append((tokens, Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()))
    (first, wanted), (second, found) = sides
    tp = fp = fn = 0
    for gram in set(wanted) | set(found):
        expected, got = wanted.get(gram, 0), found.get(gram, 0)
        tp, fp, fn = tp + min(expected, got), fp + max(0, got - expected), fn + max(0, expected - got)
    return tp, fp, fn, first == second


def plain_aggregate(rows: Sequence[tuple[int, int, int, bool]]) -> tuple[float, ...]:
    """Aggregate rows with statistics.mean."""
    precision = statistics.mean(_ratio(tp, fp, fn) for tp, fp, fn, _ in rows if tp + fp > 0)
    recall = statistics.mean(_ratio(tp, fn, fp) for tp, fp, fn, _ in rows if tp + fn > 0)
    return 2 * precision * recall / (precision + recall), precision, recall, statistics.mean(float(row[3]) for row in rows)


def _ratio(hits: int, misses: int, others: int) -> float:
    return 1.0 if misses == others == 0 else 0.0 if hits == misses == 0 else hits / (hits + misses)


def reference(gold: Texts, outputs: dict[str, Texts]) -> dict[str, list[tuple[float, float]]]:
    """Return (value, deviation of resamples) of each metric for each system, in plain Python."""
    drawn, found = random.Random(0), {}
    for name, texts in sorted(outputs.items()):
        rows = [plain_row(truth, texts[page]) for page, truth in gold.items()]
        sampled = [plain_aggregate(drawn.choices(rows, k=len(rows))) for _ in range(RESAMPLES)]
        found[name] = list(zip(plain_aggregate(rows), map(statistics.stdev, zip(*sampled, strict=True)), strict=True))
    return found


def rows_of(gold: Texts, outputs: dict[str, Texts]) -> np.ndarray:
    """Return the rows of all systems over these pages."""
    found = []
    for page, truth in gold.items():
        found.append(batch.page(shingles.SCORER, Gold(page, (Block(truth),)), [outputs[name][page] for name in sorted(outputs)]))
    return np.array(found).swapaxes(0, 1)


def ours(gold: Texts, outputs: dict[str, Texts]) -> dict[str, list[tuple[float, float]]]:
    """Return the same by this package, in one process."""
    return summed_up(rows_of(gold, outputs), sorted(outputs))


def summed_up(rows: np.ndarray, names: list[str]) -> dict[str, list[tuple[float, float]]]:
    values, errors = resampling.aggregate(shingles.SCORER, rows), resampling.peer_errors(shingles.SCORER, rows, RESAMPLES)
    return {name: list(zip(values[i].tolist(), errors[i].tolist(), strict=True)) for i, name in enumerate(names)}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the CPU and wall seconds of one run."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


@pytest.fixture(scope="module")
def data() -> tuple[Texts, dict[str, Texts]]:
    return peers.gold(), peers.outputs()


def test_the_reference_computes_the_same(data: tuple[Texts, dict[str, Texts]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "RESAMPLES", 60)
    gold = dict(list(data[0].items())[:40])
    theirs, mine = reference(gold, data[1]), ours(gold, data[1])
    for name, figures in theirs.items():
        for (value, deviation), (own, error) in zip(figures, mine[name], strict=True):
            assert own == pytest.approx(value, abs=1e-12)
            assert error == pytest.approx(deviation, rel=0.6, abs=1e-3)


def test_speed_of_shingles(
    benchmark: pytest.FixtureRequest, data: tuple[Texts, dict[str, Texts]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Print the ratios of CPU and wall time: medians of 5, both sides in turn, one process and as many cores as there are."""
    ours(*data)
    spent = [(*timed(lambda: reference(*data)), *timed(lambda: ours(*data))) for _ in range(5)]
    theirs_cpu, theirs_wall, cpu, wall = map(statistics.median, zip(*spent, strict=True))
    benchmark(lambda: ours(*data))  # type: ignore[operator]
    figures = {
        "cpu_ratio": statistics.median(row[0] / row[2] for row in spent),
        "wall_ratio": statistics.median(row[1] / row[3] for row in spent),
        "reference_cpu_s": theirs_cpu,
        "reference_wall_s": theirs_wall,
        "cpu_s": cpu,
        "wall_s": wall,
        "load": os.getloadavg()[0],
    }
    benchmark.extra_info.update(figures)  # type: ignore[attr-defined]
    with capsys.disabled():
        said = ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
        sys.stdout.write(f"\nshingles on {os.cpu_count()} cores: {said}\n")
