"""Adapters: one library a file, a plain function from page to text; the rows of the leaderboard are listed here.

A row is data: what to call (``module:function``) and with which settings, so settings are exactly what is measured and printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.model import Adapter, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRAFILATURA = {"package": "trafilatura", "licence": "Apache-2.0"}
_JUSTEXT = {"package": "justext", "licence": "BSD-2-Clause"}
_ANY = (Kind.HTML, Kind.TEXT)

_ROWS = (
    Adapter("trafilatura", "bench.adapters.trafilatura:extract", settings={"include_comments": False}, **_TRAFILATURA),
    Adapter("trafilatura-fast", "bench.adapters.trafilatura:extract", settings={"include_comments": False, "fast": True}, **_TRAFILATURA),
    Adapter("trafilatura-precision", "bench.adapters.trafilatura:extract", settings={"include_comments": False, "favor_precision": True}, **_TRAFILATURA),
    Adapter("trafilatura-recall", "bench.adapters.trafilatura:extract", settings={"include_comments": False, "favor_recall": True}, **_TRAFILATURA),
    Adapter("trafilatura-baseline", "bench.adapters.trafilatura:baseline", **_TRAFILATURA),
    Adapter("readability-lxml", "bench.adapters.readability_lxml:extract", "readability-lxml", licence="Apache-2.0"),
    Adapter("justext", "bench.adapters.justext:extract", settings={"stoplist": "English"}, **_JUSTEXT),
    Adapter("justext-langindep", "bench.adapters.justext:extract", settings={"stoplist": "", "stopwords_low": 0, "stopwords_high": 0}, **_JUSTEXT),
    Adapter("nothing", "bench.adapters.floors:nothing", "boilerbench", licence="Apache-2.0", kinds=_ANY, floor=True),
    Adapter("everything", "bench.adapters.floors:everything", "html-text", licence="MIT", floor=True),
    Adapter("paragraphs", "bench.adapters.floors:paragraphs", "lxml", licence="BSD-3-Clause", floor=True),
    Adapter("identity", "bench.adapters.floors:identity", "boilerbench", licence="Apache-2.0", kinds=(Kind.TEXT,), floor=True),
)
ADAPTERS = {row.name: row for row in _ROWS}
