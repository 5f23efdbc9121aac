"""Compare two runs page by page: what moved, whether by more than chance, which pages broke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.scoring.statistics.comparisons import pairs
from bench.scoring.statistics.effects import holm
from bench.scoring.statistics.resampling import aggregate, clusters
from bench.scoring.statistics.stepdown import fewest_clusters
from bench.scoring.tables.leaderboards import gold_counts
from bench.scoring.tables.page_rules import ABSENT, broke
from bench.scoring.tables.status_changes import status_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from bench.drafts import GoldCounts
    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results
    from bench.scoring.tables.status_changes import StatusChange

_CONTENT = ("sha256", "blocks", "must_have", "must_not", "parts")  # columns of pages: all of a page that can move a score
ALPHA = 0.05  # of one adapter's headline metric, and over its other metrics together


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
class MetricDifference:
    """One metric of one adapter on the pages tried in both runs; ``pair`` is after minus before.

    ``pair.p_adjusted`` is corrected, by Holm's method, over the adapter's metrics other than the headline, which is judged by itself.
    """

    metric: str
    before: float
    after: float
    lower_is_better: bool
    pair: PairComparison

    @property
    def moved(self) -> bool:
        """Whether it moved by more than chance."""
        return self.pair.p_adjusted < ALPHA and self.pair.difference.value != 0

    @property
    def untold(self) -> bool:
        """Whether it moved and nothing can be said of chance: too few sites."""
        return self.pair.clusters < fewest_clusters(ALPHA) and abs(self.pair.difference.value) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterDifference:
    """One adapter in both runs: every metric, the headline first, and how its pages ended.

    ``differences`` are per page, from worst to best; pages that ``broke`` and that were ``mended`` are listed worst first.
    """

    adapter: str
    versions: tuple[str, str]
    metrics: tuple[MetricDifference, ...]
    statuses: StatusChange
    differences: tuple[float, ...]
    broke: tuple[PageDifference, ...]
    mended: tuple[PageDifference, ...]

    @property
    def pair(self) -> PairComparison:
        """The paired comparison by the headline metric."""
        return self.metrics[0].pair

    @property
    def before(self) -> float:
        """The headline metric before."""
        return self.metrics[0].before

    @property
    def after(self) -> float:
        """The headline metric after."""
        return self.metrics[0].after


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Pages of one corpus and track that are not compared, and why; ``repeated`` ones are compared, and say the same twice."""

    only_before: int = 0
    only_after: int = 0
    changed: int = 0  # other bytes or gold under the same id
    unscored: int = 0  # the same, but without a score in a run: no gold for the protocol, or skipped by all
    repeated: int = 0  # of the pages compared: bytes that another page of them has too

    @property
    def total(self) -> int:
        """All pages that are not compared."""
        return self.only_before + self.only_after + self.changed + self.unscored


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDifference:
    """One protocol on the pages two runs share byte for byte; ``left_out`` are in one only, or changed.

    ``gold`` says what is known of the gold of these pages, and of those without any, before and after.
    """

    protocol: str
    corpus: str
    track: str
    metric: str
    lower_is_better: bool
    pages: int
    left_out: int
    why_left_out: LeftOut
    gold: tuple[GoldCounts, GoldCounts]
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
    contents = [_contents(results.pages, *key) for results in (old, new)]
    same = [page for page, content in contents[1].items() if contents[0].get(page) == content]
    scored = set(then.page_ids) & set(now.page_ids)
    shared = [page for page in same if page in scored]
    sides = then.arranged(shared), now.arranged(shared)
    versions = [{str(adapter["name"]): str(adapter.get("version") or "") for adapter in run.manifest.adapters} for run in (old, new)]
    common = [name for name in now.adapters if name in then.adapters]
    ended = _statuses(old, key[0], common, same), _statuses(new, key[0], common, same)
    groups = clusters(_sites(new.pages, key[0], same), sampling.unit)
    moves = [
        _move(name, (versions[0][name], versions[1][name]), *sides, status_change(ended[0][at], ended[1][at], groups, sampling), sampling)
        for at, name in enumerate(common)
        if shared
    ]
    left_out = _left_out(contents, same, shared)
    return RunDifference(
        protocol=new.scorer.name,
        corpus=now.corpus,
        track=now.track,
        metric=new.scorer.headline,
        lower_is_better=new.scorer.headline in new.scorer.lower_is_better,
        pages=len(shared),
        left_out=left_out.total,
        why_left_out=left_out,
        gold=(gold_counts(old, sides[0]), gold_counts(new, sides[1])),
        moves=tuple(sorted(moves, key=lambda move: (-abs(np.nan_to_num(move.pair.difference.value)), move.adapter))),
        only_before=tuple(name for name in then.adapters if name not in now.adapters),
        only_after=tuple(name for name in now.adapters if name not in then.adapters),
    )


def _contents(pages: pd.DataFrame, corpus: str, track: str) -> dict[str, tuple[str, str]]:
    """Return page -> the digest of its bytes, and all that can move a score as one string, in page order."""
    own = pages[(pages["corpus"] == corpus) & (pages["kind"] == track)]
    columns = own[[name for name in _CONTENT if name in own]].to_numpy(object)
    cells = ([list(cell) if np.iterable(cell) and not isinstance(cell, str) else cell for cell in line] for line in columns)
    return dict(zip(own["page_id"].astype(str), zip(own["sha256"].astype(str), map(repr, cells), strict=True), strict=True))


def _left_out(contents: Sequence[dict[str, tuple[str, str]]], same: Sequence[str], shared: Sequence[str]) -> LeftOut:
    """Count the pages that are not compared by why."""
    then, now = contents
    return LeftOut(
        only_before=len(then.keys() - now.keys()),
        only_after=len(now.keys() - then.keys()),
        changed=len(then.keys() & now.keys()) - len(same),
        unscored=len(same) - len(shared),
        repeated=len(shared) - len({now[page][0] for page in shared}),
    )


def _statuses(results: Results, corpus: str, adapters: Sequence[str], pages: Sequence[str]) -> list[np.ndarray]:
    """Return the statuses of each adapter on these pages, whether they are scored or not."""
    own = results.extractions[results.extractions["corpus"] == corpus]
    known = dict(zip(zip(own["adapter"], own["page_id"], strict=True), own["status"].astype(str), strict=True))
    return [np.array([known.get((name, page), ABSENT) for page in pages], dtype="<U8") for name in adapters]


def _sites(pages: pd.DataFrame, corpus: str, page_ids: Sequence[str]) -> list[str]:
    """Return the sites of pages, "" where unknown."""
    own = pages[pages["corpus"] == corpus]
    known = dict(zip(own["page_id"], own["site"], strict=True))
    return [str(known[page] or "") for page in page_ids]


def _move(name: str, versions: tuple[str, str], then: Matrix, now: Matrix, statuses: StatusChange, sampling: Sampling) -> AdapterDifference:
    """Compare one adapter with itself on the same pages."""
    i, j = now.adapters.index(name), then.adapters.index(name)
    both = replace(
        now,
        adapters=("after", "before"),
        rows=np.stack([now.rows[i], then.rows[j]]),
        statuses=np.stack([now.statuses[i], then.statuses[j]]),
    )
    after, before = both.headline
    is_now, was = both.statuses.tolist()
    pages = list(map(PageDifference, both.keys, before.tolist(), after.tolist(), was, is_now))
    changes = after - before
    return AdapterDifference(
        adapter=name,
        versions=versions,
        metrics=_metrics(both, sampling),
        statuses=statuses,
        differences=tuple(np.sort(changes[np.isfinite(changes)]).tolist()),
        broke=_by_change([page for page in pages if page.broke], 1),
        mended=_by_change([page for page in pages if page.mended], -1),
    )


def _metrics(both: Matrix, sampling: Sampling) -> tuple[MetricDifference, ...]:
    """Compare after with before by every metric, the headline first."""
    scorer, scored = both.scorer, both.scored(sampling)
    tried = scored.tried.all(axis=0)
    after, before = aggregate(scorer, both.rows[:, tried]).tolist()
    compared = {metric: pairs(scored, metric)[0] for metric in scorer.metrics}
    others = [metric for metric in scorer.metrics if metric != scorer.headline]
    corrected = dict(zip(others, holm([compared[metric].p for metric in others]), strict=True))
    figures = {metric: (before[at], after[at]) for at, metric in enumerate(scorer.metrics)}
    return tuple(
        MetricDifference(
            metric=metric,
            before=figures[metric][0],
            after=figures[metric][1],
            lower_is_better=metric in scorer.lower_is_better,
            pair=replace(compared[metric], p_adjusted=corrected.get(metric, compared[metric].p)),
        )
        for metric in (scorer.headline, *others)
    )


def _by_change(pages: Sequence[PageDifference], sign: int) -> tuple[PageDifference, ...]:
    """Return pages from the smallest to the largest ``sign`` times change, those that lack a figure first."""
    return tuple(sorted(pages, key=lambda page: (np.nan_to_num(sign * (page.after - page.before), nan=-np.inf), page.page)))
