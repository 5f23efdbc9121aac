"""What is shown of a page: the longest differences and the error, shortened, and where its report stands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bench.gate import judging
from bench.gate.page_diffs import address, illustrated, links, page_diff
from bench.gate.thresholds import Terms
from tests.gate import made
from tests.gate.formats.verdicts import BROKEN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("page", "line"), [("p001", "- "), ("p002", "+ "), ("p003", "! ")])
def test_pages_are_shown_with_what_was_lost_or_added(tmp_path: Path, page: str, line: str) -> None:
    source = made.corpus()
    whole = {page.id: source.gold[page.id].text for page in source.pages}
    now = {**whole, "p001": whole["p001"][:40], "p002": whole["p002"] + " noise" * 300}
    del now["p003"]
    verdict = judging.against(made.run(source, tmp_path, one=now), made.run(source, tmp_path, one=whole), Terms())
    (found,) = [fall for fall in (*verdict.broken, *verdict.fallen) if fall.page_id == page]
    assert any(each.startswith(line) for each in found.diff.splitlines())
    assert all(len(each) < 200 for each in found.diff.splitlines())
    assert found.link == ""


def test_links_lead_to_the_page_s_own_file_else_to_the_report(tmp_path: Path) -> None:
    assert links(tmp_path)("made", "p001") == ""
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").touch()
    assert links(tmp_path)("made", "p001") == "report/index.html"
    listed = {"made": {"p001": "pages/0007.html", "p002": "../../x.html", "p003": "javascript:x"}}
    (tmp_path / "report" / "pages.json").write_text(json.dumps(listed), encoding="utf-8")
    found = [links(tmp_path)("made", f"p00{at}") for at in (1, 2, 3, 4)]
    assert found == ["report/pages/0007.html", *["report/index.html"] * 3]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ""),
        ("https://a.test/report", "https://a.test/report/pages/7.html"),
        ("https://a.test/{run}/report/index.html", "https://a.test/RUN/report/pages/7.html"),
        ("https://a.test/report.zip", "https://a.test/report.zip"),
        ("https://a.test/o/r/actions/runs/1/artifacts/2", "https://a.test/o/r/actions/runs/1/artifacts/2"),
        ("https://a.test/download?id={run}", "https://a.test/download?id=RUN"),
    ],
)
def test_a_page_has_the_address_of_its_file_where_the_report_is_read(tmp_path: Path, url: str, expected: str) -> None:
    run = made.run(made.corpus(1), tmp_path, one={})
    expected = expected.replace("RUN", run.manifest().id)
    assert address(url, run, "report/pages/7.html") == expected
    assert address(url, run, "") == ""


def record(*blocks: str, must_have: tuple[str, ...] = (), must_not: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a page as it is stored; one with segments has no blocks."""
    held = None if must_have or must_not else [{"text": text, "optional": False, "role": "paragraph"} for text in blocks]
    return {"page_id": "p", "blocks": held, "must_have": must_have, "must_not": must_not, "parts": (), "draft": False}


def shown(page: dict[str, Any], text: str, error: str = "") -> list[str]:
    """Return the lines of a page."""
    return page_diff(page, {"text": text, "error": error}).splitlines()


def test_each_side_shows_its_longest_runs_in_reading_order_and_counts_the_rest() -> None:
    kept = [f"kept{at}" for at in range(6)]
    lost = ["a", "b b b", "c c", "d d d d", "e", "f f"]
    gold = " ".join(f"{one} {two}" for one, two in zip(kept, lost, strict=True))
    assert shown(record(gold), " ".join(kept)) == ["- b b b", "- c c", "- d d d d", "- f f", "- … 2 more words"]
    assert shown(record(" ".join(kept)), gold) == ["+ b b b", "+ c c", "+ d d d d", "+ f f", "+ … 2 more words"]
    four = " ".join(f"{one} {two}" for one, two in zip(kept[:4], lost[:4], strict=True))
    assert shown(record(four), " ".join(kept[:4])) == ["- a", "- b b b", "- c c", "- d d d d"]


def test_what_is_missing_stands_before_what_is_extra_and_the_error_before_both() -> None:
    assert shown(record("one two"), "one three", "ValueError: x\ny") == ["! ValueError: x y", "- two", "+ three"]
    assert shown(record("one two"), "one two") == []


@pytest.mark.parametrize(("length", "line"), [(160, "- " + "x" * 160), (161, "- " + "x" * 80 + " … " + "x" * 80)])
def test_a_long_run_is_left_out_in_its_middle(length: int, line: str) -> None:
    assert shown(record("x" * length), "") == [line]


def test_segments_are_looked_up_whatever_the_white_space() -> None:
    page = record(must_have=("a  b", "c", *"123456"), must_not=("d", "e\nf", *"uvwxyz"))
    assert shown(page, "a\nb d e f") == ["- c", "- 1", "- 2", "- 3", "+ d", "+ e f"]
    assert shown(page, "a b c 1 2 3 4 5 6 u v w x y z") == ["+ u", "+ v", "+ w", "+ x"]


def test_the_first_twenty_pages_are_illustrated(tmp_path: Path) -> None:
    source = made.corpus(22)
    run = made.run(source, tmp_path, one={page.id: "nothing" for page in source.pages})
    pages = [replace(BROKEN, page_id=page.id, diff="", link="") for page in source.pages]
    (run.path / "report").mkdir()
    (run.path / "report" / "index.html").touch()
    pictures = illustrated(pages, run, "https://a.test/r/")
    assert [page.address for page in pictures] == ["https://a.test/r/index.html"] * 20 + [""] * 2
    assert [bool(page.diff) for page in pictures] == [True] * 20 + [False] * 2
    assert [page.link for page in pictures] == ["report/index.html"] * 20 + [""] * 2
    assert [page.page_id for page in pictures] == [page.id for page in source.pages]
    assert illustrated((), run) == ()


def test_a_coarse_diff_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.scoring.text.diff.COARSE", 0)
    assert shown(record("kept lost"), "kept")[0] == "… long texts, compared coarsely: some of these words may be equal"
