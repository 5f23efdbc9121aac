"""``bench.gate`` in Python: the verdict that the command gives, and nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import bench
from bench.gate import judging
from bench.gate.asking import gate
from bench.model import Outcome
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, RunFolder]:
    """Give a good run and a worse one of the same pages, which is the latest."""
    source, place = made.corpus(), tmp_path_factory.mktemp("reports")
    return made.run(source, place, a=made.outputs(source)), made.run(source, place, a=made.outputs(source, skill=0.3))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where no configuration is."""
    monkeypatch.chdir(tmp_path)


def test_the_package_can_be_called_and_shows_its_verdict(runs: tuple[RunFolder, RunFolder], tmp_path: Path) -> None:
    good, bad = runs
    judging.update(good, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert bench.gate(good, tmp_path).outcome is Outcome.UNCHANGED
    verdict = bench.gate(bad, str(tmp_path))
    assert (verdict.outcome, verdict.exit_code) == (Outcome.REGRESSED, 1)
    assert verdict == judging.judge(bad, tmp_path, judging.Terms())
    html = verdict._repr_html_()
    assert html.count("<td>regressed</td>") == sum(one.outcome is Outcome.REGRESSED for one in verdict.judgements)
    assert verdict.summary in html
    assert sorted(tmp_path.rglob("*")) == before


def test_limits_and_other_runs(runs: tuple[RunFolder, RunFolder]) -> None:
    good, bad = runs
    reports = bad.path.parents[1]
    assert gate("latest", against=good.path.name, reports=reports).outcome is Outcome.REGRESSED
    assert gate(bad, against=good, fail_on=("f1:-0.9", "precision:-0.9", "recall:-0.9")).judgements[0].limit != "default"


def test_what_cannot_be_judged_says_why(runs: tuple[RunFolder, RunFolder], tmp_path: Path) -> None:
    verdict = gate(runs[0], tmp_path / "none")
    assert (verdict.outcome, verdict.exit_code) == (Outcome.INCOMPARABLE, 2)
    assert "boilerbench gate --update" in verdict.notes[0]


def test_what_cannot_be_read_is_an_error(runs: tuple[RunFolder, RunFolder]) -> None:
    with pytest.raises(bench.BoilerbenchError, match="the threshold 'f1' cannot be read"):
        gate(runs[0], fail_on="f1")
    with pytest.raises(bench.BoilerbenchError, match="no rule is called"):
        gate(runs[0], rule="strict")
    with pytest.raises(bench.BoilerbenchError, match="there is no run"):
        gate("nowhere")
