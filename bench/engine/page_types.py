"""A run's headline figures by page type, as correlations between corpora need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.engine.score import place_of, score_run
from bench.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.store.run_folder import RunFolder

    Figures = Mapping[str, Mapping[str, float]]


def headlines(ours: RunFolder, theirs: RunFolder, protocol: str, only: str = "") -> tuple[Figures, Figures]:
    """Return :func:`headline_by_type` of both runs, all pages as type "" where no type is common."""
    one, other = (headline_by_type(folder, protocol, only) for folder in (ours, theirs))
    types = set[str]().union(*one.values()) & set[str]().union(*other.values())
    if only or types - {""}:
        return one, other
    return headline_by_type(ours, protocol, typed=False), headline_by_type(theirs, protocol, typed=False)


def headline_by_type(folder: RunFolder, protocol: str, only: str = "", *, typed: bool = True) -> Figures:
    """Return adapter -> page type -> headline figure over the HTML pages of that type; floors left out.

    ``only`` keeps one page type; not ``typed``: all pages are of type "". A figure is the protocol's own for a corpus of those pages, so
    averaging follows its rules; pages an adapter was never tried on are absent from it. Scores are made where the run has none of this
    protocol yet.
    """
    import numpy as np

    from bench.scoring import load
    from bench.scoring.statistics.resampling import aggregate

    scorer = load(protocol)
    if protocol not in folder.protocols():
        score_run(folder, [protocol])
    floors = folder.manifest().floors
    types = {place_of(page): page["type"] if typed else "" for page in folder.pages().to_pylist() if page["kind"] == Kind.HTML}
    groups: dict[tuple[str, str], list[list[float]]] = {}
    for row in folder.scores(protocol).to_pylist():
        page_type = types.get(place_of(row))
        if page_type is not None and row["adapter"] not in floors and only in {"", page_type}:
            groups.setdefault((row["adapter"], page_type), []).append([row[name] for name in scorer.columns])
    headline = scorer.metrics.index(scorer.headline)
    figures: dict[str, dict[str, float]] = {}
    for (adapter, page_type), rows in sorted(groups.items()):
        figures.setdefault(adapter, {})[page_type] = float(aggregate(scorer, np.asarray(rows, float))[headline])
    return figures
