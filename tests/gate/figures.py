"""Snapshots of hand-made figures, for exact tests: protocols whose row is the figure itself, as a share, an error rate or a percentage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.gate.baseline import Baseline
from bench.gate.snapshot import MeasuredAdapter, Snapshot
from bench.model import Rules, Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray


def mean(totals: NDArray[Any]) -> NDArray[Any]:
    """Return the mean of one column, from its sum and the number of pages."""
    with np.errstate(invalid="ignore"):
        return np.asarray(totals[..., :1] / totals[..., 1:])


SHARE = Scorer(
    name=f"{__name__}:SHARE",
    version=1,
    columns=("share",),
    metrics=("share",),
    headline="share",
    rules=Rules(source="", tokens="", empty="", failed="", averaging=""),
    prepare=lambda gold: gold,
    row=lambda _, text: (float(text),),
    parts=lambda rows: np.concatenate([rows, np.ones_like(rows)], axis=-1),
    finish=mean,
)
RATE = replace(SHARE, name=f"{__name__}:RATE", metrics=("rate",), headline="rate", lower_is_better=("rate",))
PERCENT = replace(SHARE, name=f"{__name__}:PERCENT", percent=True)
SCORERS = {scorer.name: scorer for scorer in (SHARE, RATE, PERCENT)}


def shot(figures: Mapping[Scorer, Sequence[float]] | Sequence[float], *statuses: str, scorer: Scorer = SHARE) -> Snapshot:
    """Return a snapshot of adapter ``one``: a figure for each page by each protocol; pages went well where no status is given."""
    by = figures if isinstance(figures, dict) else {scorer: figures}
    count = len(next(iter(by.values())))
    ended = (*statuses, *["ok"] * (count - len(statuses)))
    return Snapshot(
        corpus="made",
        digest="d",
        pages=tuple(f"p{at:02d}" for at in range(count)),
        facets=tuple({"kind": "html", "title": f"Title {at}", "url": f"https://a.test/{at}"} for at in range(count)),
        adapters={"one": MeasuredAdapter("one", "1", {}, ended)},
        protocols={scorer.name: {"version": 1, "variant": "", "columns": ["share"]} for scorer in by},
        rows={("one", scorer.name): np.array(values, float)[:, None] for scorer, values in by.items()},
    )


def floor(value: float, snapshot: Snapshot) -> Baseline:
    """Return a baseline of one floor, set by hand, for the only protocol of a snapshot."""
    (scorer,) = (SCORERS[name] for name in snapshot.protocols)
    return Baseline(snapshot, {("html", "one", scorer.name, scorer.headline): value})
