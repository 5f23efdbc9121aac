"""Averages over pages: weights, empty denominators, and the harmonic mean at its edges."""

from __future__ import annotations

import numpy as np
import pytest

from bench.scoring.protocols import means

NAN = float("nan")


def test_the_first_columns_are_summed_and_divided_by_the_pages() -> None:
    rows = np.array([[1.0, 0.5, 9.0], [0.0, 0.25, 9.0]])
    parts = means.paged(2)(rows)
    assert parts.tolist() == [[1, 0.5, 1], [0, 0.25, 1]]
    assert means.averaged(parts.sum(0)).tolist() == [0.5, 0.375]
    assert means.averaged(np.array([[3.0, 1.0], [1.0, 1.0]]) @ parts).tolist() == [[0.75, 0.4375], [0.5, 0.375]]
    assert np.isnan(means.averaged(np.zeros(3))).all()


@pytest.mark.parametrize(
    ("top", "bottom", "empty", "value"), [(1, 4, NAN, 0.25), (0, 4, NAN, 0), (1, 0, 0.0, 0), (0, 0, 1.0, 1), (1, 0, NAN, NAN)]
)
def test_ratio(top: float, bottom: float, empty: float, value: float) -> None:
    np.testing.assert_array_equal(means.ratio(np.array(top), np.array(bottom), empty), value)


@pytest.mark.parametrize(
    ("precision", "recall", "value"), [(1, 0.5, 2 / 3), (0, 0, 0), (0, NAN, 0), (NAN, 0, 0), (1, NAN, NAN), (NAN, 1, NAN), (1, 1, 1)]
)
def test_harmonic(precision: float, recall: float, value: float) -> None:
    np.testing.assert_allclose(means.harmonic(np.array(precision), np.array(recall)), value, rtol=1e-15)
