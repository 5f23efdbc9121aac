"""Tests of where a score was lost: a table a question, one page by hand, then laws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Block, Gold
from bench.scoring.protocols import aligned
from bench.scoring.tables import losses
from bench.scoring.tables.loss_shares import Loss, losses_of
from bench.scoring.tables.losses import CLASSES, COLUMNS, ROLES
from bench.scoring.text import alignment, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = st.sampled_from(["the", "cat", "sat", "on", "mat", "home", "news", "it’s"])
LINE = st.lists(WORD, max_size=10).map(" ".join)
BLOCKS = st.lists(st.builds(Block, LINE, st.booleans(), st.sampled_from(ROLES)), max_size=4).map(tuple)
REGIONS = st.lists(st.tuples(LINE, st.sampled_from([*ROLES, *CLASSES])), max_size=4)

PAGE = Gold(
    "p",
    (
        Block("A tale of two ports", role="heading"),
        Block("By Ann Lee", optional=True, role="caption"),
        Block("The first paragraph ends here."),
        Block("ropes\nsails and masts", role="list"),
        Block("The last one closes."),
    ),
)


def counts(gold: Gold, text: str, regions: Sequence[tuple[str, str]] = ()) -> dict[str, float]:
    """Return all columns by name."""
    return dict(zip(COLUMNS, losses.counted(losses.prepare(gold, regions), text), strict=True))


def summed(*pages: tuple[float, ...]) -> Loss:
    """Return the shares of pages of one adapter."""
    return losses_of(pd.DataFrame(pages, columns=list(COLUMNS)).assign(adapter="a"), ["a"])[0]


def lost(gold: Gold, text: str, regions: list[tuple[str, str]] | None = None) -> dict[str, float]:
    """Return the columns that are not 0, without those that only say how much there is."""
    found = counts(gold, text, regions or [])
    return {name: count for name, count in found.items() if count and name.split("_")[0] in {"missing", "extra", "repeated", "glued"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PAGE.text, {}),
        (PAGE.text.replace("By Ann Lee", ""), {}),
        (PAGE.text.replace("A tale of two ports", ""), {"missing_heading": 5}),
        (PAGE.text.replace("ropes\n", ""), {"missing_list": 1}),
        (PAGE.text.replace("The first paragraph ends here.", ""), {"missing_paragraph": 5, "missing_first": 5}),
        (PAGE.text.replace("The last one", ""), {"missing_paragraph": 3, "missing_last": 3}),
        (PAGE.text.replace("ports\n\n", "ports"), {"missing_heading": 1, "extra_elsewhere": 1, "glued": 1}),
        (
            PAGE.text.replace("here.\n\nropes", "here.ropes"),
            {"missing_paragraph": 1, "missing_first": 1, "missing_list": 1, "extra_elsewhere": 1, "glued": 1},
        ),
        (PAGE.text.replace("ropes\nsails", "ropessails"), {"missing_list": 2, "extra_elsewhere": 1, "glued": 1}),
    ],
)  # fmt: skip
def test_what_is_missing_or_glued(text: str, expected: dict[str, float]) -> None:
    assert lost(PAGE, text) == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("Home News Sport Weather", {"extra_navigation": 4}),
        ("Sport Weather", {"extra_elsewhere": 2}),
        ("Contact", {"extra_footer": 1}),
        ("Home News Sport sunny", {"extra_navigation": 3, "extra_elsewhere": 1}),
        ("a boat was seen at sea", {"extra_content": 6}),
        ("so says Bob from Hull", {"extra_comments": 5}),
        ("never on the page", {"extra_elsewhere": 4}),
    ],
)
def test_where_extra_text_comes_from(extra: str, expected: dict[str, float]) -> None:
    regions = [
        ("Home News Sport Weather", "navigation"),
        ("Yesterday a boat was seen at sea", "paragraph"),
        ("So so says Bob from Hull today", "comments"),
        ("Contact", "footer"),
    ]
    assert lost(Gold("p", (Block("xyz"),)), f"xyz\n{extra}", regions) == expected


def test_markup_tells_the_role_where_gold_knows_only_paragraphs() -> None:
    gold = Gold("p", (Block("A title"), Block("The text of it"), Block("x = 1", role="code")))
    regions = [("A title", "heading"), ("The text", "list"), ("x = 1", "table")]
    assert lost(gold, "", regions) == {
        "missing_heading": 2, "missing_list": 2, "missing_paragraph": 2, "missing_code": 2, "missing_first": 2, "missing_last": 4,
    }  # fmt: skip


def test_repetition_counts_passages_that_gold_does_not_repeat() -> None:
    passage = "one two three four five six seven eight"
    once, twice = Gold("p", (Block(passage),)), Gold("p", (Block(passage), Block(passage)))
    assert counts(once, f"{passage}\n{passage}")["repeated"] == 8
    assert counts(twice, f"{passage}\n{passage}")["repeated"] == 0
    assert counts(once, f"{passage}\n{passage[:-6]}")["repeated"] == 0


def test_shuffled_text_loses_by_order_alone() -> None:
    gold = Gold("p", (Block("one two three four"), Block("five six seven eight")))
    found = summed(losses.counted(losses.prepare(gold), "five six seven eight\none two three four"))
    assert found.order == pytest.approx(0.5)
    assert (found.repeated, found.glued) == (0, 0)


def test_shares_over_pages() -> None:
    regions = [("Home News Sport", "navigation")]
    pages = [
        losses.counted(losses.prepare(PAGE, regions), PAGE.text.replace("A tale of two ports", "")),
        losses.counted(losses.prepare(PAGE, regions), f"Home News Sport\nBuy\n{PAGE.text}".replace("sails and masts", "")),
    ]
    found = summed(*pages)
    assert found.missing == (("heading", 5 / 8), ("list", 3 / 8))
    assert found.extra == (("navigation", 3 / 4), ("elsewhere", 1 / 4))
    assert found.edges == (0, 0)
    nothing = summed((0.0,) * len(COLUMNS))
    assert (nothing.missing, nothing.extra) == ((), ())
    assert all(math.isnan(figure) for figure in (*nothing.edges, nothing.order, nothing.repeated, nothing.glued))


@given(BLOCKS, LINE, REGIONS)
def test_columns_add_up_to_what_was_scored(blocks: tuple[Block, ...], text: str, regions: list[tuple[str, str]]) -> None:
    gold = Gold("p", blocks)
    found = counts(gold, text, regions)
    scored = dict(zip(aligned.COLUMNS, aligned.row(alignment.prepare(gold), text), strict=True))
    assert tuple(found) == COLUMNS
    assert all(count >= 0 for count in found.values())
    assert all(found[name] == scored[name] for name in ("matched", "required", "output", "optional_matched"))
    assert sum(found[f"missing_{role}"] for role in ROLES) == found["required"] - found["matched"]
    assert sum(found[f"gold_{role}"] for role in ROLES) == found["required"]
    assert sum(found[f"extra_{name}"] for name in CLASSES) == found["output"] - found["matched"] - found["optional_matched"]
    assert all(found[f"missing_{name}"] <= found[f"gold_{name}"] for name in (*ROLES, "first", "last"))
    assert found["repeated"] <= found["output"]
    assert found["glued"] <= found["boundaries"]


@given(BLOCKS, LINE)
def test_order_never_gains(blocks: tuple[Block, ...], text: str) -> None:
    found = counts(Gold("p", blocks), text)
    ordered = aligned.measures(int(found["matched"]), int(found["output"] - found["optional_matched"]), int(found["required"]))
    bags = aligned.measures(int(found["bag_matched"]), int(found["bag_output"]), int(found["required"]))
    assert bags[0] >= ordered[0]


@given(BLOCKS)
def test_gold_itself_loses_nothing(blocks: tuple[Block, ...]) -> None:
    gold = Gold("p", blocks)
    assert lost(gold, gold.text) == {}


@given(BLOCKS, LINE, REGIONS, REGIONS)
def test_regions_move_no_count_but_between_classes(
    blocks: tuple[Block, ...], text: str, left: list[tuple[str, str]], right: list[tuple[str, str]]
) -> None:
    one, other = (counts(Gold("p", blocks), text, regions) for regions in (left, right))
    free = [name for name in COLUMNS if not name.startswith(("missing_", "gold_", "extra_"))]
    assert [one[name] for name in free] == [other[name] for name in free]
    assert len(tokens.words(text)) == one["output"]
