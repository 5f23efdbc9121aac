"""Noise is the 90 % range of the fixed loop over its median."""

from __future__ import annotations

import math

import pytest

from bench.speed.noise import spread


def test_noise_is_the_spread_of_the_fixed_loop() -> None:
    assert spread([1000] * 50) == 0
    assert spread([1000 + at for at in range(101)]) == pytest.approx(90 / 1050, abs=0.01)


def test_fewer_than_ten_times_say_nothing() -> None:
    assert math.isnan(spread([1000] * 9))
    assert spread([1000] * 10) == 0


def test_noise_has_no_unit_and_one_outlier_of_many_is_none() -> None:
    times = [1000 + at for at in range(101)]
    assert spread([10 * time for time in times]) == pytest.approx(spread(times))
    assert spread([1000] * 99 + [9000]) == 0
