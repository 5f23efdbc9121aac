"""The pages behind a verdict: which broke, and which fell most without breaking."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.gate.snapshot import Snapshot
from bench.gate.verdict import TOLERANCE, PageFall
from bench.scoring import load
from bench.scoring.statistics.resampling import page_values
from bench.scoring.tables import page_rules

LISTED = 20  # fallen pages of a corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A page whose headline moved, on 0-1 with 1 best, or whose status alone did."""

    adapter: str
    protocol: str  # "" where the status alone moved
    at: int  # which page
    before: float  # NaN where the status alone moved, as is ``after``
    after: float
    rose: bool  # whether the headline rose by every protocol that scored the page


def broken(then: Snapshot, now: Snapshot) -> tuple[PageFall, ...]:
    """Return the pages that broke (:func:`page_rules.broke`), worst first, each (adapter, page) once."""
    falls = []
    for change in _changes(then, now):
        page = _fall(then, now, change)
        if page_rules.broke(page.status_before, page.status_after, page.before, page.after, rose=change.rose):
            falls.append(page)
    worst: dict[tuple[str, str], PageFall] = {}
    for page in sorted(falls, key=lambda page: (_depth(page), page.adapter, page.page_id)):
        worst.setdefault((page.adapter, page.page_id), page)
    return tuple(worst.values())


def fallen(
    then: Snapshot, now: Snapshot, regressed: Collection[tuple[str, str]], known: Collection[tuple[str, str]]
) -> tuple[PageFall, ...]:
    """Return the pages that fell most by what ``regressed`` (adapter, protocol), worst first.

    At most :data:`LISTED`; pages ``known`` (adapter, page) are left out.
    """
    falls = [
        _fall(then, now, change)
        for change in _changes(then, now)
        if (change.adapter, change.protocol) in regressed
        and change.before - change.after > TOLERANCE
        and (change.adapter, now.pages[change.at]) not in known
    ]
    return tuple(sorted(falls, key=lambda page: (_depth(page), page.adapter, page.protocol, page.page_id))[:LISTED])


def _depth(page: PageFall) -> float:
    """Return a key that sorts the deepest fall first, before it pages that only the status speaks of."""
    return -math.inf if math.isnan(page.before) else page.after - page.before


def _fall(then: Snapshot, now: Snapshot, change: _Change) -> PageFall:
    """Return one page with how it ended, its title and its address."""
    facets = now.facets[change.at]
    return PageFall(
        corpus=now.corpus,
        adapter=change.adapter,
        page_id=now.pages[change.at],
        protocol=change.protocol,
        before=change.before,
        after=change.after,
        status_before=then.adapters[change.adapter].statuses[change.at],
        status_after=now.adapters[change.adapter].statuses[change.at],
        title=facets.get("title", ""),
        url=facets.get("url", ""),
    )


def _changes(then: Snapshot, now: Snapshot) -> Iterator[_Change]:
    """Yield each adapter's pages whose headline moved, by protocol, then those whose status alone did."""
    for adapter, old in sorted(then.adapters.items()):
        protocols = [protocol for protocol in sorted(then.protocols) if (adapter, protocol) in then.rows]
        before, after = (_headlines(side, adapter, protocols) for side in (then, now))
        scored: NDArray[np.bool_] = ~np.isnan(before)
        after = np.nan_to_num(after)
        rose = np.asarray(scored.any(axis=0) & (~scored | (before < after)).all(axis=0))
        moved: NDArray[np.bool_] = scored & (before != after)
        for by, at in np.argwhere(moved).tolist():
            figures = {"before": float(before[by, at]), "after": float(after[by, at])}
            yield _Change(adapter=adapter, protocol=protocols[by], at=at, **figures, rose=bool(rose[at]))
        for at, (was, is_now) in enumerate(zip(old.statuses, now.adapters[adapter].statuses, strict=True)):
            if was != is_now and not moved[:, at].any():
                yield _Change(adapter=adapter, protocol="", at=at, before=math.nan, after=math.nan, rose=bool(rose[at]))


def _headlines(side: Snapshot, adapter: str, protocols: Sequence[str]) -> NDArray[np.float64]:
    """Return an adapter's headlines, shape (protocols, pages), on 0-1 with 1 best; NaN where none is."""
    values = np.full((len(protocols), len(side.pages)), np.nan)
    for by, protocol in enumerate(protocols):
        if (adapter, protocol) in side.rows:
            scorer = load(protocol)
            values[by] = page_rules.headline(scorer, page_values(scorer, side.rows[adapter, protocol]))
    return values
