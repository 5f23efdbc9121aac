"""Compare two runs page by page: what moved, whether by more than chance, which pages broke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.estimates import ScoredPages
from bench.scoring.statistics.resampling import aggregate, clusters
from bench.scoring.tables.page_rules import broke

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results

_CONTENT = ("sha256", "blocks", "must_have", "must_not")  # columns of pages: all of a page that can move a score
Key = tuple[str, str]  # corpus, page id


@dataclass(frozen=True, slots=True)
class PageDifference:
    """One page of one adapter before and after: headline values (NaN without one) and statuses."""

    page: Key
    before: float
    after: float
    was: str
    is_now: str

    @property
    def broke(self) -> bool:
        """Whether the page worked before and does not now."""
        return broke(self.was, self.is_now, self.before, self.after)

    @property
    def mended(self) -> bool:
        """Whether the page works now and did not before."""
        return broke(self.is_now, self.was, self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterDifference:
    """One adapter in both runs: the paired comparison (after minus before) and both values.

    ``differences`` are per page, from worst to best; pages that ``broke`` and that were ``mended`` are listed worst first.
    """

    adapter: str
    versions: tuple[str, str]
    pair: PairComparison
    before: float
    after: float
    differences: tuple[float, ...]
    broke: tuple[PageDifference, ...]
    mended: tuple[PageDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDifference:
    """One protocol on the pages of a corpus and track that both runs share byte for byte.

    ``left_out`` pages are in one run only, or changed.
    """

    protocol: str
    corpus: str
    track: str
    metric: str
    lower_is_better: bool
    pages: int
    left_out: int
    moves: tuple[AdapterDifference, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One run on the shared pages: its figures, where those pages stand in them, adapters' versions."""

    matrix: Matrix
    at: NDArray[np.intp]
    versions: Mapping[str, str]

    def index(self, adapter: str) -> int:
        """Return the number of an adapter in the matrix."""
        return self.matrix.adapters.index(adapter)


def run_differences(before: Iterable[Results], after: Iterable[Results], sampling: Sampling) -> tuple[RunDifference, ...]:
    """Compare two runs by every protocol, corpus and track that both have, adapter by adapter.

    ``before`` and ``after`` hold a run as each protocol sees it; the order is that of ``after``, HTML pages before text dumps.
    Protocols of another version, and what shares no page or no adapter, are left out.
    """
    earlier = {results.scorer.name: results for results in before}
    differences = [
        _difference(old, new, key, sampling)
        for new in after
        if (old := earlier.get(new.scorer.name)) is not None and old.scorer.version == new.scorer.version
        for key in sorted(new.matrices, key=lambda key: key[1])
        if key in old.matrices
    ]
    return tuple(one for one in differences if one.pages and one.moves)


def _difference(old: Results, new: Results, key: tuple[str, str], sampling: Sampling) -> RunDifference:
    """Compare two runs on one (corpus, track)."""
    then, now = old.matrices[key], new.matrices[key]
    same = _same(old.pages, new.pages) & set(then.keys)
    shared = [page for page in now.keys if page in same]
    sides = _side(old, then, shared), _side(new, now, shared)
    groups = clusters([now.sites[at] for at in sides[1].at], sampling.unit)
    moves = [_move(name, sides, groups, sampling) for name in now.adapters if name in then.adapters] if shared else []
    moves.sort(key=lambda move: (-abs(np.nan_to_num(move.pair.difference.value)), move.adapter))
    return RunDifference(
        protocol=new.scorer.name,
        corpus=now.corpus,
        track=now.track,
        metric=new.scorer.headline,
        lower_is_better=new.scorer.headline in new.scorer.lower_is_better,
        pages=len(shared),
        left_out=len({*then.keys, *now.keys}) - len(shared),
        moves=tuple(moves),
        only_before=tuple(name for name in then.adapters if name not in now.adapters),
        only_after=tuple(name for name in now.adapters if name not in then.adapters),
    )


def _side(results: Results, matrix: Matrix, shared: list[Key]) -> _Side:
    """Return one run on the shared pages."""
    place = {key: at for at, key in enumerate(matrix.keys)}
    versions = {str(adapter["name"]): str(adapter.get("version") or "") for adapter in results.manifest.adapters}
    return _Side(matrix, np.array([place[key] for key in shared], np.intp), versions)


def _same(old: pd.DataFrame, new: pd.DataFrame) -> set[Key]:
    """Return the pages that are the same in both runs: id, bytes and gold."""
    then, now = _contents(old), _contents(new)
    return {key for key, content in now.items() if then.get(key) == content}


def _contents(pages: pd.DataFrame) -> dict[Key, str]:
    """Return what of each page can move a score, as one string that compares."""
    lines = zip(pages["corpus"], pages["page_id"], *(pages[column] for column in _CONTENT), strict=True)
    return {
        (corpus, page): repr([list(part) if hasattr(part, "__iter__") and not isinstance(part, str) else part for part in content])
        for corpus, page, *content in lines
    }


def _move(name: str, sides: tuple[_Side, _Side], groups: NDArray[np.int64], sampling: Sampling) -> AdapterDifference:
    """Compare one adapter with itself."""
    then, now = sides
    scorer = now.matrix.scorer
    rows = np.stack([side.matrix.rows[side.index(name), side.at] for side in (now, then)])
    names = ("after", "before")
    scored = ScoredPages(scorer=scorer, names=names, rows=rows, groups=groups, sampling=sampling, corpus=now.matrix.corpus)
    headlines = [side.matrix.headline[side.index(name), side.at] for side in sides]
    statuses = [side.matrix.statuses[side.index(name), side.at].tolist() for side in sides]
    changes = headlines[1] - headlines[0]
    keys = [then.matrix.keys[at] for at in then.at]
    columns = zip(keys, *(values.tolist() for values in headlines), *statuses, strict=True)
    pages = [PageDifference(*values) for values in columns]
    after, before = aggregate(scorer, rows)[:, scorer.metrics.index(scorer.headline)].tolist()
    return AdapterDifference(
        adapter=name,
        versions=(then.versions[name], now.versions[name]),
        pair=pairs(scored)[0],
        before=before,
        after=after,
        differences=tuple(np.sort(changes[np.isfinite(changes)]).tolist()),
        broke=tuple(sorted((page for page in pages if page.broke), key=lambda page: (page.after - page.before, page.page))),
        mended=tuple(sorted((page for page in pages if page.mended), key=lambda page: (page.before - page.after, page.page))),
    )
