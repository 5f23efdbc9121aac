"""Two runs are compared page by page, on what they share alone."""

from __future__ import annotations

import re

import pytest
import synthetic

from bench.errors import RunError
from bench.report import comparison
from bench.report.comparison import compare


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    plan = {"corpora": (("made", "html", 20),), "adapters": 3}
    return synthetic.make(root / "a", synthetic.Plan(**plan)), synthetic.make(root / "b", synthetic.Plan(**plan, fail=0.3)), root


def test_a_run_against_itself_moved_nothing(runs):
    (one,) = compare(runs[0], runs[0]).differences
    assert one.pages == 20
    assert one.left_out == 0
    assert all(move.pair.difference.value == 0 and not move.broke and not move.mended for move in one.moves)
    assert comparison.verdict(one) == "No adapter's F1 moved by more than chance, and no page broke."


def test_pages_that_broke_are_mended_the_other_way_round(runs):
    (forth,), (back,) = compare(runs[0], runs[1]).differences, compare(runs[1], runs[0]).differences
    assert sum(len(move.broke) for move in forth.moves) > 0
    turned = {move.adapter: move for move in back.moves}
    for move in forth.moves:
        assert {page.page for page in move.broke} == {page.page for page in turned[move.adapter].mended}
        assert move.pair.difference.value == pytest.approx(-turned[move.adapter].pair.difference.value)
        assert move.pair.difference.value == pytest.approx(move.after - move.before)
        assert list(move.differences) == sorted(move.differences)


def test_pages_that_changed_are_left_out(runs):
    other = synthetic.make(runs[2] / "c", synthetic.Plan(corpora=(("made", "html", 26),), adapters=3))
    (one,) = compare(runs[0], other).differences
    assert one.pages + one.left_out == 26
    assert one.pages < 20 or one.left_out >= 6


def test_unlike_runs_are_refused(runs):
    other = synthetic.make(runs[2] / "d", synthetic.Plan(corpora=(("other", "html", 5),), adapters=3))
    with pytest.raises(RunError, match="share no page"):
        compare(runs[0], other)


def test_pages_that_broke_lead_to_the_later_runs_report_beside(runs, tmp_path):
    from bench.report.build import build

    elsewhere, made = comparison.write(runs[0], runs[1], tmp_path)
    assert 'href="pages/' not in elsewhere.read_text("utf-8")
    beside, _ = comparison.write(runs[0], runs[1], build(runs[1]).parent)
    links = set(re.findall(r'<a href="(pages/[0-9a-f]+\.html)#a[\w-]+">', beside.read_text("utf-8")))
    assert len(links) == len({page.page for move in made.differences[0].moves for page in (*move.broke, *move.mended)})
    assert all((beside.parent / link).is_file() for link in links)


def test_the_page_and_the_table_say_the_same(runs, tmp_path):
    path, made = comparison.write(runs[0], runs[1], tmp_path)
    text = path.read_text("utf-8")
    for row in comparison.lines(made.differences[0]):
        assert "<td>".join(row[1:]) in text
