"""Extraction: what cannot be tried is skipped with its reason, everything else ends in one extraction; growth is measured."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from bench.engine import plan
from bench.engine.extract import skipped
from bench.engine.run import run
from bench.errors import AdapterError
from bench.model import Adapter, Corpus, Kind, Page, Status
from tests.engine.test_run import go
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path


def test_only_what_is_not_tried_is_skipped_and_what_is_not_taken_says_so_first() -> None:
    corpus = Corpus("mixed", "d", (Page("h", "mixed", b"<p>markup</p>"), Page("t", "mixed", b"plain words", Kind.TEXT)), {})
    absent = Adapter("absent", "mild:capitals", kinds=(Kind.TEXT,), env="no such environment")
    made = plan.make([corpus], [Adapter("both", "mild:capitals"), absent], pages.options())
    assert {(one.adapter, one.corpus, one.page_id): (one.status, one.error) for one in skipped(made)} == {
        ("absent", "mixed", "h"): (Status.SKIPPED, "does not take html pages"),
        ("absent", "mixed", "t"): (Status.SKIPPED, made.missing["absent"]),
    }


def test_a_missing_library_skips_its_adapter_and_is_said_loudly(tmp_path: Path) -> None:
    says = io.StringIO()
    folder = go(tmp_path, pages.user("mild:absent", "absent"), pages.user("mild:capitals"), says=says)
    extractions = folder.extractions().to_pylist()
    assert [one["status"] for one in extractions] == ["skipped"] * 3 + ["ok"] * 3
    assert "no_such_library_anywhere" in extractions[0]["error"]
    assert "WARNING: absent did nothing: ModuleNotFoundError" in says.getvalue()
    assert {row["adapter"] for row in folder.scores("aligned").to_pylist()} == {"user"}
    assert "no_such_library_anywhere" in folder.manifest().adapters[0]["missing"]


def test_a_target_that_does_not_exist_skips_its_adapter(tmp_path: Path) -> None:
    folder = go(tmp_path, pages.user("mild:no_such_function", "gone"), pages.user("mild:capitals"))
    assert {one["status"] for one in folder.extractions().to_pylist() if one["adapter"] == "gone"} == {"skipped"}


def test_a_module_that_is_nowhere_ends_a_run_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="there is no module 'no_such_module'"):
        go(tmp_path, pages.user("no_such_module:f", "nowhere"), pages.user("mild:capitals"))
    assert not any(tmp_path.iterdir())


def test_pages_an_adapter_does_not_take_are_skipped_with_the_reason(tmp_path: Path) -> None:
    html = Page("h", "mixed", b"<p>markup</p>")
    text = Page("t", "mixed", b"plain words", Kind.TEXT)
    own = {"text": Adapter("text", "mild:capitals", kinds=(Kind.TEXT,)), "html": Adapter("html", "mild:capitals"),
            "bytes": Adapter("bytes", "mild:raw", accepts="bytes")}  # fmt: skip
    folder = run([Corpus("mixed", "d", (html, text), {})], [*own], out=tmp_path, options=pages.options(), own=own)
    by_pair = {(one["adapter"], one["page_id"]): one for one in folder.extractions().to_pylist()}
    assert (by_pair["text", "h"]["status"], by_pair["text", "h"]["error"]) == ("skipped", "does not take html pages")
    assert by_pair["text", "t"]["text"] == "PLAIN WORDS"
    assert "<P>PLAIN WORDS</P>" in by_pair["html", "t"]["text"]
    assert by_pair["bytes", "h"]["text"] == "b'<p>markup</p>'"
    marked = {one["name"]: one.get("markup") for one in folder.manifest().adapters}
    assert marked == {"text": None, "html": 2, "bytes": 2}, "half of its pages or more look like HTML"


def test_growth_over_pages_is_measured(tmp_path: Path) -> None:
    texts = tuple(f"page {number}" for number in range(120))
    folder = go(tmp_path, pages.user("mild:leaky", "leaky", size=100_000), pages.user("mild:capitals", "tidy"), texts=texts)
    leaky, tidy = (adapter["growth_mb_per_1000_pages"] for adapter in folder.manifest().adapters)
    assert 60 < leaky < 140
    assert abs(tidy) < 10


def test_a_worker_that_grows_past_a_bound_is_replaced(tmp_path: Path) -> None:
    texts = tuple(f"page {number}" for number in range(60))
    leaky = pages.user("mild:leaky", "leaky", size=2 << 20)
    folder = run([pages.corpus(texts)], ["leaky"], out=tmp_path, options=pages.options(recycle_mb=60, memory_mb=1000), own={"leaky": leaky})
    assert max(one["peak_rss"] for one in folder.extractions().to_pylist()) < 70 << 20
    kept = run([pages.corpus(texts)], ["leaky"], out=tmp_path, options=pages.options(recycle_mb=0, memory_mb=1000), own={"leaky": leaky})
    assert max(one["peak_rss"] for one in kept.extractions().to_pylist()) > 70 << 20
