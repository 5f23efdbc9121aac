"""Protocol segments: corner cases, a naive second implementation, and counts summed over documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scoring.protocols import segments
from tests.scoring.pages import figures, gold

TEXTS = st.text(alphabet="ab AB\n\u0130\u00df.", max_size=40)
SNIPPETS = st.lists(st.text(alphabet="abA ", min_size=1, max_size=4), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("have", "must_not", "text", "row"),
    [
        (("x y",), ("q",), " x \n y ", (1, 0, 0, 1)),
        (("x  y",), ("q",), "x y q", (1, 1, 0, 0)),
        (("X",), (), "x", (0, 0, 1, 0)),
        ((" ",), (" ",), "", (0, 0, 1, 1)),
        ((" ",), (" ",), "x", (1, 1, 0, 0)),
    ],
)
def test_corner_cases(have: tuple[str, ...], must_not: tuple[str, ...], text: str, row: tuple[float, ...]) -> None:
    truth = gold("", have, must_not)
    assert segments.row(segments.prepare(truth), text) == row
    kinds = [step.kind for step in segments.explain(truth, text)]
    assert tuple(map(kinds.count, ("tp", "fp", "fn", "tn"))) == row


@given(TEXTS, SNIPPETS, SNIPPETS)
def test_segments_are_those_of_a_naive_implementation(text: str, have: tuple[str, ...], must_not: tuple[str, ...]) -> None:
    plain = " ".join(text.split())
    tp = sum(" ".join(segment.split()) in plain for segment in have) if plain else 0
    fp = sum(" ".join(segment.split()) in plain for segment in must_not) if plain else 0
    row = segments.row(segments.prepare(gold("", have, must_not)), text)
    assert row == (tp, fp, len(have) - tp, len(must_not) - fp)


def test_segments_are_summed_over_documents() -> None:
    made = figures("segments", (gold("", ("x y",), ("q",)), "x  y"), (gold("", ("k", "l"), ("q",)), "l q"))
    assert made == pytest.approx({"f1": 4 / 6, "precision": 2 / 3, "recall": 2 / 3, "accuracy": 3 / 5})


def test_a_ratio_without_a_denominator_is_nothing() -> None:
    assert figures("segments", (gold("", (), ("q",)), "x")) == {"f1": 0, "precision": 0, "recall": 0, "accuracy": 1}
