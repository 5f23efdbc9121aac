"""Powered estimates: no bias, intervals that hold, and what they are worth."""

import numpy as np
import pytest
from scipy import stats

from bench.scoring.statistics.intervals import t_quantile
from bench.scoring.statistics.powered import classical, contributions, powered, terms
from bench.scoring.statistics.stepdown import standard_errors

PAGES = 200


def corpus(seed: int, trust: float = 0.9, adapters: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return page values (adapters, pages), skewed as F1 is, and predictions that follow them by ``trust``."""
    random = np.random.default_rng(seed)
    values = 1 - random.gamma(3.0, 0.05, PAGES) * random.uniform(0.5, 1.5, (adapters, PAGES))
    return values, trust * values + (1 - trust) * random.uniform(0.5, 1.0, (adapters, PAGES))


def sampled(n: int, random: np.random.Generator) -> np.ndarray:
    """Return the probabilities of a simple random sample, 0 for pages outside."""
    probabilities = np.zeros(PAGES)
    probabilities[random.permutation(PAGES)[:n]] = n / PAGES
    return probabilities


def test_gold_on_every_page_leaves_the_plain_mean_and_its_error() -> None:
    values, predicted = corpus(1)
    one = powered(terms(values, predicted, np.ones(PAGES), np.arange(PAGES)))
    np.testing.assert_allclose(one.values, values.mean(axis=1))
    np.testing.assert_array_equal(one.shares, 0.0)
    plain = classical(terms(values, predicted, np.ones(PAGES), np.arange(PAGES)))
    np.testing.assert_allclose(plain.errors, values.std(axis=1, ddof=1) / np.sqrt(PAGES))


def test_perfect_predictions_give_nearly_the_mean_of_all_pages_and_its_error() -> None:
    values, _ = corpus(2)
    probabilities = sampled(40, np.random.default_rng(0))
    one = powered(terms(values, values, probabilities, np.arange(PAGES)))
    plain = classical(terms(values, values, probabilities, np.arange(PAGES)))
    np.testing.assert_allclose(one.values, values.mean(axis=1), atol=0.2 * plain.errors.min())
    np.testing.assert_allclose(one.shares, 1.0, atol=0.2)
    np.testing.assert_allclose(one.errors, values.std(axis=1) / np.sqrt(PAGES), rtol=0.1)


def test_predictions_that_say_nothing_are_not_believed() -> None:
    values, _ = corpus(3)
    probabilities = sampled(40, np.random.default_rng(0))
    one = powered(terms(values, np.zeros_like(values), probabilities, np.arange(PAGES)))
    np.testing.assert_array_equal(one.shares, 0.0)
    np.testing.assert_allclose(one.values, values[:, probabilities > 0].mean(axis=1))


def test_predictions_that_say_the_opposite_are_not_believed_either() -> None:
    values, _ = corpus(3)
    one = powered(terms(values, 1 - values, sampled(40, np.random.default_rng(0)), np.arange(PAGES)))
    np.testing.assert_array_equal(one.shares, 0.0)


def test_values_of_pages_outside_the_sample_are_not_looked_at() -> None:
    values, predicted = corpus(4)
    probabilities = sampled(30, np.random.default_rng(0))
    hidden = np.where(probabilities > 0, values, np.nan)
    seen, unseen = (powered(terms(one, predicted, probabilities, np.arange(PAGES))) for one in (values, hidden))
    np.testing.assert_array_equal(seen.values, unseen.values)
    np.testing.assert_array_equal(seen.errors, unseen.errors)


@pytest.mark.parametrize("trust", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("by_size", [False, True], ids=["random", "known probabilities"])
def test_no_bias_and_intervals_hold(trust: float, by_size: bool) -> None:
    values, predicted = corpus(5, trust)
    random, draws, n = np.random.default_rng(6), 300, 25
    sizes = 0.1 + np.abs(predicted.std(axis=0)) if by_size else np.ones(PAGES)
    truth, held, found = values.mean(axis=1), [], []
    for _ in range(draws):
        probabilities = np.zeros(PAGES)
        chosen = np.argsort(random.random(PAGES) / sizes)[:n]
        probabilities[chosen] = n * sizes[chosen] / sizes.sum()
        one = powered(terms(values, predicted, probabilities, np.arange(PAGES)))
        found.append(one.values)
        held.append(np.abs(one.values - truth) <= one.margins(0.95))
    assert 0.92 <= np.mean(held) <= 1.0
    error = np.std(found, axis=0) / np.sqrt(draws)
    assert (np.abs(np.mean(found, axis=0) - truth) < 5 * error + 0.002).all()


def test_good_predictions_narrow_differences_and_bad_ones_hardly_widen_them() -> None:
    couples, widths = [(0, 1), (0, 2), (2, 3)], {}
    for trust in (0.0, 0.95):
        values, predicted = corpus(7, trust)
        of_pairs = terms(values, predicted, sampled(30, np.random.default_rng(8)), np.arange(PAGES)).differences(couples)
        plain = classical(of_pairs).errors * t_quantile(0.975, 29)
        widths[trust] = float(np.median(powered(of_pairs).margins(0.95) / plain))
    assert widths[0.95] < 0.6
    assert widths[0.0] < 1.1


def test_margins_are_by_students_t_of_two_degrees_fewer_than_clusters() -> None:
    """One for the mean, one for how far predictions are believed."""
    values, predicted = corpus(7)
    one = powered(terms(values, predicted, sampled(5, np.random.default_rng(8)), np.arange(PAGES)))
    np.testing.assert_allclose(one.margins(0.95), one.errors * stats.t.ppf(0.975, 3))


def test_lines_outside_the_family_move_no_share_within() -> None:
    values, predicted = corpus(7)
    predicted[2:] = np.random.default_rng(9).random((2, PAGES))  # whose predictions say nothing
    given = terms(values, predicted, sampled(30, np.random.default_rng(8)), np.arange(PAGES))
    alone = terms(values[:2], predicted[:2], sampled(30, np.random.default_rng(8)), np.arange(PAGES))
    np.testing.assert_allclose(powered(given, np.arange(4) < 2).shares[:2], powered(alone).shares)
    assert (powered(given).shares[:2] < powered(alone).shares - 0.01).all()


def test_the_terms_of_differences_are_the_differences_of_terms() -> None:
    values, predicted = corpus(9)
    probabilities, groups = sampled(30, np.random.default_rng(1)), np.arange(PAGES) // 2
    whole = terms(values, predicted, probabilities, groups).differences([(0, 3)])
    direct = terms(values[:1] - values[3:], predicted[:1] - predicted[3:], probabilities, groups)
    for name in ("values", "gaps", "moved", "gaps_moved"):
        np.testing.assert_allclose(getattr(whole, name), getattr(direct, name), atol=1e-15)


def test_pages_of_one_site_are_one_observation() -> None:
    values, predicted = corpus(10)
    doubled = np.repeat(values[:, : PAGES // 2], 2, axis=1), np.repeat(predicted[:, : PAGES // 2], 2, axis=1)
    probabilities = np.zeros(PAGES)
    probabilities[:40] = 1.0
    sites = powered(terms(*doubled, probabilities, np.arange(PAGES) // 2))
    single = powered(terms(values[:, :100], predicted[:, :100], probabilities[:100] * (np.arange(100) < 20), np.arange(100)))
    np.testing.assert_allclose(sites.values, single.values)
    np.testing.assert_allclose(sites.errors, single.errors)
    assert sites.clusters == 20


def test_contributions_sum_to_the_difference_and_carry_its_error() -> None:
    values, predicted = corpus(11)
    of_pairs = terms(values, predicted, sampled(30, np.random.default_rng(2)), np.arange(PAGES) // 2).differences([(0, 1), (1, 2)])
    one = powered(of_pairs)
    made = contributions(one, of_pairs.with_gold)
    np.testing.assert_allclose(made.values.sum(axis=1), made.differences)
    np.testing.assert_allclose(standard_errors(made), one.errors)
    assert made.clusters.tolist() == [one.clusters] * 2


def test_intervals_stay_within_the_range_of_the_metric() -> None:
    values, predicted = np.full((1, 10), 0.99), np.zeros((1, 10))
    values[0, :3] = 0.2, 0.9, 1.0
    (estimate,) = powered(terms(values, predicted, np.ones(10), np.arange(10))).estimates(0.95, 10, 1.0)
    assert estimate.high == 1.0
    assert 0 <= estimate.low < estimate.value < 1
    assert estimate.n == 10


def test_too_few_clusters_have_no_interval() -> None:
    values, predicted = corpus(12)
    probabilities = np.zeros(PAGES)
    probabilities[:2] = 0.1
    assert np.isnan(powered(terms(values, predicted, probabilities, np.arange(PAGES))).margins(0.95)).all()
