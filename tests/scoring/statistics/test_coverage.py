"""How often intervals hold what they should, where everything is known."""

import numpy as np

from bench.scoring.statistics.coverage import coverage


def test_good_predictions_are_held_as_often_and_are_narrower() -> None:
    random = np.random.default_rng(1)
    values = 0.9 - random.gamma(3.0, 0.03, 300) * random.uniform(0.5, 1.5, (4, 300))
    near = values + random.normal(0, 0.005, values.shape)
    good, more = coverage(values, near, [20, 40], draws=60)
    bad = coverage(values, random.normal(0, 1, values.shape), [20], draws=60)[0]
    assert (good.n, more.n, good.draws) == (20, 40, 60)
    assert 0.9 <= good.held <= 1
    assert 0.88 <= good.held_alone <= 1
    assert good.width < more.width < 0.8
    assert bad.held >= 0.9
    assert bad.width < 1.15


def test_the_same_seed_gives_the_same_figures() -> None:
    random = np.random.default_rng(2)
    values = random.random((3, 50))
    assert coverage(values, values, [10], draws=5, seed=4) == coverage(values, values, [10], draws=5, seed=4)
    assert coverage(values, values**2, [10], draws=5, seed=4) != coverage(values, values**2, [10], draws=5, seed=5)


def test_intervals_that_miss_what_one_page_in_a_hundred_says_are_not_counted_as_holding_it() -> None:
    draw = np.random.default_rng(0)
    values = draw.normal(0, 1e-4, (2, 100))
    values[0, 17] += 1.0
    (found,) = coverage(values, draw.normal(0, 1e-4, (2, 100)), [10], draws=60)
    assert found.held_alone < 0.3, "the page is in one sample of ten"
    assert found.held < 0.3
