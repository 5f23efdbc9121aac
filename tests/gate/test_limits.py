"""The limits that nobody typed: at them nothing fails, beside them it does; a trade and page-to-page noise pass, a lost third does not."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.gate import limits
from bench.gate.baseline import Baseline
from bench.gate.limits import SIDE
from bench.gate.metrics import compare
from bench.gate.snapshot import Snapshot, from_run
from bench.gate.thresholds import parse
from bench.gate.verdict import TOLERANCE, Threshold
from bench.model import Outcome
from bench.scoring import load
from tests.gate import made
from tests.gate.figures import PERCENT, RATE, SHARE, shot

if TYPE_CHECKING:
    from pathlib import Path

# F1, precision and recall on the embedded corpus as it was (digest 0a731227d11b) when the limit was set
SETTINGS = {
    "trafilatura": (0.816682, 0.815498, 0.880412),
    "trafilatura-fast": (0.797375, 0.834267, 0.838992),
    "trafilatura-precision": (0.757094, 0.833448, 0.798341),
    "trafilatura-recall": (0.793438, 0.810548, 0.860633),
}


def side(precision: float, recall: float, f1: float) -> Snapshot:
    """Return a snapshot of two pages with these figures by ``aligned``."""
    rows = np.tile([f1, precision, recall, 5.0, 9.0, 9.0, 0.0, 0.0], (2, 1))
    return replace(
        shot([0.5, 0.5]), protocols={"aligned": {"version": 1, "variant": "uax29", "columns": ["f1"]}}, rows={("one", "aligned"): rows}
    )


@pytest.mark.parametrize("metric", ["precision", "recall"])
@pytest.mark.parametrize(
    ("fall", "expected"),
    [
        (SIDE, Outcome.UNCHANGED),
        (math.nextafter(SIDE, 0), Outcome.UNCHANGED),
        (math.nextafter(SIDE, 1), Outcome.REGRESSED),
        (1 / 3, Outcome.REGRESSED),
        (-SIDE, Outcome.UNCHANGED),
        (-math.nextafter(SIDE, 1), Outcome.IMPROVED),
    ],
)
def test_precision_and_recall_may_move_up_to_their_limit(metric: str, fall: float, expected: Outcome) -> None:
    now = side(0.0, 0.0, 0.0)
    floors = {("html", "one", "aligned", name): fall if name == metric else 0.0 for name in ("f1", "precision", "recall")}
    verdict = compare(Baseline(now, floors), now)
    judged = {item.metric: item for item in verdict.judgements}
    assert (judged[metric].outcome, verdict.outcome, judged[metric].limit) == (expected, expected, f"default {metric}:-0.06")
    assert judged["f1"].outcome is Outcome.UNCHANGED


def test_which_metrics_have_a_limit_and_how_wide_it_is() -> None:
    aligned, cleaneval, shingles = load("aligned"), load("cleaneval"), load("shingles")
    assert limits.default(aligned, "f1") == Threshold("f1", TOLERANCE)
    assert limits.default(aligned, "recall") == Threshold("recall", 0.06)
    assert limits.default(cleaneval, "precision") == Threshold("precision", 6.0)
    assert limits.default(shingles, "accuracy") is None
    assert [limits.gated(shingles, metric) for metric in shingles.metrics] == [True, True, True, False]
    assert (limits.scale(SHARE), limits.scale(PERCENT)) == (1, 100)


@pytest.mark.parametrize(
    ("typed", "endless"),
    [
        (["share:-1"], True),
        (["share:-0.999999"], False),
        (["share:-100%"], True),
        (["share:-99%"], False),
        (["share:-1", "share:-0.5"], False),
        ([], False),
    ],
)
def test_a_limit_as_wide_as_the_scale_takes_a_metric_from_the_gate(typed: list[str], endless: bool) -> None:
    assert limits.endless(SHARE, [parse(text) for text in typed]) is endless
    assert not limits.endless(PERCENT, [parse("share:-99")])
    assert limits.endless(PERCENT, [parse("share:-100")])


def test_why_a_metric_is_not_gated_is_said() -> None:
    assert limits.not_gated(load("shingles"), "accuracy", 0.5, []) == "no limit by default; --fail-on accuracy:-0.06 sets one"
    assert limits.not_gated(SHARE, "share", 0.5, [parse("share:-1")]) == "share:-1 lets it move over its whole scale"
    assert limits.not_gated(SHARE, "share", math.nan, [parse("share:-1")]) == "the baseline has no figure of it"


def test_what_is_gated_by_default_is_said_on_one_line() -> None:
    assert limits.said([load("aligned"), load("cleaneval")]) == (
        "aligned: f1 may not fall, precision and recall may fall by 0.06; cleaneval: f1 may not fall, precision and recall may fall by 6"
    )
    assert limits.said([RATE]).endswith("rate may not rise")


def test_settings_of_one_extractor_that_are_about_as_good_trade_within_the_limit() -> None:
    best = max(f1 for f1, *_ in SETTINGS.values())
    alike = {name: sides for name, (f1, *sides) in SETTINGS.items() if best - f1 < 0.025}
    assert len(alike) >= 3
    spreads = [max(values) - min(values) for values in zip(*alike.values(), strict=True)]
    assert 0.04 < max(spreads) < SIDE  # a trade that a limit on one side must let pass
    assert min(spreads) > 0.02


def test_page_to_page_noise_between_outputs_of_equal_skill_does_not_reach_the_limit(tmp_path: Path) -> None:
    source = made.corpus(104)
    outputs = {f"seed{seed}": made.outputs(source, seed=seed) for seed in range(8)}
    (sides,) = from_run(made.run(source, tmp_path, **outputs))

    def alone(name: str) -> Snapshot:
        return replace(sides, adapters={"one": sides.adapters[name]}, rows={("one", "aligned"): sides.rows[name, "aligned"]})

    moved = []
    for before in ("seed0", "seed1"):
        for after in sorted(outputs):
            verdict = compare(made.pin(alone(before)), alone(after))
            moved += [(item.change, item.outcome) for item in verdict.judgements if item.metric != "f1"]
    assert len(moved) == 2 * 8 * 2
    assert {outcome for _, outcome in moved} == {Outcome.UNCHANGED}
    assert max(abs(change) for change, _ in moved) > 0.005, "there is noise"
