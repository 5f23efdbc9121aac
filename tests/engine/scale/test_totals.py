"""Totals of a crawl add up, know what failed, and survive being stored as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from bench.engine.scale import totals
from bench.engine.scale.totals import Totals
from bench.model import Extraction, Page, Status

ONE = Totals(files=1, pages=2, size=3, seconds=4.0, statuses={"a": {"ok": 2}}, spent={"a": 5}, agreement={"a\tb": (0.5, 1)})


def test_totals_add_up() -> None:
    two = Totals(
        files=1, pages=1, size=1, seconds=1.0, statuses={"a": {"ok": 1}, "b": {"error": 1}}, spent={"b": 7}, agreement={"a\tb": (1.0, 1)}
    )
    total = ONE.plus(two)
    assert total == Totals(
        files=2, pages=3, size=4, seconds=5.0, statuses={"a": {"ok": 3}, "b": {"error": 1}}, spent={"a": 5, "b": 7},
        agreement={"a\tb": (1.5, 2)},
    )  # fmt: skip
    assert Totals().plus(ONE) == ONE == ONE.plus(Totals())


def test_a_batch_is_counted_by_status_and_only_what_was_tried_agrees() -> None:
    pages = [Page("0", "c", b"12345"), Page("1", "c", b"123")]
    batch = totals.of_batch(
        pages,
        [
            Extraction("c", "0", "a", Status.OK, text="x y", wall_ns=3),
            Extraction("c", "1", "a", Status.TIMEOUT, wall_ns=4),
            Extraction("c", "0", "b", Status.OK, text="x y", wall_ns=5),
            Extraction("c", "1", "b", Status.OK, text="x", wall_ns=6),
            Extraction("c", "0", "s", Status.SKIPPED),
            Extraction("c", "1", "s", Status.SKIPPED),
        ],
    )
    assert (batch.files, batch.pages, batch.size, batch.seconds) == (0, 2, 8, 0.0)
    assert batch.statuses == {"a": {"ok": 1, "timeout": 1}, "b": {"ok": 2}, "s": {"skipped": 2}}
    assert batch.spent == {"a": 7, "b": 11, "s": 0}
    assert batch.agreement == {"a\tb": (1.0, 2)}


@pytest.mark.parametrize(
    ("ends", "failed", "tried"),
    [
        ({}, {}, 0),
        ({"ok": 2, "empty": 3, "skipped": 4}, {}, 5),
        ({"timeout": 1, "crash": 2, "ok": 1}, {"crash": 2, "timeout": 1}, 4),
        ({"memory": 1, "error": 1, "skipped": 1}, {"error": 1, "memory": 1}, 2),
    ],
)
def test_what_failed_and_what_was_tried(ends: dict[str, int], failed: dict[str, int], tried: int) -> None:
    counted = Totals(statuses={"a": ends})
    assert list(counted.failed("a").items()) == list(failed.items())
    assert counted.tried("a") == tried
    assert (counted.failed("other"), counted.tried("other")) == ({}, 0)


def test_totals_are_the_same_after_json() -> None:
    assert totals.from_data(json.loads(json.dumps(asdict(ONE)))) == ONE


@pytest.mark.parametrize(
    ("first", "second", "value"), [("a b", "a b", 1.0), ("a b", "c d", 0.0), ("a a b", "a b b", 2 / 3), ("", "a", 0.0), ("", "", None)]
)
def test_agreement_is_the_dice_coefficient_of_bags(first: str, second: str, value: float | None) -> None:
    sums = totals.agreement({"y": second, "x": first})
    assert sums == ({} if value is None else {"x\ty": (pytest.approx(value), 1)})


def test_sums_of_agreement_add_up_to_a_mean_in_either_order() -> None:
    sums = totals.added(totals.agreement({"b": "x y", "a": "x"}), totals.agreement({"a": "x", "b": "x", "c": ""}))
    total = Totals(agreement=sums)
    assert [[total.agreed(first, second) for second in ("b", "a", "d")] for first in ("b", "a", "d")] == [
        [1.0, pytest.approx(5 / 6), None],
        [pytest.approx(5 / 6), 1.0, None],
        [None, None, 1.0],
    ]
    assert total.agreed("c", "a") == total.agreed("a", "c") == 0.0
