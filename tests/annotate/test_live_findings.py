"""What is found in gold while it is made, and how far extractors differ."""

from __future__ import annotations

import pytest

from bench.annotate.live_findings import disagreement, live_findings
from bench.annotate.openings import from_gold
from bench.corpus.structure.leaves import page_blocks
from bench.model import Block, Gold, Page

LONG = "Nobody at the harbour could say when the second engine will be mended or who is going to pay for it."
OTHER = "The council met on Tuesday to hear why the ferry to the island has been late for most of the month."
THIRD = "The harbour master read a letter aloud in which eleven passengers ask for their fares back."
PAGE = Page("p", "c", f"""<body><nav><a href=/>Home page</a> <a href=/a>All the news</a></nav><main><h1>The ferry is late again</h1>
<p>{OTHER}</p><p>{LONG}</p><p>{THIRD}</p><ul><li>First boat at seven</li><li>Last boat at nine</li></ul></main>
<footer>All rights reserved by the harbour company</footer>""".encode())  # fmt: skip
BLOCKS = page_blocks(PAGE)
TITLE, ITEMS = Block("The ferry is late again", role="heading"), Block("First boat at seven\nLast boat at nine", role="list")
GOOD = (TITLE, Block(OTHER), Block(LONG), Block(THIRD), ITEMS)


def found(gold, known=None, texts=None):
    items = from_gold(BLOCKS, gold)
    return [(finding.message, items[finding.item].leaf.text) for finding in live_findings(items, PAGE, known, texts or {})]


def test_good_gold_has_none():
    assert found(GOOD, Gold("p", None, must_not=("All rights",)), {"one": OTHER, "two": LONG}) == []
    assert found(()) == []


@pytest.mark.parametrize(
    ("gold", "known", "told", "at"),
    [
        ((*GOOD[:2], Block(LONG.replace("second", "third")), *GOOD[3:]), None, "letter for letter", LONG.replace("second", "third")),
        ((GOOD[0], GOOD[2], GOOD[1], *GOOD[3:]), None, "not in this order", ""),
        ((*GOOD[:3], GOOD[2], *GOOD[3:]), None, "more often than on the page", LONG),
        (GOOD[:2] + GOOD[3:], None, "leaves out", OTHER),  # named is the block before the gap
        ((Block(TITLE.text), *GOOD[1:]), None, "role of a block", TITLE.text),
        ((*GOOD, Block("All rights reserved by the harbour company")), Gold("p", None, must_not=("ALL rights",)), "must-not segment",
         "All rights reserved by the harbour company"),
        (GOOD[1:], Gold("p", None, must_have=("is late again",)), "must-have segment", ""),
    ],
)  # fmt: skip
def test_each_kind_is_found_at_its_block(gold, known, told, at):
    matching = [text for message, text in found(gold, known) if told in message]
    assert matching
    assert not at or at in matching


def test_what_every_extractor_returns_is_found_where_it_was_dropped():
    texts = dict.fromkeys(("one", "two", "three"), "\n".join(block.text for block in GOOD))
    assert any(THIRD[:30] in message for message, _ in found((*GOOD[:3], ITEMS), None, texts))


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [({}, None), ({"a": "x"}, None), ({"a": "x y", "b": "x y"}, 0.0), ({"a": "x", "b": "y"}, 1.0), ({"a": "x y", "b": "x z"}, 0.5)],
)  # fmt: skip
def test_disagreement(texts, wanted):
    assert disagreement(texts) == wanted
