"""The order of pages by difficulty, and the choice of the worst."""

from __future__ import annotations

import math
import warnings

import numpy as np

from bench.scoring.tables.difficulty import hardest_first, means, worst
from bench.scoring.tables.matrix import Matrix
from tests.scoring.statistics.mean import MEAN

NAN = math.nan


def board(values: list[list[float]], statuses: list[list[str]] | None = None) -> Matrix:
    """Return a matrix of page values."""
    rows = np.array(values, float)[..., None]
    adapters, pages = rows.shape[:2]
    names = np.array(statuses or np.full((adapters, pages), "ok"), "<U8")
    return Matrix(
        scorer=MEAN, corpus="c", track="html", adapters=tuple(map(str, range(adapters))), page_ids=tuple(map(str, range(pages))),
        sites=("",) * pages, rows=rows, statuses=names,
    )  # fmt: skip


def test_means_leave_nan_out() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert means(np.array([[1.0, NAN], [3.0, NAN]]), 1).tolist() == [1.0, 3.0]
        across = means(np.array([[1.0, NAN, NAN], [2.0, 4.0, NAN]]), 0)
    assert across[:2].tolist() == [1.5, 4.0]
    assert math.isnan(across[2])


def test_the_hardest_page_has_the_lowest_mean_of_contenders() -> None:
    matrix = board([[0.9, 0.1, 0.5], [0.0, 1.0, 0.5]])
    assert hardest_first(matrix, [True, False]).tolist() == [1, 2, 0]
    assert hardest_first(matrix, [False, True]).tolist() == [0, 2, 1]
    assert hardest_first(matrix, [False, False]).tolist() == [0, 2, 1]  # floors only: by all of them


def test_pages_without_a_figure_come_last_and_ties_go_by_failures_then_in_order() -> None:
    statuses = [["ok", "ok", "error", "empty", "ok"], ["ok", "ok", "ok", "ok", "ok"]]
    matrix = board([[NAN, 0.5, 0.5, 0.5, 1.0], [NAN, 0.5, 0.5, 0.5, 1.0]], statuses)
    assert hardest_first(matrix, [True, True]).tolist() == [2, 1, 3, 4, 0]


def test_the_worst_are_the_hardest_and_those_without_text() -> None:
    statuses = [["ok", "ok", "ok", "empty", "ok"], ["ok", "ok", "ok", "ok", "crash"]]
    matrix = board([[0.1, 0.2, 0.3, 0.4, 0.5]] * 2, statuses)
    order = np.array([0, 1, 2, 4, 3])
    assert worst(matrix, order, [True, True], 2).tolist() == [0, 1, 4, 3]
    assert worst(matrix, order, [True, False], 0).tolist() == [3]
    assert worst(matrix, order, [False, True], 1).tolist() == [0, 4]
    assert worst(matrix, order, [True, True], 9).tolist() == order.tolist()
