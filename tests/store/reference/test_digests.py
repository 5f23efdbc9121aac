"""Digests tell pages and gold apart, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.model import Block, Gold, Page
from bench.store.reference.digests import digests_of
from bench.store.run_folder import page_line

PAGE = Page("p", "c", b"<p>one</p>", site="s")
GOLD = Gold("p", (Block("one"),), ("in",), ("out",), {"markdown": "one", "tagged": "one"})


@pytest.mark.parametrize("change", [{"blocks": ()}, {"must_have": ()}, {"must_not": ()}, {"parts": {}}, {"parts": {"markdown": "two"}}])
def test_other_gold_has_another_digest_on_the_same_page(change: dict[str, object]) -> None:
    before, after = (digests_of(page_line(PAGE, gold)) for gold in (GOLD, replace(GOLD, **change)))  # type: ignore[arg-type]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_another_page_has_another_digest_and_its_name_is_no_matter() -> None:
    before = digests_of(page_line(PAGE, GOLD))
    assert digests_of(page_line(replace(PAGE, id="q", url="u"), GOLD)) == before
    assert digests_of(page_line(replace(PAGE, stored=b"else"), GOLD))[0] != before[0]


def test_parts_of_gold_that_an_earlier_release_left_out_are_none() -> None:
    line = page_line(PAGE, replace(GOLD, parts={}))
    assert digests_of({**line, "parts": None}) == digests_of(line)
