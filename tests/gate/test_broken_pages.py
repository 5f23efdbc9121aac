"""Which pages broke and which fell, by exact figures: a limit reached is no limit passed, and error rates are read the right way round."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.gate.broken_pages import LISTED, broken, fallen
from bench.gate.verdict import TOLERANCE
from bench.scoring.tables.page_rules import BROKEN
from tests.gate.figures import PERCENT, RATE, SHARE, shot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.gate.verdict import PageFall
    from bench.model import Scorer

HAIR = math.nextafter(BROKEN, 1) - BROKEN


def ids(pages: Sequence[PageFall]) -> list[str]:
    """Return the pages' names."""
    return [page.page_id for page in pages]


def regressed(*scorers: Scorer) -> set[tuple[str, str]]:
    """Return what a verdict says regressed."""
    return {("one", scorer.name) for scorer in scorers}


@pytest.mark.parametrize(
    ("scorer", "before", "after", "expected"),
    [
        (SHARE, BROKEN, 0.0, []),
        (SHARE, BROKEN + HAIR, 0.0, ["p00"]),
        (SHARE, 0.0, 1.0, []),
        (RATE, 0.0, 1.0, ["p00"]),
        (RATE, 1.0, 0.0, []),
        (RATE, 0.25, 0.5, []),
        (RATE, 0.25, 0.625, ["p00"]),
        (PERCENT, 50.0, 25.0, []),
        (PERCENT, 50.0, 0.0, ["p00"]),
    ],
)
def test_a_page_that_loses_more_than_the_limit_is_broken(scorer: Scorer, before: float, after: float, expected: list[str]) -> None:
    pages = broken(shot([before, 0.5], scorer=scorer), shot([after, 0.5], scorer=scorer))
    assert ids(pages) == expected


def test_a_broken_page_says_what_it_was_and_is() -> None:
    (page,) = broken(shot([0.5, 0.0], "ok", scorer=RATE), shot([0.5, 1.0], "ok", "timeout", scorer=RATE))
    assert (page.corpus, page.adapter, page.page_id, page.protocol) == ("made", "one", "p01", RATE.name)
    assert (page.before, page.after) == (1.0, 0.0), "as 0-1 with 1 best"
    assert (page.status_before, page.status_after, page.title, page.url) == ("ok", "timeout", "Title 1", "https://a.test/1")


@pytest.mark.parametrize(
    ("was", "is_now", "expected"),
    [
        ("ok", "error", ["p00"]),
        ("ok", "skipped", ["p00"]),
        ("ok", "empty", ["p00"]),
        ("error", "crash", []),
        ("empty", "error", []),
        ("error", "ok", []),
    ],
)
@pytest.mark.parametrize("figure", [0.0, 0.2])
def test_a_page_breaks_where_it_worked_before(was: str, is_now: str, expected: list[str], figure: float) -> None:
    assert ids(broken(shot([figure, 0.5], was), shot([0.0, 0.5], is_now))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({SHARE: [0.0], RATE: [1.0]}, {SHARE: [1.0], RATE: [0.0]}, []),
        ({SHARE: [0.0], RATE: [0.5]}, {SHARE: [1.0], RATE: [0.5]}, ["p00"]),
        ({SHARE: [0.0], RATE: [math.nan]}, {SHARE: [1.0], RATE: [math.nan]}, []),
        ({SHARE: [math.nan], RATE: [math.nan]}, {SHARE: [1.0], RATE: [0.0]}, ["p00"]),
    ],
)
def test_coming_out_empty_is_no_break_where_that_is_better_by_every_protocol(
    before: dict[Scorer, list[float]], after: dict[Scorer, list[float]], expected: list[str]
) -> None:
    assert ids(broken(shot(before, "ok"), shot(after, "empty"))) == expected


def test_a_page_comes_once_by_the_protocol_it_fell_most_by() -> None:
    then, now = shot({SHARE: [0.9, 0.9], PERCENT: [90.0, 90.0]}), shot({SHARE: [0.5, 0.1], PERCENT: [10.0, 50.0]})
    pages = broken(then, now)
    assert [(page.page_id, page.protocol) for page in pages] == [("p00", PERCENT.name), ("p01", SHARE.name)]


def test_the_worst_comes_first_and_what_only_a_status_tells_before_it() -> None:
    then, now = shot([0.9, 0.9, 0.9, math.nan]), shot([0.5, 0.1, 0.5, math.nan], "ok", "ok", "ok", "crash")
    both = (replace(side, adapters={"two": side.adapters["one"], **side.adapters},
                    rows={**side.rows, ("two", SHARE.name): side.rows["one", SHARE.name]}) for side in (then, now))  # fmt: skip
    pages = broken(*both)
    assert [(page.page_id, page.adapter) for page in pages] == [
        (page, adapter) for page in ("p03", "p01") for adapter in ("one", "two")
    ] + [("p00", "one"), ("p02", "one"), ("p00", "two"), ("p02", "two")]
    assert (pages[0].protocol, math.isnan(pages[0].before), math.isnan(pages[0].after)) == ("", True, True)


def test_a_page_without_a_figure_now_counts_as_nothing() -> None:
    then, now = shot([0.9, 0.9]), shot([math.nan, 0.9])
    assert [(page.page_id, page.after) for page in broken(then, now)] == [("p00", 0.0)]
    assert ids(broken(then, replace(now, rows={}))) == ["p00", "p01"]
    assert broken(replace(then, rows={}), now) == ()


def test_a_page_fell_by_more_than_the_tolerance() -> None:
    then = shot([TOLERANCE, math.nextafter(TOLERANCE, 1), 0.5, 0.5])
    assert ids(fallen(then, shot([0.0, 0.0, 0.5, 0.75]), regressed(SHARE), set())) == ["p01"]
    assert ids(fallen(shot([0.5, 0.5], scorer=RATE), shot([0.25, 0.75], scorer=RATE), regressed(RATE), set())) == ["p01"]


def test_only_what_regressed_and_is_not_known_as_broken_fell() -> None:
    then, now = shot({SHARE: [0.5, 0.5, 0.5], PERCENT: [50.0, 50.0, 50.0]}), shot({SHARE: [0.25, 0.375, 0.5], PERCENT: [25.0, 25.0, 25.0]})
    assert [(page.page_id, page.protocol) for page in fallen(then, now, regressed(SHARE), set())] == [
        ("p00", SHARE.name),
        ("p01", SHARE.name),
    ]
    assert ids(fallen(then, now, regressed(SHARE), {("one", "p00"), ("two", "p01")})) == ["p01"]
    assert fallen(then, now, set(), set()) == ()
    assert [(page.page_id, page.protocol) for page in fallen(then, now, regressed(SHARE, PERCENT), set())] == [
        ("p00", PERCENT.name), ("p01", PERCENT.name), ("p02", PERCENT.name), ("p00", SHARE.name), ("p01", SHARE.name),
    ]  # fmt: skip


def test_fallen_pages_are_listed_up_to_a_limit() -> None:
    count = 22
    then, now = shot([0.5] * count), shot([0.5 - (at + 1) / 256 for at in range(count)])
    assert LISTED == 20
    assert ids(fallen(then, now, regressed(SHARE), set())) == [f"p{at:02d}" for at in reversed(range(2, count))]


def test_what_did_not_move_neither_broke_nor_fell() -> None:
    side = shot([0.5, math.nan], "ok", "error")
    assert (broken(side, side), fallen(side, side, regressed(SHARE), set())) == ((), ())


def test_a_page_whose_figure_stayed_is_told_by_its_status_alone() -> None:
    (page,) = broken(shot([0.0, 0.5], "ok"), shot([0.0, 0.5], "error"))
    assert (page.page_id, page.protocol, math.isnan(page.before), math.isnan(page.after)) == ("p00", "", True, True)


def test_sides_with_unlike_pages_are_no_comparison() -> None:
    then, now = shot([0.5, 0.5]), shot([0.5, 0.5])
    shorter = replace(now, adapters={"one": replace(now.adapters["one"], statuses=("ok",))})
    with pytest.raises(ValueError, match="shorter"):
        broken(then, shorter)
