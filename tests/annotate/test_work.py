"""Actions on blocks: what they change, what is refused, undo and redo."""

from __future__ import annotations

import pytest

from bench.annotate.openings import from_gold, from_votes
from bench.annotate.work import History, acted, gold_of
from bench.corpus.structure.leaves import page_blocks
from bench.errors import CorpusError
from bench.model import Block, Page

MARKUP = b"<body><nav><a>Home</a></nav><div><h1>Title here</h1><p>One two three.</p><ul><li>first</li><li>second</li></ul></div></body>"
BLOCKS = page_blocks(Page("p", "c", MARKUP))
ITEMS = from_votes(BLOCKS, {"one": "Title here One two three. first second"}, {})
BOXES = {box.number: box for box in BLOCKS.containers}


def colours(items):
    return [str(item.colour) for item in items]


def test_starts_by_votes_and_writes_lists_whole():
    assert colours(ITEMS) == ["drop", "keep", "keep", "keep", "keep"]
    assert gold_of(ITEMS) == (Block("Title here", role="heading"), Block("One two three."), Block("first\nsecond", role="list"))


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ({"do": "cycle", "from": 1}, ["drop", "optional", "keep", "keep", "keep"]),
        ({"do": "cycle", "from": 2, "to": 0}, ["keep", "keep", "keep", "keep", "keep"]),
        ({"do": "paint", "from": 3, "to": 4, "colour": "drop"}, ["drop", "keep", "keep", "drop", "drop"]),
        ({"do": "join", "from": 1, "to": 2}, ["drop", "keep", "keep", "keep"]),
        ({"do": "split", "from": 2, "at": 4}, ["drop", "keep", "keep", "keep", "keep", "keep"]),
    ],
)
def test_actions(action, wanted):
    assert colours(acted(ITEMS, action, BOXES)) == wanted


def test_a_container_takes_its_children_along():
    box = next(box for box in BLOCKS.containers if (box.start, box.stop) == (3, 5))
    assert colours(acted(ITEMS, {"do": "paint", "container": box.number, "colour": "drop"}, BOXES)) == [
        "drop",
        "keep",
        "keep",
        "drop",
        "drop",
    ]


def test_blocks_that_are_alike_change_together():
    cards = b"<ul class=grid>" + b"".join(b"<li class=card-%d><h3>Title %d</h3><p>Some text</p></li>" % (n, n) for n in range(3)) + b"</ul>"
    blocks = page_blocks(Page("p", "c", b"<h3>Other</h3>" + cards + b"<p>End</p>"))
    items = from_votes(blocks, {"one": ""}, {})
    dropped = acted(items, {"do": "paint", "from": 0, "to": 7, "colour": "drop"}, {})
    kept = acted(dropped, {"do": "paint", "like": 3, "colour": "keep"}, {})
    assert [item.leaf.text for item in kept if item.colour == "keep"] == ["Title 0", "Title 1", "Title 2"]
    assert acted(dropped, {"do": "cycle", "like": 3}, {}) == kept
    roles = acted(kept, {"do": "role", "like": 2, "role": "list"}, {})
    assert [item.leaf.role for item in roles] == ["heading", *["heading", "list"] * 3, "paragraph"]
    assert colours(acted(dropped, {"do": "cycle", "like": 0}, {})) == ["keep", *["drop"] * 7]  # none is like it
    opened = from_gold(blocks, gold_of(kept))
    assert colours(acted(opened, {"do": "paint", "like": 1, "colour": "drop"}, {})) == ["drop"] * 8


def test_text_is_changed_and_split_at_empty_lines():
    after = acted(ITEMS, {"do": "text", "from": 2, "text": "One  two\n\n three.\x00"}, BOXES)
    assert [item.leaf.text for item in after[2:4]] == ["One two", "three."]


@pytest.mark.parametrize(
    "action",
    [
        {}, {"do": "burn", "from": 0}, {"do": "cycle"}, {"do": "cycle", "from": 5}, {"do": "cycle", "from": -1},
        {"do": "cycle", "from": True},
        {"do": "cycle", "from": "0"}, {"do": "paint", "from": 0, "colour": "red"}, {"do": "role", "from": 0, "role": "x"},
        {"do": "text", "from": 0, "text": " \n \n"}, {"do": "text", "from": 0, "to": 1, "text": "x"}, {"do": "cycle", "container": 99},
        {"do": "cycle", "like": 5}, {"do": "cycle", "like": "0"}, {"do": "join", "like": 0}, {"do": "paint", "like": 0, "colour": "red"},
        {"do": "split", "from": 0}, {"do": ["cycle"], "from": 0}, {"do": "paint", "from": 0, "colour": ["keep"]},
    ],
)  # fmt: skip
def test_refuses_what_cannot_be_done(action):
    with pytest.raises(CorpusError):
        acted(ITEMS, action, BOXES)


def test_undo_and_redo_have_no_end():
    history = History(ITEMS, BOXES)
    states = [history.items]
    for _ in range(300):
        history.act({"do": "cycle", "from": 0})
        states.append(history.items)
    for state in reversed(states[:-1]):
        history.act({"do": "undo"})
        assert history.items == state
    history.act({"do": "undo"})
    for state in states[1:]:
        history.act({"do": "redo"})
        assert history.items == state


@pytest.mark.parametrize(
    "gold",
    [
        (Block("Title here", role="heading"), Block("first\nsecond", role="list")),
        (Block("One two three.", optional=True), Block("words of no page")),
        (Block("words of no page"), Block("Title here One two three."), Block("first", role="list"), Block("second", role="list")),
        (),
    ],
)
def test_cleaned_gold_opens_as_it_is(gold):
    assert gold_of(from_gold(BLOCKS, gold)) == gold
