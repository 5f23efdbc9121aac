"""The annotator who is played: its choices are as good as any, its actions lead where they say."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.annotator import NEVER, Annotator


def chosen(*kept: int) -> np.ndarray:
    return np.array(kept, bool)


@pytest.mark.parametrize(
    ("gold", "start", "score", "toggles", "actions"),
    [
        ("a b c d e f", (0, 1, 1, 1, 0), 1.0, 0, 0),
        ("a b c d e f", (0, 0, 0, 0, 0), 0.0, 3, 1),  # a range is one action
        ("a b c d e f", (1, 1, 1, 1, 1), 0.75, 2, 2),
        ("a b e f", (1, 1, 1, 1, 1), 8 / 14, 3, 3),
        ("x y z", (0, 0, 0, 0, 0), 0.0, NEVER, NEVER),
    ],
)
def test_actions_of_an_annotator(gold: str, start: tuple[int, ...], score: float, toggles: float, actions: float) -> None:
    annotator = Annotator(gold, ["home news", "a b", "C d", "e f", "footer it"])
    assert annotator.score(chosen(*start)) == pytest.approx(score)
    assert annotator.toggles(chosen(*start)) == toggles
    assert annotator.actions(chosen(*start)) == actions


_WORDS = st.lists(st.sampled_from("abcde"), max_size=3).map(" ".join)


@given(_WORDS, st.lists(_WORDS, max_size=5))
def test_no_choice_of_single_blocks_is_better_by_one_block(gold: str, texts: list[str]) -> None:
    annotator = Annotator(gold, texts)
    best = annotator.best(np.zeros(len(texts), bool))
    for at in range(len(texts)):
        other = best.copy()
        other[at] = not other[at]
        assert annotator.score(other) <= annotator.score(best) + 1e-9
    assert annotator.score(best) <= max(annotator.score(np.array(one, bool)) for one in product((0, 1), repeat=len(texts))) + 1e-9


def test_text_that_stands_twice_counts_once() -> None:
    annotator = Annotator("one two", ["one two", "one two"])
    assert annotator.score(annotator.best(chosen(1, 1))) == 1.0
    assert annotator.actions(chosen(1, 1)) == 1
