"""Adjudication: only what differs is shown, and decisions make gold of it."""

import random

import pytest

from bench.annotate.adjudication import differences, settled
from bench.errors import CorpusError
from bench.model import Block

B = Block


@pytest.mark.parametrize(("first", "second", "kinds"), [
    ([B("A b")], [B("A  b")], []),
    ([], [], []),
    ([B("A")], [], ["first"]),
    ([], [B("A")], ["second"]),
    ([B("A")], [B("A", optional=True)], ["label"]),
    ([B("A")], [B("A", role="heading")], ["role"]),
    ([B("A", True)], [B("A", role="heading")], ["label"]),
    ([B("A b"), B("c")], [B("A"), B("b c")], ["division"]),
    ([B("A b c")], [B("A"), B("b", True), B("c")], ["label"]),
    ([B("A"), B("x"), B("B")], [B("A"), B("y"), B("B")], ["text"]),
    ([B("A"), B("B"), B("C")], [B("A", True), B("B"), B("C", True)], ["label", "label"]),
    ([B("A"), B("B")], [B("B"), B("A")], ["second", "first"]),
    ([B("—")], [B("***")], ["text"]),
])  # fmt: skip
def test_kinds_of_differences(first, second, kinds):
    found = differences(first, second)
    assert sorted(one.kind for one in found) == sorted(kinds)
    assert [one.number for one in found] == list(range(len(found)))


def test_a_difference_stands_between_what_both_have():
    (only,) = differences([B("A"), B("B"), B("C")], [B("A"), B("B", True), B("C")])
    assert (only.before, only.first, only.second, only.after) == (B("A"), (B("B"),), (B("B", True),), B("C"))


def test_decisions_give_either_reading_or_a_third():
    drawn = random.Random(0)
    for _ in range(60):
        first, second = ([B(drawn.choice("ABCDE"), drawn.random() < 0.3) for _ in range(drawn.randrange(8))] for _ in range(2))
        count = len(differences(first, second))
        assert settled(first, second, dict.fromkeys(range(count), "first")) == tuple(first)
        assert settled(first, second, dict.fromkeys(range(count), "second")) == tuple(second)
    assert settled([B("A"), B("B")], [B("A")], {0: (B("C"), B("D"))}) == (B("A"), B("C"), B("D"))


@pytest.mark.parametrize(
    ("decisions", "what"), [({}, "difference 0 is not decided"), ({0: "first", 1: "first"}, "no difference 1"), ({0: "x"}, "'x'")]
)
def test_decisions_that_do_not_fit_are_refused(decisions, what):
    with pytest.raises(CorpusError, match=what):
        settled([B("A")], [B("B")], decisions)
