"""Which page dumps get a page, in which order, under which names."""

from __future__ import annotations

import json

from bench.report.build import build
from bench.report.pages import choice
from bench.report.scopes import scopes
from bench.store import frames


def test_pages_are_the_worst_and_all_failures_and_the_rest_on_demand(small):
    run = frames.read_all(small)
    found = scopes(run)
    files = choice.choose(found)
    floors = {adapter["name"] for adapter in run.manifest.adapters if adapter["floor"]}
    frame = run.extractions
    failed = frame[~frame["status"].isin(["ok", "skipped"]) & ~frame["adapter"].isin(floors)]
    assert set(zip(failed["corpus"], failed["page_id"], strict=True)) <= set(files)
    assert len(choice.choose(found, all_pages=True)) == len(run.pages)
    assert list(files.values()) == [choice.file_of(key) for key in files]
    assert len(set(files.values())) == len(files)


def test_pages_of_an_earlier_report_are_removed(small, tmp_path):
    target = tmp_path / "report"
    build(small, target)
    (target / "pages" / "9999.html").write_text("old", "utf-8")
    (target / "pages" / "notes.html").write_text("someone's own", "utf-8")
    build(small, target)
    assert not (target / "pages" / "9999.html").exists()
    assert (target / "pages" / "notes.html").exists()


def test_a_listing_names_the_file_of_every_page(small, tmp_path):
    build(small, tmp_path)
    listed = json.loads((tmp_path / "pages.json").read_text("utf-8"))
    files = choice.choose(scopes(frames.read_all(small)))
    assert {(corpus, page): file for corpus, pages in listed.items() for page, file in pages.items()} == files


def test_neighbours_are_files_beside_and_nothing_at_the_ends():
    files = {("c", str(at)): f"pages/{at:04d}.html" for at in (1, 2, 3)}
    keys = list(files)
    assert [choice._neighbour(keys, files, at, 1) for at in range(3)] == ["0002.html", "0003.html", ""]
    assert [choice._neighbour(keys, files, at, -1) for at in range(3)] == ["", "0001.html", "0002.html"]


def test_outputs_come_in_the_order_of_the_board_without_those_skipped(small):
    run = frames.read_all(small)
    run_scopes = scopes(run)
    files = choice.choose(run_scopes)
    outputs = choice._outputs(run, run_scopes, files)
    first = {(scope.corpus, scope.kind): scope for scope in reversed(run_scopes) if scope.matrix is not None}
    for scope in first.values():
        ranks = [line.adapter for line in scope.board.standings]
        for key in scope.matrix.keys:
            names = [output["name"] for output in outputs.get(key, ())]
            assert [name for name in names if name in ranks] == [name for name in ranks if name in names]
            assert all(output["status"] != "skipped" for output in outputs.get(key, ()))
