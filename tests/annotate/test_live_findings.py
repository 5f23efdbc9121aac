"""What is found in gold while it is made, and how far extractors differ."""

from __future__ import annotations

import pytest
from test_work import BLOCKS, ITEMS

from bench.annotate.live_findings import disagreement, live_findings
from bench.annotate.openings import from_gold
from bench.model import Block

PAGE = "Home Title here One two three. first second and a much longer sentence of this page"
LONG = "a much longer sentence of this page"


def messages(items, must_not=(), texts=None):
    return [finding.message for finding in live_findings(items, PAGE, must_not, texts or {})]


def test_good_gold_has_none():
    assert messages(ITEMS, ("Home",), {"one": PAGE}) == []


@pytest.mark.parametrize(
    ("gold", "must_not", "texts", "told"),
    [
        ((Block("Title zebra"),), (), {}, "words that are not on the page: zebra"),
        ((Block("three two One"),), (), {}, "words that stand nowhere on the page in this order"),
        ((Block(LONG), Block(LONG)), (), {}, "the same text is in gold before"),
        ((Block("Title here"),), ("title  HERE",), {}, "holds what must not be in an output: title  HERE"),
        ((Block("Title here"), Block("second")), (), {}, "4 words"),
        ((Block(LONG),), (), {"one": "Home", "two": "Title"}, "no extractor returns this block"),
    ],
)
def test_each_kind_is_found(gold, must_not, texts, told):
    found = messages(from_gold(BLOCKS, gold), must_not, texts)
    assert any(told in message for message in found) is not told.startswith("4")  # gaps below five words are none


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [({}, None), ({"a": "x"}, None), ({"a": "x y", "b": "x y"}, 0.0), ({"a": "x", "b": "y"}, 1.0), ({"a": "x y", "b": "x z"}, 0.5)],
)  # fmt: skip
def test_disagreement(texts, wanted):
    assert disagreement(texts) == wanted
