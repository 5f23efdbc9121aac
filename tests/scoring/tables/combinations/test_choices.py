"""One adapter for each page: the best, whichever way the metric goes, and what it scored there."""

from __future__ import annotations

import numpy as np

from bench.scoring import load
from bench.scoring.tables.combinations.choices import NOBODY, best, goodness, taken
from bench.scoring.tables.matrix import Matrix
from bench.scoring.tables.page_rules import ABSENT


def matrix(protocol: str, rows: list[list[tuple[float, ...] | None]]) -> Matrix:
    """Return a matrix of rows by adapter and page, None for a page that was not tried."""
    scorer = load(protocol)
    blank = (np.nan,) * len(scorer.columns)
    statuses = np.array([[ABSENT if row is None else "ok" for row in line] for line in rows], "<U8")
    made = np.array([[blank if row is None else row for row in line] for line in rows], float)
    names, pages = tuple(f"a{at}" for at in range(len(rows))), tuple(f"p{at}" for at in range(len(rows[0])))
    return Matrix(
        scorer=scorer, corpus="c", track="html", adapters=names, page_ids=pages, sites=("",) * len(pages), rows=made, statuses=statuses
    )


GOOD, POOR, EMPTY = (8.0, 2.0, 2.0, 0.0), (2.0, 8.0, 8.0, 0.0), (0.0, 0.0, 10.0, 0.0)  # tp, fp, fn, equal


def test_the_better_output_wins_and_ties_go_to_the_first() -> None:
    made = matrix("shingles", [[POOR, GOOD, GOOD], [GOOD, POOR, GOOD]])
    assert best(goodness(made, "f1")).tolist() == [1, 0, 0]


def test_a_page_that_was_not_tried_loses_to_any_other_even_an_undefined_one() -> None:
    made = matrix("shingles", [[None, None, EMPTY], [EMPTY, None, POOR]])
    assert np.isnan(made.of("precision")[1, 0])
    assert best(goodness(made, "precision")).tolist() == [1, NOBODY, 1]


def test_less_is_better_where_the_protocol_says_so() -> None:
    few, many = _words(1.0), _words(9.0)
    made = matrix("words", [[many, few], [few, many]])
    assert (made.of("without") == made.of("without")[::-1, ::-1]).all()
    assert best(goodness(made, "without")).tolist() == [1, 0]


def _words(without_found: float) -> tuple[float, ...]:
    """Return a row of ``words`` that holds so many of ten unwanted segments."""
    values = dict.fromkeys(load("words").columns, 10.0) | {"without_found": without_found}
    return tuple(values.values())


def test_rows_are_those_of_the_chosen_and_none_of_nobody() -> None:
    made = matrix("shingles", [[POOR, GOOD], [GOOD, POOR]])
    rows = taken(made, np.array([1, NOBODY]))
    assert rows[0].tolist() == list(GOOD)
    assert np.isnan(rows[1]).all()
