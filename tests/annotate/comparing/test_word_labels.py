"""The label of each word of a page by each reader."""

import pytest

from bench.annotate.comparing.collecting import PageReadings
from bench.annotate.comparing.word_labels import LABELS, divergences, word_labels
from bench.model import Block, Page

B = Block
PAGE = "<nav>Home news</nav><h1>Ferry late</h1><p>By Ann<p>The ferry is late.<aside>Home</aside>"


def of(*readings, markup=PAGE):
    names = "abcdef"[: len(readings)]
    return word_labels(PageReadings(Page("p", "c", markup.encode()), dict(zip(names, readings, strict=True))))


def said(labelled):
    return ["".join(LABELS[label][0] for label in own) for own in labelled.labels]


@pytest.mark.parametrize(("readings", "labels"), [
    (([B("Ferry late")], []), ["ddkkddddddd", "ddddddddddd"]),
    (([B("Ferry late"), B("By Ann", optional=True), B("The ferry is late.")], [B("FERRY late"), B("the ferry is late")]),
     ["ddkkookkkkd", "ddkkddkkkkd"]),
    (([B("The ferry is late")], [B("is late")]), ["ddddddkkkkd", "ddddddddkkd"]),  # a word that stands twice: where its sentence stands
    (([B("Ferry late mended")], [B("Ferry late")]), ["ddkkdddddddk", "ddkkdddddddd"]),  # words that are not on the page count beside it
    (([B("zebra zebra")], [B("zebra", optional=True)]), ["dddddddddddkk", "dddddddddddod"]),
])  # fmt: skip
def test_labels(readings, labels):
    assert said(of(*readings)) == labels


def test_a_page_without_words_has_those_of_its_readers():
    labelled = of([B("one two")], [B("one")], markup="")
    assert labelled.words == ("one", "two")
    assert said(labelled) == ["kk", "kd"]
    assert said(of([], [], markup="")) == ["", ""]


def test_where_readers_differ_most_comes_first():
    labelled = of([B("Ferry late"), B("The ferry is late.")], [B("Ferry late", optional=True)])
    first, second = divergences(labelled)
    assert (first.words, first.text, dict(first.labels)) == (4, "the ferry is late", {"a": "keep", "b": "drop"})
    assert dict(second.labels) == {"a": "keep", "b": "optional"}
    assert divergences(of([B("late")], [B("late")])) == []
