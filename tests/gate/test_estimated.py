"""The gate by estimates: only where it is asked for, against baselines of estimates, with the same voters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import GateError
from bench.gate import judging
from bench.gate.thresholds import Terms, parse
from bench.model import Outcome
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder

ESTIMATED = Terms(estimated=True)


def run(out: Path, *, skill: float = 0.9, more: str = "") -> RunFolder:
    """Return a run without gold of four good systems, whose ``mine`` has some skill, and of one ``more``."""
    source = made.corpus(8)
    texts = {name: made.outputs(source, skill=0.95, seed=at) for at, name in enumerate(("one", "two", "three"))}
    texts |= {"mine": made.outputs(source, skill=skill, seed=9)} | ({more: texts["one"]} if more else {})
    return made.run(replace(source, gold={}), out, **texts)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("estimated")
    judging.update(run(place), place / "base", asked=ESTIMATED)
    return place / "base"


def test_the_same_is_unchanged_and_says_on_what_it_rests(base: Path, tmp_path: Path) -> None:
    verdict = judging.judge(run(tmp_path), base, ESTIMATED)
    assert verdict.outcome is Outcome.UNCHANGED
    assert {item.metric for item in verdict.judgements if item.failing} == {"est_f1"}
    assert any("judged by estimates without gold, not by scores" in note for note in verdict.notes)


def test_a_worse_output_regresses_and_a_limit_lets_it(base: Path, tmp_path: Path) -> None:
    worse = run(tmp_path, skill=0.5)
    verdict = judging.judge(worse, base, ESTIMATED)
    assert verdict.exit_code == 1
    assert ("mine", "est_f1") in {(one.adapter, one.metric) for one in verdict.judgements if one.outcome is Outcome.REGRESSED}
    lenient = Terms(estimated=True, thresholds=(parse("est_f1:-0.9"),))
    assert all(one.outcome is not Outcome.REGRESSED for one in judging.judge(worse, base, lenient).judgements if one.metric == "est_f1")


def test_other_voters_are_not_compared(base: Path, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"protocol 'agreement' is agreement@1 \(voters:"):
        judging.judge(run(tmp_path, more="other"), base, ESTIMATED)


def test_estimates_are_never_gated_unasked_nor_without_a_baseline_of_estimates(base: Path, tmp_path: Path) -> None:
    folder = run(tmp_path)
    with pytest.raises(GateError, match="there is no baseline at"):
        judging.judge(folder, base, Terms())
    with pytest.raises(GateError, match="no scored page") as caught:
        judging.update(folder, tmp_path / "scores")
    assert "--estimated --update" in caught.value.hint
    with pytest.raises(GateError, match="no baseline of estimates at") as missing:
        judging.judge(folder, tmp_path / "none", ESTIMATED)
    assert missing.value.hint == "boilerbench gate --estimated --update"


def test_a_run_with_gold_on_every_page_has_no_estimates(tmp_path: Path) -> None:
    source = made.corpus(4)
    scored = made.run(source, tmp_path, one=made.outputs(source))
    with pytest.raises(GateError, match="every page of this run has gold"):
        judging.update(scored, tmp_path / "base", asked=ESTIMATED)
    of_scores = tmp_path / "scores"
    (path,) = judging.update(scored, of_scores)
    with pytest.raises(GateError, match="is a baseline of scores"):
        judging.judge(run(tmp_path / "x"), path, ESTIMATED)


def test_a_baseline_of_estimates_judges_no_scores(base: Path, tmp_path: Path) -> None:
    source = made.corpus(4)
    with pytest.raises(GateError, match="is a baseline of estimates") as caught:
        judging.judge(made.run(source, tmp_path, one=made.outputs(source)), base / "estimated" / "made.json", Terms())
    assert caught.value.hint == "boilerbench gate --estimated"
