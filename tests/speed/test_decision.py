"""The rule of the speed gate, tried on simulated machines: quiet ones, heavy-tailed ones, ones with drift, ones too noisy to judge."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Outcome
from bench.speed.decision import Rule, decide, ratio_of

Noise = Callable[[random.Random], float]
TRIALS = 1000


def quiet(rng: random.Random) -> float:
    """What was measured on an idle machine: 0.4 % between pairs of processes."""
    return rng.gauss(0, 0.004)


def shared(rng: random.Random) -> float:
    """What was measured beside six busy processes on two cores: 1.2 % between pairs."""
    return rng.gauss(0, 0.012)


def tailed(rng: random.Random) -> float:
    """One pair in twenty is hit by a burst of up to 8 % on one side."""
    burst = rng.uniform(0, 0.08) * rng.choice((-1, 1)) if rng.random() < 0.05 else 0.0
    return rng.gauss(0, 0.010) + burst


def run(rng: random.Random, noise: Noise, slowdown: float, rule: Rule) -> tuple[Outcome, int]:
    """One gate: pairs are drawn and looked at as the gate does; its outcome, and how many pairs it took."""
    logs: list[float] = []
    for look in rule.looks:
        while len(logs) < look:
            logs.append(math.log1p(slowdown) + noise(rng))
        found = decide(logs, rule, last=look == rule.looks[-1])
        if found.settled:
            break
    return found.outcome, len(logs)


def share(noise: Noise, slowdown: float, outcome: Outcome) -> float:
    rng = random.Random(20260101)
    return sum(run(rng, noise, slowdown, Rule())[0] is outcome for _ in range(TRIALS)) / TRIALS


@pytest.mark.parametrize("noise", [quiet, shared, tailed])
def test_the_same_version_raises_hardly_any_alarm(noise: Noise) -> None:
    assert share(noise, 0.0, Outcome.REGRESSED) <= 0.002
    assert share(noise, 0.0, Outcome.IMPROVED) <= 0.002


@pytest.mark.parametrize(
    ("noise", "slowdown", "least"), [(quiet, 0.03, 0.99), (shared, 0.03, 0.93), (shared, 0.05, 0.99), (tailed, 0.05, 0.95)]
)
def test_a_slowdown_is_caught(noise: Noise, slowdown: float, least: float) -> None:
    assert share(noise, slowdown, Outcome.REGRESSED) >= least


@pytest.mark.parametrize(("noise", "least"), [(quiet, 0.99), (shared, 0.93)])
def test_a_speed_up_is_seen_as_well_as_a_slowdown(noise: Noise, least: float) -> None:
    assert share(noise, 1 / 1.03 - 1, Outcome.IMPROVED) >= least


def test_a_change_below_the_tolerance_is_no_alarm_however_sure_it_is() -> None:
    logs = [math.log(1.01) + 1e-5 * (-1) ** number for number in range(15)]
    found = decide(logs, Rule(), last=True)
    assert found.ratio.low > 1
    assert found.outcome is Outcome.UNCHANGED


def test_looking_often_costs_no_false_alarms_at_zero_tolerance() -> None:
    """Without the tolerance the family-wise error stays under alpha, which a single-look level at every look would break."""
    rng, rule = random.Random(7), Rule(tolerance=0.0, threshold=0.0, alpha=0.05)
    alarms = sum(run(rng, shared, 0.0, rule)[0] in {Outcome.REGRESSED, Outcome.IMPROVED} for _ in range(TRIALS))
    assert alarms / TRIALS <= 0.05
    naive = Rule(tolerance=0.0, threshold=0.0, alpha=0.05 * len(rule.looks))
    rng = random.Random(7)
    assert sum(run(rng, shared, 0.0, naive)[0] in {Outcome.REGRESSED, Outcome.IMPROVED} for _ in range(TRIALS)) / TRIALS > 0.06


def test_quiet_machines_settle_at_the_first_look_and_noisy_ones_go_on() -> None:
    rng = random.Random(3)
    assert {run(rng, quiet, 0.0, Rule())[1] for _ in range(50)} <= {6, 8}
    assert max(run(rng, shared, 0.0, Rule())[1] for _ in range(50)) > 6


def test_noise_that_would_hide_a_slowdown_is_incomparable_not_unchanged() -> None:
    logs = [0.2, -0.2, 0.15, -0.1, 0.1, -0.15]
    assert decide(logs, Rule(), last=True).outcome is Outcome.INCOMPARABLE
    assert not decide(logs, Rule()).settled


def very_noisy(rng: random.Random) -> float:
    """What was measured beside a load of nine to fourteen on two cores: 5 to 9 % between pairs."""
    return rng.gauss(0, 0.065)


@pytest.mark.parametrize("noise", [shared, tailed, very_noisy])
def test_a_slowdown_of_the_threshold_is_hardly_ever_called_unchanged(noise: Noise) -> None:
    assert share(noise, Rule().threshold, Outcome.UNCHANGED) <= Rule().alpha / 2


def test_a_noisy_machine_refuses_to_judge() -> None:
    assert share(very_noisy, 0.0, Outcome.INCOMPARABLE) >= 0.95
    assert share(very_noisy, 0.03, Outcome.INCOMPARABLE) >= 0.8


@given(st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=20))
def test_unchanged_is_said_only_of_an_interval_within_the_threshold(logs: list[float]) -> None:
    found, rule = decide(logs, Rule(), last=True), Rule()
    if found.outcome is Outcome.UNCHANGED:
        assert 1 / (1 + rule.threshold) < found.ratio.low
        assert found.ratio.high < 1 + rule.threshold


def test_one_pair_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two pairs"):
        ratio_of([0.1], 0.99)


@given(st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=20))
def test_swapping_the_sides_mirrors_the_decision(logs: list[float]) -> None:
    there, back = decide(logs, Rule(), last=True), decide([-log for log in logs], Rule(), last=True)
    mirrored = {Outcome.REGRESSED: Outcome.IMPROVED, Outcome.IMPROVED: Outcome.REGRESSED}
    assert back.outcome is mirrored.get(there.outcome, there.outcome)
    assert back.ratio.value == pytest.approx(1 / there.ratio.value)
    assert back.ratio.low == pytest.approx(1 / there.ratio.high)


@given(st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=20))
def test_an_interval_holds_its_estimate(logs: list[float]) -> None:
    found = ratio_of(logs, 0.99)
    assert found.low <= found.value * (1 + 1e-12)
    assert found.value <= found.high * (1 + 1e-12)
    assert found.n == len(logs)
