"""What is said beside estimates: shared errors, pages that are disagreed on, and where estimates are weak."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from bench.scoring.tables.estimated import statements
from bench.scoring.tables.powering.validation import known

LINES = [
    # adapter, page, status, f1, precision, recall, consensus, errors, shared
    ("a", "p1", "ok", 0.9, 1.0, 0.8, 0.4, 2.0, 2.0),
    ("b", "p1", "ok", 0.3, 0.2, 1.0, 0.4, 8.0, 2.0),
    ("c", "p1", "empty", 0.0, 0.0, 0.0, 0.4, 0.0, 0.0),
    ("a", "p2", "ok", 1.0, 1.0, 1.0, 0.9, 2.0, 1.0),
    ("b", "p2", "ok", 1.0, 1.0, 1.0, 0.9, 0.0, 0.0),
    ("c", "p2", "ok", 1.0, 1.0, 1.0, 0.9, 0.0, 0.0),
]
TABLE = pd.DataFrame(LINES, columns=["adapter", "page_id", "status", "f1", "precision", "recall", "consensus", "errors", "shared"])


def test_errors_that_others_share_come_first() -> None:
    shared = statements.shared_errors(TABLE)
    assert [(one.adapter, one.share) for one in shared[:2]] == [("a", 0.75), ("b", 0.25)]
    assert shared[2].adapter == "c"
    assert math.isnan(shared[2].share)  # who errs nowhere shares no error


def test_pages_least_agreed_on_with_who_drops_and_who_adds() -> None:
    first, second = statements.disagreements(TABLE)
    assert (first.page_id, first.consensus) == ("p1", 0.4)
    assert first.drops == "c (recall 0.00)"
    assert first.adds == "b (precision 0.20)"  # what returns nothing adds nothing
    assert (second.page_id, second.drops, second.adds) == ("p2", "", "")
    assert [one.page_id for one in statements.disagreements(TABLE, 1)] == ["p1"]


@pytest.mark.parametrize(
    ("consensus", "families", "words"),
    [(0.9, 8, []), (0.3, 8, ["agree on no more than 0.30"]), (0.9, 3, ["there are 3 families"]), (0.3, 3, ["0.30", "3 families"])],
)
def test_estimates_are_weak_where_families_are_few_or_agree_little(consensus: float, families: int, words: list[str]) -> None:
    said = statements.weakness(consensus, families)
    assert bool(said) == bool(words)
    assert all(word in said for word in words)


def test_the_statement_names_validation_and_who_is_flattered() -> None:
    families = {"a": "x", "b": "y", "c": "z"}
    sentences = statements.said(families, 0.9, "", (statements.SharedErrors("a", 0.9), statements.SharedErrors("b", 0.2)))
    assert "no page here has gold" in sentences[0]
    assert all(one.corpus in sentences[1] and f"{one.match.error:.3f}" in sentences[1] for one in known())
    assert sentences[-1].endswith("share most of what may be their errors: a (90%).")
    assert "WARNING: these estimates are weak: why." in statements.said(families, 0.9, "why", ())
