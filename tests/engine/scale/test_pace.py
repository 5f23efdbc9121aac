"""A crawl says how far it is by the bytes read, and of each file how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine import plan
from bench.engine.scale import crawl
from bench.engine.scale.totals import Totals
from bench.errors import CorpusError
from tests.engine.scale.test_crawl import ADAPTERS
from tests.toys import pages

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engine.scale.warc_part import WarcFile


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(crawl.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def work(tmp_path: Path) -> list[WarcFile]:
    for name, size in (("a.warc", 1000), ("b.warc", 3000), ("c.warc", 500)):
        (tmp_path / name).write_bytes(bytes(size))
    sources = [tmp_path / "a.warc", tmp_path / "b.warc", tmp_path / "c.warc"]
    files = crawl.files(plan.make([], ADAPTERS[:1], pages.options()), sources, tmp_path / "out")
    files[2].part.parent.mkdir(parents=True)
    files[2].part.touch()
    return files


def test_the_time_left_goes_by_the_bytes_of_files_that_are_not_done_yet(work: list[WarcFile], clock: list[float]) -> None:
    said: list[str] = []
    told = crawl.Pace(work, said.append)
    totals = Totals(pages=100, statuses={"x": {"ok": 90, "timeout": 2}, "y": {"empty": 91, "crash": 1}})
    clock[0] = 4.0
    told.under_way(work[0], totals, 400)
    assert said == []
    clock[0] = 10.0
    told.under_way(work[0], totals, 500)
    assert said.pop() == "a.warc: 100 pages, 10 pages/s, 3 failed; 12% of all read, about 70 s left"
    clock[0] = 20.0
    told.ended(work[0], Totals(files=1, pages=200, seconds=20.0))
    assert said.pop() == f"1 of 3, a.warc: 200 pages in 20.0 s -> {work[0].part}"
    clock[0] = 30.0
    told.under_way(work[1], Totals(pages=50), 1000)
    assert said.pop() == "b.warc: 50 pages, 5 pages/s, 0 failed; 50% of all read, about 30 s left"


def test_files_end_in_three_ways(work: list[WarcFile]) -> None:
    said: list[str] = []
    told = crawl.Pace(work, said.append)
    told.ended(work[2], Totals(files=1, pages=7, seconds=1.0))
    told.ended(work[0], CorpusError("a.warc is damaged"))
    assert said == [f"1 of 3, c.warc: 7 pages, done before -> {work[2].part}", "WARNING: a.warc is damaged: it is left out"]


def test_many_files_have_one_line_together(work: list[WarcFile], clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "_MANY", 2)
    said: list[str] = []
    told = crawl.Pace(work, said.append)
    clock[0] = 4.0
    told.ended(work[0], Totals(files=1, pages=100))
    assert said == []
    clock[0] = 5.0
    told.ended(work[2], Totals(files=1, pages=7))
    assert said.pop() == "2 of 3 files: 100 pages, 20 pages/s, 0 files failed; about 15 s left"
    told.ended(work[1], CorpusError("b.warc is damaged"))
    assert said.pop() == "WARNING: b.warc is damaged: it is left out"
