"""Two runs page by page: only what both share byte for byte is compared, and what broke is named worst first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.scoring.tables.run_differences import PageDifference, run_differences
from tests.scoring.tables import small_run
from tests.scoring.tables.small_run import QUICK


def held(results=None):
    """The small run with what a page's content is told by."""
    made = results or small_run.results()
    pages = made.pages.assign(
        sha256=made.pages["page_id"], must_have=[[] for _ in made.pages.index], must_not=[[] for _ in made.pages.index]
    )
    return replace(made, pages=pages)


def scored(results, adapter, page, hits, status="ok", corpus="one"):
    """The run with another score of one adapter on one page."""
    scores = results.scores.copy()
    at = (scores["adapter"] == adapter) & (scores["page_id"] == page) & (scores["corpus"] == corpus)
    scores.loc[at, ["tp", "fn", "status"]] = [float(hits), 10.0 - hits, status]
    return replace(results, scores=scores)


def of(differences, corpus="one", track="html"):
    return next(one for one in differences if (one.corpus, one.track) == (corpus, track))


def move(difference, adapter):
    return next(one for one in difference.moves if one.adapter == adapter)


def test_a_run_against_itself_moves_nothing_and_comes_html_first():
    differences = run_differences([held()], [held()], QUICK)
    assert [(one.corpus, one.track) for one in differences] == [
        ("one", "html"), ("two", "html"), ("oracle", "html"), ("one", "text"), ("two", "text"), ("oracle", "text")
    ]  # fmt: skip
    first = differences[0]
    assert (first.protocol, first.metric, first.lower_is_better, first.pages, first.left_out) == ("shingles", "f1", False, 4, 0)
    assert [one.adapter for one in first.moves] == ["bad", "everything", "good"]
    assert all(one.differences == (0.0,) * 4 and not one.broke and not one.mended for one in first.moves)
    assert move(first, "good").versions == ("1.0", "1.0")
    assert move(first, "bad").versions == ("", "")


def test_what_fell_and_what_failed_broke_worst_first_and_is_mended_the_other_way_round():
    old = held()
    new = scored(scored(scored(old, "good", "p0", 2), "good", "p2", 0, "crash"), "good", "p3", 9)
    fell = move(of(run_differences([old], [new], QUICK)), "good")
    assert [(page.page, page.was, page.is_now) for page in fell.broke] == [(("one", "p2"), "ok", "crash"), (("one", "p0"), "ok", "ok")]
    assert fell.mended == ()
    assert fell.differences == tuple(sorted(fell.differences))
    assert fell.differences[0] == -1.0
    assert fell.after - fell.before == pytest.approx(fell.pair.difference.value)
    assert fell.before == 1.0
    back = move(of(run_differences([new], [old], QUICK)), "good")
    assert [page.page for page in back.mended] == [page.page for page in fell.broke]
    assert back.broke == ()


def test_pages_without_a_figure_on_both_sides_come_before_those_that_fell():
    old = held()
    new = scored(scored(old, "good", "p0", 2), "good", "p2", 6)
    at = (new.scores["adapter"] == "good") & (new.scores["page_id"] == "p3") & (new.scores["corpus"] == "one")
    new.scores.loc[at, ["tp", "fn", "status"]] = [np.nan, np.nan, "crash"]
    broke = move(of(run_differences([old], [new], QUICK)), "good").broke
    assert [page.page[1] for page in broke] == ["p3", "p0"]
    assert [page.page[1] for page in move(of(run_differences([new], [old], QUICK)), "good").mended] == ["p3", "p0"]


def test_the_largest_move_comes_first():
    old = held()
    new = scored(scored(old, "everything", "p0", 1), "bad", "p0", 4)
    assert [one.adapter for one in of(run_differences([old], [new], QUICK)).moves] == ["everything", "bad", "good"]


@pytest.mark.parametrize("column", ["sha256", "must_have", "must_not", "blocks"])
def test_a_page_that_changed_is_left_out(column):
    old, new = held(), held()
    pages = new.pages.copy()
    at = pages.index[(pages["corpus"] == "one") & (pages["page_id"] == "p1")][0]
    pages.at[at, column] = ["another"] if column != "sha256" else "another"
    one = of(run_differences([old], [replace(new, pages=pages)], QUICK))
    assert (one.pages, one.left_out) == (3, 1)
    assert len(move(one, "good").differences) == 3


def test_arrays_and_lists_of_gold_are_the_same_gold():
    old, new = held(), held()
    pages = new.pages.assign(must_have=[np.array([]) for _ in new.pages.index])
    assert of(run_differences([old], [replace(new, pages=pages)], QUICK)).pages == 4


def test_an_adapter_of_one_run_is_named_and_not_compared():
    old = held()
    fewer = replace(old, scores=old.scores[old.scores["adapter"] != "bad"])
    one = of(run_differences([old], [fewer], QUICK))
    assert (one.only_before, one.only_after) == (("bad",), ())
    assert "bad" not in [made.adapter for made in one.moves]
    other = of(run_differences([fewer], [old], QUICK))
    assert (other.only_before, other.only_after) == ((), ("bad",))


def test_another_version_of_a_protocol_and_runs_without_a_page_in_common_say_nothing():
    old = held()
    assert run_differences([replace(old, scorer=replace(old.scorer, version=99))], [old], QUICK) == ()
    assert run_differences([], [old], QUICK) == ()
    assert run_differences([old], [replace(old, pages=old.pages.assign(sha256="x"))], QUICK) == ()


def test_an_error_rate_that_rises_breaks_a_page():
    old = held()
    wrong = replace(old, scorer=replace(old.scorer, lower_is_better=("f1",)))
    after = scored(wrong, "everything", "p0", 2)
    one = of(run_differences([wrong], [after], QUICK))
    assert one.lower_is_better
    assert [page.page for page in move(one, "everything").mended] == [("one", "p0")]
    assert move(one, "everything").broke == ()


def test_broken_and_mended_are_one_rule_read_from_both_sides():
    fell = PageDifference(("c", "p"), 0.9, 0.5, "ok", "ok")
    assert (fell.broke, fell.mended) == (True, False)
    rose = PageDifference(("c", "p"), 0.5, 0.9, "ok", "ok")
    assert (rose.broke, rose.mended) == (False, True)
    assert not PageDifference(("c", "p"), 0.9, 0.7, "ok", "ok").broke
