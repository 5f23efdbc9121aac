"""Pages and metrics of a snapshot: HTML and text dumps are separate tracks, and thresholds name pages by facet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from bench.gate.snapshot import Snapshot


def tracks(snapshot: Snapshot) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield each kind of page present with the mask of its pages; kinds are never averaged together."""
    kinds = np.array([facet.get("kind", "html") for facet in snapshot.facets])
    for kind in sorted(set(kinds.tolist())):
        yield kind, kinds == kind


def chosen(snapshot: Snapshot, where: Mapping[str, str]) -> NDArray[np.bool_]:
    """Return the mask of pages whose facets equal all of ``where`` (``page`` is the page's id)."""
    facets = [{**facet, "page": page} for facet, page in zip(snapshot.facets, snapshot.pages, strict=True)]
    return np.array([all(facet.get(key, "") == value for key, value in where.items()) for facet in facets], bool)


def metrics_of(protocol: str, rows: NDArray[Any]) -> dict[str, float]:
    """Return metric -> value over rows (pages, columns); empty where no page was tried."""
    from bench.scoring import load
    from bench.scoring.resampling import aggregate

    scorer = load(protocol)
    if not len(rows) or np.isnan(rows).any(axis=-1).all():
        return {}
    return dict(zip(scorer.metrics, (float(value) for value in aggregate(scorer, rows)), strict=True))


def is_cost(key: tuple[str, str, str, str]) -> bool:
    """Whether the metric of a floor's key is better when lower."""
    from bench.scoring import load

    return key[3] in load(key[2]).lower_is_better
