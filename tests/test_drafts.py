"""Golds are counted by what is known of them, and said in words."""

from __future__ import annotations

import pytest

from bench.drafts import GoldCounts
from bench.model import Block, Corpus, Gold, GoldState, Page


@pytest.mark.parametrize(
    ("gold", "state"),
    [
        (Gold("p", (Block("words"),)), GoldState.CLEANED),
        (Gold("p", (Block("words"),), draft=True), GoldState.DRAFT),
        (Gold("p", (), draft=True), GoldState.DRAFT),
        (Gold("p", ()), GoldState.EMPTY),
        (Gold("p", (Block("— …"),)), GoldState.EMPTY),
        (Gold("p", (), ("a segment",)), GoldState.EMPTY),
        (Gold("p", (), blank=True), GoldState.CLEANED),
        (Gold("p", None), GoldState.ABSENT),
        (Gold("p", None, ("a segment",)), GoldState.CLEANED),
        (Gold("p", None, (), ("a segment",)), GoldState.CLEANED),
        (Gold("p", None, parts={"markdown": "x"}), GoldState.CLEANED),
        (Gold("p", (Block("山水"),)), GoldState.CLEANED),
    ],
)
def test_what_is_known_of_a_gold(gold: Gold, state: GoldState) -> None:
    assert gold.state is state


def test_counts_add_up_and_are_said() -> None:
    counts = GoldCounts.of(["cleaned", "cleaned", "draft", "draft", "draft"])
    assert counts.notice == (
        "3 of 5 pages have no gold cleaned by a person (3 draft, 2 cleaned); drafts are voted by extractors themselves, "
        "so the ranking is circular"
    )
    assert GoldCounts.of(["empty"]).notice == "1 of 1 pages has no gold cleaned by a person (1 empty)"
    assert GoldCounts.of(["cleaned"]).notice == GoldCounts().notice == ""
    assert "whether the gold of 1 of 2 pages" in GoldCounts.of(["cleaned", "unknown"]).notice
    total = counts + GoldCounts(absent=1, empty=2, unknown=4)
    assert (total.pages, total.uncleaned, total.circular) == (12, 6, True)
    assert total.as_data() == {
        "cleaned": 2, "draft": 3, "empty": 2, "absent": 1, "unknown": 4, "pages": 12, "circular": True, "notice": total.notice
    }  # fmt: skip
    with pytest.raises(ValueError, match="polished"):
        GoldCounts.of(["polished"])


def test_a_corpus_is_counted_page_by_page() -> None:
    pages = tuple(Page(name, "c", b"x") for name in "abc")
    corpus = Corpus("c", "d", pages, {"a": Gold("a", (Block("x"),)), "b": Gold("b", (Block("x"),), draft=True)})
    assert GoldCounts.of_corpus(corpus) == GoldCounts(cleaned=1, draft=1, absent=1)
