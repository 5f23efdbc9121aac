"""Saved work: every action is there again, a line cut by a crash counts for nothing, damage is told."""

from __future__ import annotations

import pytest
from test_work import BLOCKS, BOXES, ITEMS  # beside this file

from bench.annotate import saving
from bench.annotate.work import History
from bench.errors import CorpusError


def test_all_actions_come_back_and_a_cut_at_any_byte_loses_one_at_most(tmp_path):
    path = saving.saved_at(tmp_path, "dev/one")
    saving.begin(path, ITEMS, "abc")
    start = path.stat().st_size
    history, states = History(ITEMS, BOXES), [ITEMS]
    for action in ({"do": "cycle", "from": 0}, {"do": "text", "from": 2, "text": "wörds\n\nmore"}, {"do": "undo"}):
        history.act(action)
        saving.add(path, action)
        states.append(history.items)
    whole = path.read_bytes()
    assert saving.restore(path, BLOCKS, "abc")[0] == history
    for size in range(start, len(whole)):
        path.write_bytes(whole[:size])
        held, count = saving.restore(path, BLOCKS, "abc")
        assert held.items == states[count]
        assert count >= whole[:size].count(b"\n") - 1
    saving.add(path, {"do": "cycle", "from": 1})  # after a cut line
    assert saving.restore(path, BLOCKS, "abc")[1] >= count


def test_another_page_begins_anew_and_damage_is_told(tmp_path):
    path = saving.saved_at(tmp_path, "one", "Bo")
    assert saving.restore(path, BLOCKS, "abc") is None
    saving.begin(path, ITEMS, "abc")
    assert saving.restore(path, BLOCKS, "other") is None
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError):
        saving.restore(path, BLOCKS, "abc")


@pytest.mark.parametrize("name", ["", "../x", "/x", "a/../../x", "a\\b"])
def test_no_name_leads_elsewhere(tmp_path, name):
    with pytest.raises(CorpusError):
        saving.saved_at(tmp_path, name)


def test_readers_and_the_first_never_share_a_file(tmp_path):
    assert saving.saved_at(tmp_path, "one", "first") != saving.saved_at(tmp_path, "one")
