"""Kappa and alpha against published worked examples, and by their formulas."""

import numpy as np
import pytest

from bench.scoring.statistics.reliability import MISSING, cohen_kappa, coincidences, confusion, krippendorff_alpha, label_f1

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C: four observers, twelve units, data missing; nominal alpha .743
FOUR_OBSERVERS = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
# the same paper, example A: two observers, binary data, ten units; alpha .095
TWO_OBSERVERS = """
0 1 0 0 0 0 0 0 1 0
1 1 1 0 0 1 0 0 0 0
"""
# the same paper, example B: two observers, five nominal values, twelve units; alpha .692
NOMINAL = """
a a b b d c c c e d d a
b a b b b c c c e d d d
"""


def labels(text):
    names = {name: at for at, name in enumerate(sorted({*text.split()} - {"."}))}
    return np.array([[names.get(name, MISSING) for name in line.split()] for line in text.strip().splitlines()])


@pytest.mark.parametrize(("text", "alpha"), [(FOUR_OBSERVERS, 0.743), (TWO_OBSERVERS, 0.095), (NOMINAL, 0.692)])
def test_alpha_of_published_examples(text, alpha):
    assert krippendorff_alpha(coincidences(labels(text), 5)) == pytest.approx(alpha, abs=5e-4)


def test_coincidences_of_the_published_example():
    pairs = coincidences(labels(FOUR_OBSERVERS), 5)
    assert np.diag(pairs) == pytest.approx([7, 10, 8, 4, 3], abs=1e-9)
    assert pairs.sum() == pytest.approx(40)
    assert np.allclose(pairs, pairs.T)


@pytest.mark.parametrize(("counts", "kappa"), [
    ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),  # Cohen 1968, Psychol. Bull. 70(4), unweighted, of 200 cases (.44 .07 .09; .05 ...)
    ([[20, 5], [10, 15]], 0.4),  # by hand: observed .7, by chance .5
    ([[10, 0], [0, 10]], 1.0),
    ([[5, 5], [5, 5]], 0.0),
    ([[0, 10], [10, 0]], -1.0),
])  # fmt: skip
def test_kappa_of_worked_examples(counts, kappa):
    assert cohen_kappa(np.array(counts, float)) == pytest.approx(kappa, abs=5e-4)


def test_where_labels_do_not_vary_there_is_no_figure():
    one = confusion(np.zeros(5, int), np.zeros(5, int), 2)
    none = np.zeros((2, 2))
    assert np.isnan([cohen_kappa(one), cohen_kappa(none), krippendorff_alpha(one), krippendorff_alpha(none), label_f1(none)]).all()
    assert label_f1(one) == 1


def test_counts_add_up_over_pages():
    drawn = np.random.default_rng(0)
    pages = [drawn.integers(-1, 3, (3, 40)) for _ in range(4)]
    whole = np.concatenate(pages, axis=1)
    assert np.allclose(sum(coincidences(page, 3) for page in pages), coincidences(whole, 3))
    assert np.allclose(sum(confusion(page[0], page[1], 3) for page in pages), confusion(whole[0], whole[1], 3))


def test_f1_is_that_of_word_counts():
    counts = confusion(np.array([0, 0, 0, 1, 2]), np.array([0, 0, 2, 0, 2]), 3)
    assert label_f1(counts) == pytest.approx(2 * 2 / (3 + 3))
