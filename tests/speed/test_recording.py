"""Samples as they are taken: every page by every adapter in turn, failures kept apart, hangs survived."""

from __future__ import annotations

from bench.model import Kind, Page
from bench.speed.recording import RecordingOptions, pages_for, record
from bench.workers.limits import Limits
from tests.speed.made import HERE, corpus, pages, toy

OPTIONS = RecordingOptions(pages=9, rounds=2, processes=2, limits=Limits(deadline_s=2.0, memory_mb=512), path=(HERE,))


def test_every_page_is_sampled_in_every_round_of_every_process() -> None:
    found = record([corpus("one", "two two", "three")], [toy(), toy("seed")], OPTIONS)
    assert {(series.adapter, series.page_id) for series in found.series} == {
        (name, f"p0{at}") for name in ("work", "seed") for at in range(3)
    }
    assert {len(series.cpu_ns) for series in found.series} == {len(series.wall_ns) for series in found.series} == {4}
    assert len(found.starts) == 4
    assert len(found.calibration) == 3 * 4
    assert not found.missing


def test_a_page_that_fails_is_kept_apart_and_the_others_go_on() -> None:
    found = record([corpus("fine", "raise it", "hang now", "die now", "blank page")], [toy()], OPTIONS)
    ends = {series.page_id: (series.status, len(series.cpu_ns)) for series in found.series}
    assert ends == {"p00": ("ok", 4), "p01": ("error", 0), "p02": ("timeout", 0), "p03": ("crash", 0), "p04": ("empty", 4)}


def test_an_adapter_that_cannot_start_is_missing() -> None:
    found = record([corpus("one")], [toy(), toy("gone", target="nowhere:f")], OPTIONS)
    assert set(found.missing) == {"gone"}
    assert {series.adapter for series in found.series} == {"work"}


def test_an_adapter_of_html_gets_html_and_one_of_text_alone_gets_text() -> None:
    mixed = (*pages("a", "b"), Page("h", "toy", b"<p>x", Kind.HTML))
    assert [page.id for page in pages_for(mixed, toy(), 9, 0)] == ["h"]
    assert sorted(page.id for page in pages_for(mixed, toy(kinds=(Kind.TEXT,)), 9, 0)) == ["p00", "p01"]
    assert len(pages_for(pages("a", "b", "c"), toy(), 2, 0)) == 2
