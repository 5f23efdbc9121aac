"""The pages of two sides: which were added, removed or changed, and what a cost judges where not all are common."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from bench.gate.refusals import pages
from bench.gate.thresholds import parse
from tests.gate import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.gate.refusals import Case
    from bench.gate.snapshot import Snapshot


@pytest.fixture
def then(tmp_path: Path) -> Snapshot:
    source = made.corpus(4)
    return made.snapshot(source, tmp_path, one=made.outputs(source))


def other(side: Snapshot, at: int, page: str = "", gold: str = "") -> Snapshot:
    """Return a snapshot with another digest of one page, of its gold, and of the whole."""
    digests = [*side.digests]
    digests[at] = (page or digests[at][0], gold or digests[at][1])
    return replace(side, digest="another", digests=tuple(digests))


@pytest.mark.parametrize("digest", ["!", "~"], ids=["lower", "higher"])
def test_a_page_and_its_gold_change_whatever_the_digests_are(then: Snapshot, digest: str) -> None:
    found = pages.differences(then, other(then, 1, page=digest))
    assert (found.page_changed, found.gold_changed, len(found.same)) == (("p001",), (), 3)
    found = pages.differences(then, other(then, 2, gold=digest))
    assert (found.page_changed, found.gold_changed, len(found.same)) == ((), ("p002",), 3)


def said(then: Snapshot, now: Snapshot) -> str:
    """Return the first thing that the pages of a run are refused for."""
    asked = SimpleNamespace(common_pages=False, thresholds=[])
    return next(iter(pages.changed(cast("Case", SimpleNamespace(now=now, baseline=made.pin(then), asked=asked))))).what


def test_a_digest_that_is_not_that_of_the_pages_is_named(then: Snapshot) -> None:
    moved = other(then, 1, page="~")
    assert said(then, replace(moved, digest=then.digest)).endswith("; other pages under one digest")
    assert said(then, replace(then, digest="another")).endswith("; the same pages under two digests")
    assert said(then, replace(moved, digest="".join(then.digest))).endswith("; other pages under one digest"), "equal, not one object"
    long = "another digest of the pages"
    assert said(replace(then, digest="a" * 40), replace(moved, digest=long)).startswith(
        f"corpus 'made' is not the one of the baseline: digest {long[:12]}, not {'a' * 12}; "
    )


def test_a_page_that_changed_with_its_gold_is_a_changed_page(then: Snapshot) -> None:
    for digest in ("!", "~"):
        found = pages.differences(then, other(then, 1, page=digest, gold=digest))
        assert (found.page_changed, found.gold_changed) == (("p001",), ())


@pytest.mark.parametrize(("count", "named"), [(3, "p000, p001, p002"), (4, "p000, p001, p002, ...")])
def test_up_to_three_pages_are_named(tmp_path: Path, count: int, named: str) -> None:
    source = made.corpus(6)
    then = now = made.snapshot(source, tmp_path, one=made.outputs(source))
    for at in range(count):
        now = other(now, at, page="~")
    assert f"{count} pages changed ({named})" in said(then, now)


def test_a_cost_is_judged_on_all_pages_or_not_at_all(then: Snapshot) -> None:
    asked = {"common_pages": True, "thresholds": [parse("f1:-0.01"), parse("p95_ms:+20%")]}
    now = other(then, 1, page="~")
    found = cast("Case", SimpleNamespace(now=now, baseline=made.pin(then), asked=SimpleNamespace(**asked)))
    (problem,) = pages.changed(found)
    assert problem.what == "p95_ms is of all pages, of which only 3 are common"
