"""Growth is the median slope of memory within the lives of workers."""

from __future__ import annotations

import pytest

from bench.engine.memory_growth import per_thousand


def test_growth_is_the_slope_within_workers() -> None:
    one = [(1, page, 50_000_000 + 20_000 * page) for page in range(40)]
    two = [(2, page, 90_000_000 + 20_000 * page) for page in range(40)]
    assert per_thousand(one) == pytest.approx(20.0)
    assert per_thousand(one + two) == pytest.approx(20.0)
    assert per_thousand(one[:37]) is None
    assert per_thousand(one[:38]) == pytest.approx(20.0)
    assert per_thousand([]) is None


@pytest.mark.parametrize("step", [8, 30, 60, 99])
def test_a_step_is_no_growth_and_hides_none(step: int) -> None:
    flat = [(1, page, 40_000_000 * (1 + (page >= step)) + page % 3 * 4096) for page in range(118)]
    assert abs(per_thousand(flat) or 0.0) < 1.0
    leak = [(1, page, size + 50_000 * page) for _, page, size in flat]
    assert per_thousand(leak) == pytest.approx(50.0, abs=1.0)
