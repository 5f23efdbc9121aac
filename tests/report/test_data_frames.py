"""Runs as data frames: the figures of the boards, of the score tables and of comparisons, by plain names."""

from __future__ import annotations

from dataclasses import replace

import pytest
import synthetic

import bench
from bench.escaping import html_table
from bench.gate import verdict
from bench.model import Outcome
from bench.store import boards
from bench.store.run_folder import RunFolder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = synthetic.make(
        tmp_path_factory.mktemp("run") / "run", synthetic.Plan(corpora=(("made", "html", 40),), adapters=3, words=30, losses=False)
    )
    return RunFolder(path)


def test_a_leaderboard_has_the_figures_of_the_boards(folder):
    frame = bench.leaderboard(folder)
    (board, *_) = boards.of_run(folder)
    ours = frame[(frame["protocol"] == board.protocol) & (frame["track"] == board.track)]
    assert list(ours["adapter"]) == [one.adapter for one in board.standings]
    first = ours.iloc[0]
    best = board.standings[0].metrics[board.metric]
    assert (first[board.metric], first[f"{board.metric}_low"], first[f"{board.metric}_high"]) == (best.value, best.low, best.high)
    assert len(bench.leaderboard(str(folder.path), board.protocol)) <= len(frame)


def test_scores_are_a_line_for_each_adapter_and_page(folder):
    name = folder.protocols()[0]
    frame = bench.scores(folder, name)
    assert len(frame) == folder.scores(name).num_rows
    assert {"adapter", "corpus", "page_id", "status", "f1"} <= set(frame)


def test_a_run_beside_itself_has_not_moved(folder):
    frame = bench.compare(folder, folder)
    assert set(frame["difference"]) == {0.0}
    assert set(frame["broke"]) == set(frame["fixed"]) == {0}


def test_a_protocol_that_was_not_scored_is_one_clear_error(folder):
    for table in (bench.leaderboard, bench.scores):
        with pytest.raises(bench.BoilerbenchError, match="was not scored by 'rouge-5'"):
            table(folder, "rouge-5")
    with pytest.raises(bench.BoilerbenchError, match="was not scored by ''"):
        bench.scores(folder, "")
    with pytest.raises(bench.BoilerbenchError, match="there is no run"):
        bench.leaderboard("nowhere", reports=folder.path)


def test_a_notebook_shows_what_a_run_is_of(folder):
    html = folder._repr_html_()
    assert all(f"<td>{name}</td>" in html for name in (*folder.manifest().names, "made"))
    assert "bench.leaderboard(run)" in html


def test_a_notebook_shows_boards_as_tables(folder):
    (board, *_) = bench.boards(folder)
    html = board._repr_html_()
    best = board.standings[0]
    assert html.count("<tr>") == 1 + len(board.standings)
    assert f"<td>{best.adapter}</td><td>{best.metrics[board.metric].value:.3f}</td>" in html
    assert html.count("<td>") == html.count("<th>") * len(board.standings)


def test_hostile_names_are_text_in_a_notebook(folder):
    bad = "<img src=x onerror=alert(1)>\u202e\x1b[2J&amp;"
    (board, *_) = bench.boards(folder)
    made = replace(board, corpora=(bad,), signature=bad, standings=(replace(board.standings[0], adapter=bad),))
    for html in (
        made._repr_html_(),
        verdict.Verdict(outcome=Outcome.INCOMPARABLE, notes=(bad,))._repr_html_(),
        html_table(bad, (bad,), [(bad,)]),
    ):
        assert "<img" not in html
        assert not set(html) & {"\u202e", "\x1b"}
        assert "&lt;img src=x onerror=alert(1)&gt;" in html
