"""Stored losses as shares."""

from __future__ import annotations

import math

import pandas as pd

from bench.scoring.tables.loss_shares import losses_of
from bench.scoring.tables.losses import COLUMNS


def frame(*pages: tuple[str, dict[str, float]]) -> pd.DataFrame:
    """Return loss counts of pages, 0 where not given."""
    return pd.DataFrame([{"adapter": name, **dict.fromkeys(COLUMNS, 0.0), **counts} for name, counts in pages])


def test_pages_are_summed_to_shares_largest_first() -> None:
    table = frame(
        ("a", {"missing_heading": 1, "gold_heading": 4, "missing_first": 2, "gold_first": 8, "extra_ad": 3, "output": 50, "repeated": 5}),
        ("a", {"missing_paragraph": 3, "gold_last": 10, "missing_last": 1, "extra_footer": 1, "output": 50, "glued": 1, "boundaries": 4}),
        ("b", {"missing_list": 9}),
    )
    loss, other = losses_of(table, ["a", "none", "b"])
    assert (loss.adapter, other.adapter) == ("a", "b")
    assert loss.missing == (("paragraph", 0.75), ("heading", 0.25))
    assert loss.extra == (("ad", 0.75), ("footer", 0.25))
    assert (loss.missing_words, loss.extra_words) == (4, 4)
    assert loss.edges == (0.25, 0.1)
    assert (loss.repeated, loss.glued) == (0.05, 0.25)
    assert other.missing == (("list", 1.0),)
    assert other.extra == ()
    assert math.isnan(other.glued)


def test_order_is_the_f1_between_bags_and_alignment() -> None:
    table = frame(("a", {"bag_matched": 8, "bag_output": 10, "required": 10, "matched": 6, "output": 12, "optional_matched": 2}))
    assert losses_of(table, ["a"])[0].order == 16 / 20 - 12 / 20


def test_equal_shares_go_by_name() -> None:
    table = frame(("a", {"missing_quote": 1, "missing_code": 1, "missing_table": 1}))
    assert [name for name, _ in losses_of(table, ["a"])[0].missing] == ["code", "quote", "table"]
