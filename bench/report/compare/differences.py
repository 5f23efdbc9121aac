"""Compare two runs page by page: what moved, whether that is more than chance, which pages broke and which were mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import RunError
from bench.report.scopes import scopes
from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import clusters
from bench.scoring.tables.page_rules import ABSENT
from bench.store import boards, frames

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from bench.report.scopes import Scope
    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.tables.matrix import Matrix
    from bench.store.frames import RunFrames

DROP = 0.3  # of a page's headline: what the gate, too, calls a broken page
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageMove:
    """One page of one adapter before and after: headline values (NaN without one) and statuses."""

    page: Key
    before: float
    after: float
    was: str
    is_now: str


@dataclass(frozen=True, slots=True)
class Move:
    """One adapter in both runs: the paired comparison (after minus before), values, per-page differences from worst to best.

    ``broke`` pages worked and now fail, or lost more than DROP; ``mended`` the other way round; both worst first.
    """

    adapter: str
    versions: tuple[str, str]
    pair: PairComparison
    before: float
    after: float
    differences: tuple[float, ...]
    broke: tuple[PageMove, ...]
    mended: tuple[PageMove, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One protocol on the pages of a corpus and track that both runs share byte for byte; ``left_out`` pages are in one only or changed."""

    protocol: str
    title: str
    metric: str
    lower_is_better: bool
    pages: int
    left_out: int
    moves: tuple[Move, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Path, after: Path) -> tuple[Comparison, ...]:
    """Compare the runs in two folders, every protocol, corpus and track both have, each adapter with the one of its name.

    Raises RunError where the two have nothing in common that could be compared.
    """
    old, new = frames.read_all(before), frames.read_all(after)
    shared = _shared(old.pages, new.pages)
    earlier = {scope.key: scope for scope in scopes(old, slices=False) if scope.matrix}
    found = [
        _comparison(earlier[scope.key], scope, shared, new)
        for scope in scopes(new, slices=False)
        if scope.key in earlier and earlier[scope.key].scorer.version == scope.scorer.version and scope.matrix
    ]
    kept = tuple(one for one in found if one.pages and one.moves)
    if not kept:
        raise RunError(
            f"{before.name} and {after.name} share no page and adapter scored by one protocol",
            "two runs over the same corpus",
            "boilerbench history",
        )
    return kept


def _shared(old: pd.DataFrame, new: pd.DataFrame) -> set[Key]:
    """Pages that are the same in both runs: id, bytes and gold."""
    then = {key: _content(row) for key, row in _rows(old)}
    return {key for key, row in _rows(new) if then.get(key) == _content(row)}


def _rows(pages: pd.DataFrame) -> list[tuple[Key, tuple[object, ...]]]:
    columns = ("sha256", "blocks", "must_have", "must_not")
    keys = zip(pages["corpus"], pages["page_id"], strict=True)
    return list(zip(keys, zip(*(pages[column] for column in columns), strict=True), strict=True))


def _content(row: tuple[object, ...]) -> str:
    """Return what of a page can move a score, as one string that compares."""
    return repr([list(part) if hasattr(part, "__iter__") and not isinstance(part, str) else part for part in row])


def _comparison(old: Scope, new: Scope, shared: set[Key], run: RunFrames) -> Comparison:
    """Compare two scopes of the same key."""
    then, now = old.matrix, new.matrix
    if then is None or now is None or new.pages is None:
        raise RunError("a mean over corpora cannot be compared page by page", "a scope of one corpus")
    keys = [key for key in now.keys if key in shared and key in set(then.keys)]
    at_old, at_new = _places(then, keys), _places(now, keys)
    sites = new.pages["site"].fillna("").to_numpy()[at_new].tolist()
    sampling = boards.sampling(run.manifest.options)
    groups = clusters([str(site) for site in sites], sampling.unit)
    both = [name for name in now.adapters if name in then.adapters]
    versions = [{row.adapter: row.version for row in scope.board.rows} for scope in (old, new)]
    moves = []
    for name in both if keys else ():
        rows = np.stack([now.rows[now.adapters.index(name), at_new], then.rows[then.adapters.index(name), at_old]])
        scored = ScoredPages(scorer=new.scorer, names=("after", "before"), rows=rows, groups=groups, sampling=sampling, corpus=new.corpus)
        pair = pairs(scored)[0]
        moves.append(_move(name, (versions[0][name], versions[1][name]), pair, then, now, at_old, at_new, keys))
    moves.sort(key=lambda move: (-abs(np.nan_to_num(move.pair.difference.value)), move.adapter))
    union = len(set(then.keys) | set(now.keys))
    metric = new.board.metric
    return Comparison(
        new.scorer.name,
        new.title,
        metric,
        metric in new.scorer.lower_is_better,
        len(keys),
        union - len(keys),
        tuple(moves),
        tuple(name for name in then.adapters if name not in now.adapters),
        tuple(name for name in now.adapters if name not in then.adapters),
    )


def _places(matrix: Matrix, keys: list[Key]) -> NDArray[np.intp]:
    """Where pages stand in a matrix."""
    place = {key: at for at, key in enumerate(matrix.keys)}
    return np.array([place[key] for key in keys], np.intp)


def _move(
    name: str,
    versions: tuple[str, str],
    pair: PairComparison,
    then: Matrix,
    now: Matrix,
    at_old: NDArray[np.intp],
    at_new: NDArray[np.intp],
    keys: list[Key],
) -> Move:
    """Collect what moved for one adapter."""
    old, new = then.adapters.index(name), now.adapters.index(name)
    before, after = then.headline[old, at_old], now.headline[new, at_new]
    was, is_now = then.statuses[old, at_old], now.statuses[new, at_new]
    change = after - before
    pages = [PageMove(key, float(b), float(a), str(w), str(s)) for key, b, a, w, s in zip(keys, before, after, was, is_now, strict=True)]
    broke = [page for page in pages if (page.was == "ok" and page.is_now not in {"ok", ABSENT}) or page.after - page.before < -DROP]
    mended = [page for page in pages if (page.is_now == "ok" and page.was not in {"ok", ABSENT}) or page.after - page.before > DROP]
    known = np.sort(change[np.isfinite(change)])
    return Move(
        name,
        versions,
        pair,
        _aggregate(then, old, at_old),
        _aggregate(now, new, at_new),
        tuple(map(float, known)),
        tuple(sorted(broke, key=lambda page: (page.after - page.before, page.page))),
        tuple(sorted(mended, key=lambda page: (page.before - page.after, page.page))),
    )


def _aggregate(matrix: Matrix, adapter: int, at: NDArray[np.intp]) -> float:
    """Return the headline of one adapter over some pages."""
    from bench.scoring.statistics.resampling import aggregate

    return float(aggregate(matrix.scorer, matrix.rows[[adapter]][:, at])[0, matrix.scorer.metrics.index(matrix.scorer.headline)])
