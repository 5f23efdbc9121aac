"""One pair of a run: named by page id, by its start or with its corpus; exactly one, and one that was tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bench.errors import RunError
from bench.model import Block, Gold, Status
from bench.store.pairs import StoredPair, _place, pair
from tests.store import made

if TYPE_CHECKING:
    from pathlib import Path

    from bench.store.run_folder import RunFolder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """Return a run over two corpora that both hold a page ``p0``, one a page ``p1`` and ``p10``."""
    corpora = [made.corpus([f"text {number}" for number in range(11)]), made.corpus(["else"], "other")]
    kept = [
        made.extraction("p1", "good", text="said"),
        made.extraction("p1", "late", Status.TIMEOUT),
        made.extraction("p1", "picky", Status.SKIPPED),
        made.extraction("p2", "good", Status.EMPTY),
        made.extraction("p0", "good", text="other's", corpus="other"),
    ]
    return made.run(tmp_path / "one", kept, corpora)


@pytest.mark.parametrize("page", ["p1", "tiny/p1"])
def test_an_exact_name_is_enough_though_others_start_so(folder: RunFolder, page: str) -> None:
    assert pair(folder, page, "good") == StoredPair("tiny", Gold("p1", (Block("text 1"),)), "ok", "said")


def test_the_start_of_one_name_is_enough(folder: RunFolder) -> None:
    assert pair(folder, "other", "good").text == "other's"
    assert pair(folder, "other/p", "good") == StoredPair("other", Gold("p0", (Block("else"),)), "ok", "other's")


def test_what_did_not_end_ok_has_no_text(folder: RunFolder) -> None:
    assert (pair(folder, "p1", "late").status, pair(folder, "p1", "late").text) == ("timeout", "")
    assert (pair(folder, "p2", "good").status, pair(folder, "p2", "good").text) == ("empty", "")


def test_several_pages_of_a_name_are_listed(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="2 pages of the run are called 'p0'") as caught:
        pair(folder, "p0", "good")
    assert caught.value.expected == "one page, such as tiny/p0, other/p0"
    with pytest.raises(RunError, match="11 pages of the run are called 'tiny'") as caught:
        pair(folder, "tiny", "good")
    assert caught.value.expected == "one page, such as tiny/p0, tiny/p1, tiny/p2, tiny/p3, tiny/p4"


def test_a_page_that_is_not_there_is_said_with_some_that_are(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="no pages of the run are called 'q'") as caught:
        pair(folder, "q", "good")
    assert caught.value.expected == "one page, such as tiny/p0, tiny/p1, tiny/p2, tiny/p3, tiny/p4"


def test_an_adapter_that_is_not_there_is_said_with_those_that_are(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="the run has no adapter 'best'") as caught:
        pair(folder, "p1", "best")
    assert caught.value.expected == "one of: good, late, picky"


def test_a_pair_that_was_not_tried_is_an_error(folder: RunFolder) -> None:
    with pytest.raises(RunError, match="picky was not run on tiny/p1: it does not take such pages") as caught:
        pair(folder, "p1", "picky")
    assert caught.value.expected == "a pair that was tried"


def test_a_page_of_a_split_is_named_without_it_unless_two_splits_have_it() -> None:
    keys = [("w", "dev/1"), ("w", "dev/12"), ("w", "test/12"), ("v", "1x"), ("v", "3"), ("w", "dev/3")]
    assert (_place(keys, "1"), _place(keys, "test/12"), _place(keys, "3"), _place(keys, "1x")) == (0, 2, 4, 3)
    with pytest.raises(RunError, match="2 pages of the run are called '12'"):
        _place(keys, "12")


def test_what_a_failed_extraction_left_behind_is_not_its_text(tmp_path: Path) -> None:
    late = replace(made.extraction("p0", "late", Status.TIMEOUT), text="half of")
    assert pair(made.run(tmp_path / "one", [late]), "p0", "late").text == ""
