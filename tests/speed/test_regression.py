"""The speed gate as a whole, on fake processes whose costs are known, and once on real ones."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from bench.errors import AdapterError, GateError
from bench.model import Outcome, Status
from bench.speed import regression
from bench.speed.regression import SpeedPlan, gate, versions_against
from bench.speed.subject import Sample
from tests.speed.made import HERE, corpus, toy

TEXTS = [f"page number {at} " + "word " * at for at in range(12)]


class Fake:
    """A process whose page costs 1 ms and a seeded noise of its own; ``settings`` say how much slower it is and where it fails."""

    started = 0

    def __init__(self, adapter, python, *, seed=0, limits=None, path=(), prefix=()) -> None:
        Fake.started += 1
        self.adapter, self.sick = adapter, ""
        rng = random.Random(f"{adapter.name} {seed} {Fake.started}")
        self._rng = rng
        self._factor = (1 + adapter.settings.get("slower", 0.0)) * math.exp(rng.gauss(0, adapter.settings.get("noise", 0.004)))
        self._cpu = adapter.settings.get("start_s", 0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def greet(self, patience: float = 0.0):
        return {"version": self.adapter.settings.get("version", "1")}

    def measure(self, header, body, *, text=False) -> Sample:
        for word, status in self.adapter.settings.get("fails", {}).items():
            if word.encode() in body:
                return Sample(status)
        cost = round(1e6 * self._factor * math.exp(abs(self._rng.gauss(0, 0.01))))
        self._cpu += cost / 1e9
        return Sample(Status.OK, 2 * cost, cost, 1 << 20)

    def calibrate(self) -> int:
        return round(1e6 * (1 + abs(self._rng.gauss(0, 0.01))))

    def cpu_s(self) -> float:
        return self._cpu


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    Fake.started = 0
    monkeypatch.setattr(regression, "Subject", Fake)


def contest(before: dict | None = None, after: dict | None = None, plan: SpeedPlan | None = None):
    return gate(toy(name="old", settings=before or {}), toy(name="new", settings=after or {}), corpus(*TEXTS), plan)


def test_two_sides_alike_are_unchanged() -> None:
    found = contest()
    assert (found.outcome, found.exit_code) == (Outcome.UNCHANGED, 0)
    assert found.ratio.low < 1 < found.ratio.high
    assert len(found.pages) == 12
    assert found.ratio.n == len(found.pairs) >= 6


@pytest.mark.parametrize(
    ("slower", "outcome", "code"), [(0.03, Outcome.REGRESSED, 1), (0.2, Outcome.REGRESSED, 1), (-0.1, Outcome.IMPROVED, 0)]
)
def test_a_real_change_is_seen_and_said(slower: float, outcome: Outcome, code: int) -> None:
    found = contest(after={"slower": slower, "version": "2"})
    assert (found.outcome, found.exit_code) == (outcome, code)
    assert found.ratio.value == pytest.approx(1 + slower, abs=0.01)
    assert outcome.value in found.summary
    assert "new 2 against 1" in found.summary
    assert len(found.slowest) == 5


def test_every_pair_is_two_fresh_processes() -> None:
    found = contest()
    assert Fake.started == 2 + 2 * found.ratio.n  # the probe's, then a pair each


def test_pages_that_fail_on_one_side_are_left_out_and_named() -> None:
    found = contest(after={"fails": {"number 3": Status.ERROR, "number 7": Status.TIMEOUT}})
    assert found.left_out == {"p03": "ok/error", "p07": "ok/timeout"}
    assert not {"p03", "p07"} & set(found.pages)
    assert found.outcome is Outcome.UNCHANGED


def test_too_few_pages_that_end_well_cannot_be_judged() -> None:
    with pytest.raises(GateError, match="only 0 pages end well on both sides"):
        contest(after={"fails": {"page": Status.CRASH}})


def test_the_budget_is_kept_even_by_slow_starters() -> None:
    plan = SpeedPlan(budget_s=12.0)
    found = contest({"noise": 0.05, "start_s": 1.2}, {"noise": 0.05, "start_s": 1.2}, plan)
    assert max(found.before.cpu_s, found.after.cpu_s) <= plan.budget_s
    assert found.ratio.n in plan.rule.looks


def test_a_machine_too_noisy_to_judge_is_incomparable() -> None:
    found = contest({"noise": 0.3}, {"noise": 0.3})
    assert (found.outcome, found.exit_code) == (Outcome.INCOMPARABLE, 2)
    assert "this machine is too noisy: the interval must lie within 3%" in found.summary
    assert "try again on a quieter one, or: boilerbench gate --instructions --against" in found.summary


def test_a_slow_first_call_leaves_no_page_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cold(Fake):
        """A process whose first call of a page takes a second."""

        def measure(self, header, body, *, text=False) -> Sample:
            made = super().measure(header, body)
            known = self.__dict__.setdefault("known", set())
            cold = 0 if body in known else 10**9
            known.add(body)
            return replace(made, cpu_ns=made.cpu_ns + cold)

    monkeypatch.setattr(regression, "Subject", Cold)
    assert len(contest().pages) == len(TEXTS)


def test_real_processes_are_measured_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    rule = replace(SpeedPlan().rule, looks=(2,))
    found = gate(toy(), toy(), corpus(*TEXTS[:5]), SpeedPlan(pages=5, path=(HERE,), rule=rule))
    assert found.ratio.n == 2
    assert len(found.pages) == 5
    assert found.outcome in set(Outcome)
    assert found.before.cpu_s > 0


def test_rivals_are_the_installed_row_and_its_older_self() -> None:
    ((before, after),) = versions_against("trafilatura@2.3.0")
    assert (after.name, after.env) == ("trafilatura", "")
    assert (before.name, before.env, before.target, before.settings) == (
        "trafilatura@2.3.0",
        "trafilatura@2.3.0",
        after.target,
        after.settings,
    )
    pairs = versions_against("trafilatura@2.3.0", ["trafilatura-fast", "trafilatura"])
    assert [before.name for before, _ in pairs] == ["trafilatura-fast@2.3.0", "trafilatura@2.3.0"]


@pytest.mark.parametrize(
    ("against", "adapters"), [("trafilatura", ()), ("@1", ()), ("justext@", ()), ("trafilatura@2.3.0", ("justext",)), ("nosuch@1", ())]
)
def test_what_is_no_version_of_the_row_is_refused(against: str, adapters: tuple[str, ...]) -> None:
    with pytest.raises(AdapterError):
        versions_against(against, adapters)
