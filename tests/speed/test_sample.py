"""The timed sample: fixed by its seed, balanced over page sizes however short it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model import Kind, Page
from bench.speed.sample import bucket_of, buckets, items, ordered, sample
from tests.speed.made import pages, toy


@pytest.mark.parametrize(
    ("size", "bucket"),
    [
        (0, "<8k"),
        (8 * 1024 - 1, "<8k"),
        (8 * 1024, "8-32k"),
        (32 * 1024, "32-128k"),
        (128 * 1024, "128-512k"),
        (512 * 1024 - 1, "128-512k"),
        (512 * 1024, ">512k"),
        (1 << 30, ">512k"),
    ],
)
def test_every_size_has_its_bucket(size: int, bucket: str) -> None:
    assert bucket_of(size) == bucket
    assert bucket in buckets()


def test_buckets_are_named_once_smallest_first() -> None:
    assert buckets() == ("<8k", "8-32k", "32-128k", "128-512k", ">512k")


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=60), st.integers(0, 5))
def test_an_order_holds_each_page_once_and_depends_on_the_seed_alone(sizes: list[int], seed: int) -> None:
    made = pages(*("x" * size for size in sizes))
    found = ordered(made, seed)
    assert sorted(page.id for page in found) == sorted(page.id for page in made)
    assert found == ordered(tuple(reversed(made)), seed)


@given(st.integers(1, 15), st.integers(0, 5))
def test_any_beginning_is_balanced_over_the_quarters_of_size(rounds: int, seed: int) -> None:
    made = pages(*("x" * size for size in range(1, 61)))
    lengths = [len(page.content) for page in ordered(made, seed)[: 4 * rounds]]
    assert [sum(low < length <= low + 15 for length in lengths) for low in (0, 15, 30, 45)] == [rounds] * 4


def test_a_sample_holds_only_pages_that_every_row_takes() -> None:
    mixed = (*pages("a", "b"), Page("h", "toy", b"<p>x", Kind.HTML))
    only_text = toy(kinds=(Kind.TEXT,))
    assert sorted(page.id for page in sample(mixed, [toy(), only_text], 9)) == ["p00", "p01"]
    assert len(sample(mixed, [toy()], 2)) == 2


def test_items_carry_the_bytes_a_worker_gets_and_the_size_as_captured() -> None:
    (item,) = items([Page("h", "toy", "<p>é".encode("latin-1"), Kind.HTML, encoding="latin1")], toy())
    assert (item.body.decode(), item.size, item.bucket) == ("<p>é", 4, "<8k")
