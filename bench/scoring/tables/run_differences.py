"""Compare two runs page by page: what moved, whether by more than chance, which pages broke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.resampling import aggregate
from bench.scoring.tables.page_rules import broke

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results

_CONTENT = ("sha256", "blocks", "must_have", "must_not")  # columns of pages: all of a page that can move a score


@dataclass(frozen=True, slots=True)
class PageDifference:
    """One page of one adapter before and after: headline values (NaN without one) and statuses."""

    page: tuple[str, str]  # corpus, page id
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
    """One protocol on the pages two runs share byte for byte; ``left_out`` are in one only, or changed."""

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


def run_differences(before: Iterable[Results], after: Iterable[Results], sampling: Sampling) -> tuple[RunDifference, ...]:
    """Compare two runs, each as every protocol sees it, by protocol, corpus and track, adapter by adapter.

    The order is that of ``after``, HTML pages before text dumps. Protocols of another version, and what shares no page or no adapter, are
    left out.
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
    contents = _contents(old.pages, then)
    shared = [page for page, content in _contents(new.pages, now).items() if contents.get(page) == content]
    sides = then.arranged(shared), now.arranged(shared)
    versions = [{str(adapter["name"]): str(adapter.get("version") or "") for adapter in run.manifest.adapters} for run in (old, new)]
    common = [name for name in now.adapters if name in then.adapters]
    moves = [_move(name, (versions[0][name], versions[1][name]), *sides, sampling) for name in common] if shared else []
    return RunDifference(
        protocol=new.scorer.name,
        corpus=now.corpus,
        track=now.track,
        metric=new.scorer.headline,
        lower_is_better=new.scorer.headline in new.scorer.lower_is_better,
        pages=len(shared),
        left_out=len({*then.page_ids, *now.page_ids}) - len(shared),
        moves=tuple(sorted(moves, key=lambda move: (-abs(np.nan_to_num(move.pair.difference.value)), move.adapter))),
        only_before=tuple(name for name in then.adapters if name not in now.adapters),
        only_after=tuple(name for name in now.adapters if name not in then.adapters),
    )


def _contents(pages: pd.DataFrame, matrix: Matrix) -> dict[str, str]:
    """Return what can move a score of each page of a matrix, in its order, as one string that compares."""
    own = pages[pages["corpus"] == matrix.corpus].set_index("page_id").loc[list(matrix.page_ids), list(_CONTENT)]
    cells = ([list(cell) if np.iterable(cell) and not isinstance(cell, str) else cell for cell in line] for line in own.to_numpy(object))
    return dict(zip(matrix.page_ids, map(repr, cells), strict=True))


def _move(name: str, versions: tuple[str, str], then: Matrix, now: Matrix, sampling: Sampling) -> AdapterDifference:
    """Compare one adapter with itself on the same pages."""
    i, j = now.adapters.index(name), then.adapters.index(name)
    rows = np.stack([now.rows[i], then.rows[j]])
    statuses = np.stack([now.statuses[i], then.statuses[j]])
    both = replace(now, adapters=("after", "before"), rows=rows, statuses=statuses)
    after, before = both.headline
    is_now, was = statuses.tolist()
    pages = list(map(PageDifference, both.keys, before.tolist(), after.tolist(), was, is_now))
    changes = after - before
    figures = aggregate(now.scorer, rows)[:, now.scorer.metrics.index(now.scorer.headline)].tolist()
    return AdapterDifference(
        adapter=name,
        versions=versions,
        pair=pairs(both.scored(sampling))[0],
        before=figures[1],
        after=figures[0],
        differences=tuple(np.sort(changes[np.isfinite(changes)]).tolist()),
        broke=_by_change([page for page in pages if page.broke], 1),
        mended=_by_change([page for page in pages if page.mended], -1),
    )


def _by_change(pages: Sequence[PageDifference], sign: int) -> tuple[PageDifference, ...]:
    """Return pages from the smallest to the largest ``sign`` times change, those that lack a figure first."""
    return tuple(sorted(pages, key=lambda page: (np.nan_to_num(sign * (page.after - page.before), nan=-np.inf), page.page)))
