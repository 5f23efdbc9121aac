"""The page of a crawl says what was read and left out, how pages ended, who agrees with whom, and what failed; names are escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench.engine.scale.evidence import FailedPage
from bench.engine.scale.totals import Totals
from bench.report.overviews import crawl_page

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = Totals(
    files=1, pages=40, left_out={"records without HTML": 10}, size=4_000_000, seconds=2.0, agreement={"a\tb": (30.0, 40)},
    statuses={"a": {"ok": 40}, "b": {"ok": 30, "empty": 4, "crash": 6}}, spent={"a": 80_000_000, "b": 0}, timed={"a": 40},
)  # fmt: skip
CUT = Totals(files=1, pages=10, left_out={"records cut off": 1}, faults={"records cut off": 1}, statuses={"a": {"ok": 10}})


def failed(**changes: str) -> FailedPage:
    known = {"adapter": "b", "status": "crash", "file": "x.warc", "number": "7", "url": "https://www.one.test/path", "error": "<b>boom"}
    return FailedPage(**{**known, **changes})


def page(out: Path, **changes: object) -> str:
    known = {"total": WHOLE.plus(CUT), "files": [("a.warc", WHOLE), ("z.warc", CUT)], "adapters": ["a", "b"], "missing": {}}
    return crawl_page.write(crawl_page.Crawl(**{**known, **changes}), out).read_text("utf-8")  # type: ignore[arg-type]


def test_every_count_stands_on_the_page(tmp_path: Path) -> None:
    text = page(tmp_path, missing={"c": "no module"}, unread=["d.warc cannot be opened: gone"])
    assert "<h1>50 pages by 2 adapters</h1>" in text
    assert "2 files, 4.0 MB of pages, 25.0 pages a second through all adapters." in text
    assert "c did nothing: no module." in text
    assert '<th scope="row">b<td>30<td>4<td>0<td>6<td>15.00<td>–<td>6 crash' in text
    assert '<th scope="row">a<td>50<td>0<td>0<td>0<td>0.00<td>2.0<td>–' in text
    assert '<th scope="row">2 b<td>0.750<td>1.000' in text
    assert '<th scope="row">records without HTML<td>10<td>16.39' in text
    assert "Damage in files: 1 records cut off." in text
    assert text.index('<th scope="row">z.warc<td>10') < text.index('<th scope="row">a.warc<td>40')  # damaged ones first
    assert "<td>d.warc cannot be opened: gone" in text
    assert "Pages that failed" not in text
    assert (tmp_path / "_report.html").is_file()


def test_pages_that_failed_lead_to_where_they_are_and_nowhere_else(tmp_path: Path) -> None:
    text = page(tmp_path, failed=[failed(), failed(url="javascript:alert(1)"), failed(url="http://[broken")])
    assert re.findall(r'<a rel="noreferrer noopener nofollow" href="(.*?)">(.*?)</a>', text) == [
        ("https://www.one.test/path", "one.test/path"),
        ("http://[broken", "7"),
    ]
    assert "javascript:" not in text
    assert "<b>boom" not in text
    assert "3 of 6" in text
    assert text.count("<td>x.warc 7<td>") == 3
