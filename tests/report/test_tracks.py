"""Pages are called by host and title, and sites come hardest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from boards import board, scope, standing

from bench.report import tracks
from bench.report.scopes import scopes
from bench.report.tracks import label
from bench.scoring.tables.difficulty import means_of_groups
from bench.store import frames


@pytest.mark.parametrize(
    ("page", "called"),
    [
        ({"url": "https://www.a.example/x/y?z", "title": " A  title "}, "a.example · A title"),
        ({"url": "https://a.example/x/y.html", "title": ""}, "a.example · x/y.html"),
        ({"url": "https://a.example/", "title": None, "blocks": [{"role": "heading", "text": "Gold says"}]}, "a.example · Gold says"),
        ({"url": "javascript:x", "title": ""}, "0123456789ab"),
        ({"url": "https://[bad", "title": "T"}, "T"),
        ({"url": "", "title": "t" * 100}, "t" * 63 + "…"),
        ({"url": None}, "0123456789ab"),
    ],
)
def test_a_page_is_called_by_host_and_title(page, called):
    assert label({"page_id": "0123456789abcdef", **page}) == called


def test_means_of_groups_leave_out_what_is_not_known():
    values = np.array([[1.0, 0.0, np.nan, 0.5], [0.0, 0.0, np.nan, 1.0]])
    found = means_of_groups(values, ["b", "b", "a", "b"])
    assert [(name, count) for name, count, _ in found] == [("a", 1), ("b", 3)]
    assert np.isnan(found[0][2]).all()
    assert found[1][2].tolist() == pytest.approx([0.5, 1 / 3])


def test_sites_have_the_means_of_their_pages(small):
    one = scopes(frames.read_all(small))[0]
    lines = tracks._sites(one)
    assert {line.site: line.pages for line in lines} == Counter(one.pages["site"])
    assert [line.figure for line in lines] == sorted(line.figure for line in lines)
    chosen = lines[0]
    at = np.flatnonzero(one.pages["site"] == chosen.site)
    means = one.matrix.headline[np.array(one.contenders())][:, at].mean(1)
    assert chosen.best.endswith(f" {means.max():.2f}")
    assert chosen.worst.endswith(f" {means.min():.2f}")


def test_there_are_no_sites_where_each_has_one_page(small):
    one = scopes(frames.read_all(small))[0]
    alone = replace(one, pages={**one.pages, "site": np.array([str(at) for at in range(len(one.pages["site"]))], object)})
    assert tracks._sites(alone) == ()
    assert tracks._sites(scope(board([standing("a", 0.9)], []))) == ()
