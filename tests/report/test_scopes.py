"""A run is cut into slices of which none is too small, and no page with a known group is left out where the rest is large enough."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.report import scopes
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.matrix import Results


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, []),
        ({"en": 30}, []),
        ({"en": 20, "de": 10}, [("en", {"en"}), ("de", {"de"})]),
        ({"en": 20, "de": 5, "fr": 5}, [("en", {"en"}), ("other", {"de", "fr"})]),
        ({"en": 27, "de": 3}, [("en", {"en"})]),
        ({"de": 4, "fr": 4, "en": 4}, []),
        ({str(at): 10 for at in range(9)}, [*((str(at), {str(at)}) for at in range(7)), ("other", {"7", "8"})]),
        ({str(at): 10 for at in range(8)}, [(str(at), {str(at)}) for at in range(8)]),
    ],
)
def test_large_groups_come_first_and_the_rest_together(counts, expected):
    assert scopes._cuts(counts, sum(counts.values()), "other") == expected


def test_regions_of_a_language_and_older_names_of_a_type_are_one_slice(monkeypatch):
    pages = pd.DataFrame({"type": ["category"] * 9 + ["collection"] * 9 + ["article"] * 9, "lang": ["en-GB", "en", "de"] * 9})
    seen = []
    monkeypatch.setattr(scopes.leaderboards, "leaderboards", lambda cut, _: [seen.append(len(cut.pages["type"]))])
    results = Results(None, None, pages, None, None)
    found = [(cut.group, cut.title) for cut in scopes._slices(results, pages, Sampling())]
    assert found == [("type", "collection"), ("type", "article"), ("lang", "en"), ("lang", "de")]
    assert seen == [18, 9, 18, 9]
