"""The pool: every page of every unit ends in one extraction, and a worker is kept until it is worn."""

from __future__ import annotations

import tempfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bench.environments import launch
from bench.model import Extraction, Page, Status
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.workers.pool import Pool

WIDE = {"deadline_s": 30.0, "start_s": 60.0, "memory_mb": 512}


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = pages.processes()
    yield
    assert pages.processes() <= before
    assert list(tmp_path.iterdir()) == []


def extracted(target: str, *texts: str, slots: int = 1, **limits: object) -> tuple[list[Extraction], Pool]:
    pool = launch.pool(Limits(**{**WIDE, **limits}), slots, pages.HERE)
    unit = Unit(pages.user(target, "mine"), tuple(pages.corpus(texts).pages))
    with closing(pool.extract(Schedule([unit]))) as results:
        return list(results), pool


def processes(*texts: str, **limits: object) -> list[str]:
    return [extraction.text for extraction in extracted("mild:process", *texts, **limits)[0]]


def test_a_worker_is_kept_from_page_to_page() -> None:
    assert len(set(processes("one", "two", "three"))) == 1


def test_a_worker_that_left_a_child_behind_is_replaced_after_that_page() -> None:
    one, left, after, last = processes("one", "leave", "after", "last")
    assert one == left
    assert after == last != left


def test_a_worker_is_replaced_after_so_many_pages() -> None:
    one, two, three, four = processes("one", "two", "three", "four", recycle_pages=2)
    assert one == two != three == four


def test_a_worker_that_ran_out_of_memory_is_replaced() -> None:
    extractions, pool = extracted("hostile:act", "eat", "plain", memory_mb=160)
    assert [extraction.status for extraction in extractions] == [Status.MEMORY, Status.OK]
    assert [(worker, served) for worker, served, _ in pool.growth["mine"]] == [(1, 1), (2, 1)]


def test_several_slots_share_the_pages_and_each_page_ends_once() -> None:
    texts = [f"page {number}" for number in range(40)]
    extractions, _ = extracted("mild:slow", *texts, slots=3)
    assert sorted(extraction.page_id for extraction in extractions) == [f"p{number:04}" for number in range(40)]
    assert {extraction.text for extraction in extractions} == {text.upper() for text in texts}


def test_an_adapter_that_cannot_work_is_given_up_with_its_reason() -> None:
    extractions, pool = extracted("no_such_module:f", "one", "two")
    assert [extraction.status for extraction in extractions] == [Status.SKIPPED] * 2
    assert pool.broken["mine"] == (Status.SKIPPED, "ModuleNotFoundError: No module named 'no_such_module'")


def test_the_deadline_ends_a_page_with_the_time_it_took_and_no_other_page() -> None:
    hung, plain = extracted("hostile:act", "hang", "plain", deadline_s=1.0)[0]
    assert (hung.status, hung.error, plain.text) == (Status.TIMEOUT, "no answer within 1 s", "PLAIN")
    assert hung.wall_ns >= 1_000_000_000


def test_a_pool_that_is_left_early_leaves_nothing() -> None:
    pool = launch.pool(Limits(**WIDE), 2, pages.HERE)
    unit = Unit(pages.user("mild:capitals", "mine"), tuple(Page(f"p{number}", "c", b"x", kind=pages.ANY[1]) for number in range(50)))
    with closing(pool.extract(Schedule([unit]))) as results:
        assert next(results).text == "X"
