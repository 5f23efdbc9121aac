"""Leaderboards: what a run's rows say about each adapter, corpus by corpus and track by track.

For the report, the gate and the command line, which only format:

- ``Results(manifest, scorer, pages, extractions, scores)``: the data frames of a run folder (columns in the run folder's contract);
- ``leaderboards(results, sampling) -> tuple[Board, ...]``: one a corpus and track (``html``, ``text``: never averaged together);
- ``macro(results, sampling) -> tuple[Board, ...]``: one a track, the mean over corpora (two at least) of each corpus's metrics;
- ``Board.rows`` best first: ``Standing`` with metrics as ``Estimate``, letters, coverage, failures, time, memory, settings;
- ``matrix(results, corpus, track) -> Rows``: the numbers themselves.

:mod:`bench.scoring.tables.breakdowns` groups pages and lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from bench.model import Estimate, Status
from bench.scoring.statistics import resampling, stats
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.signature import settings, signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from bench.model import Manifest, Scorer


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """A run as seen by one protocol: its manifest and the data frames of pages, extractions and this protocol's scores."""

    manifest: Manifest
    scorer: Scorer
    pages: pd.DataFrame
    extractions: pd.DataFrame
    scores: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of one corpus and track: ``cells`` (adapters, pages, columns), NaN where an adapter has no row for a page.

    ``groups`` numbers the clusters of pages (by site, or page by page).
    """

    corpus: str
    track: str
    adapters: tuple[str, ...]
    page_ids: tuple[str, ...]
    cells: NDArray[np.float64]
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Standing:
    """One adapter's line on a board.

    ``n`` pages scored; ``tried`` pages it was run on, ``coverage`` the share of those with status ok; ``failures`` counts by status
    (empty, error, timeout, crash, memory; only those that happened); ``skipped`` pages never tried. Wall times in milliseconds over the
    pages tried, ``peak_mb`` the largest peak memory in 10^6 bytes (NaN where unknown). ``peer`` holds a peer's own "+-" where asked for.
    """

    adapter: str
    metrics: Mapping[str, Estimate]
    letters: str
    n: int
    tried: int
    coverage: float
    failures: Mapping[str, int]
    skipped: int
    wall_p50_ms: float
    wall_p95_ms: float
    peak_mb: float
    version: str = ""
    settings: str = ""
    package: str = ""
    licence: str = ""
    floor: bool = False
    peer: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard, best first. ``corpora`` has one name, or all that a macro mean is over; ``absent`` adapters have no row on it."""

    protocol: str
    metric: str
    metrics: tuple[str, ...]
    corpora: tuple[str, ...]
    track: str
    n: int
    clusters: int
    rows: tuple[Standing, ...]
    pairs: tuple[stats.Pair, ...]
    signature: str
    oracle: bool = False
    absent: tuple[str, ...] = ()


def leaderboards(results: Results, sampling: Sampling | None = None, *, metric: str = "", peer: bool = False) -> tuple[Board, ...]:
    """Return a board for each corpus (manifest order) and track that has scores; ``peer`` adds the peers' "+-" (1,000 page resamples)."""
    chosen = sampling or Sampling()
    return tuple(
        _board(results, found, chosen, metric or results.scorer.headline, peer=peer)
        for corpus in results.manifest.corpora
        for track in ("html", "text")
        if (found := matrix(results, str(corpus["name"]), track, chosen.unit)).adapters
    )


def matrix(results: Results, corpus: str, track: str, unit: str = "site", keep: Sequence[str] | None = None) -> Rows:
    """Return the rows of a corpus and track; ``keep`` selects page ids. Adapters without any row are left out, pages without any too."""
    pages = results.pages[(results.pages["corpus"] == corpus) & (results.pages["kind"] == track)]
    scores = results.scores[results.scores["corpus"] == corpus]
    wanted = set(pages["page_id"]) if keep is None else set(pages["page_id"]) & set(keep)
    scores = scores[scores["page_id"].isin(wanted)]
    present, scored = set(scores["adapter"]), set(scores["page_id"])
    adapters = tuple(name for row in results.manifest.adapters if (name := str(row["name"])) in present)
    pages = pages[pages["page_id"].isin(scored)]
    page_ids = tuple(map(str, pages["page_id"]))
    cells = np.full((len(adapters), len(page_ids), len(results.scorer.columns)), np.nan)
    row_of, column_of = {name: i for i, name in enumerate(adapters)}, {page: i for i, page in enumerate(page_ids)}
    known = scores[scores["adapter"].isin(adapters)]
    at = (known["adapter"].map(row_of).to_numpy(int), known["page_id"].map(column_of).to_numpy(int))
    cells[at] = known[list(results.scorer.columns)].to_numpy(float)
    return Rows(corpus, track, adapters, page_ids, cells, resampling.clusters([str(site or "") for site in pages["site"]], unit))


def _board(results: Results, rows: Rows, sampling: Sampling, metric: str, *, peer: bool) -> Board:
    """Make the board of one corpus and track."""
    scorer = results.scorer
    chosen = (scorer, rows.adapters, rows.cells, rows.groups, sampling, rows.corpus)
    sampled = stats.sample(*chosen)
    estimates = stats.estimates(*chosen, sampled)
    pairs = stats.pairs(*chosen, metric, sampled)
    errors = resampling.peer_errors(scorer, rows.cells, seed=sampling.seed).tolist() if peer else []
    peers = {name: dict(zip(scorer.metrics, line, strict=True)) for name, line in zip(rows.adapters, errors, strict=False)}
    return _assembled(results, (rows,), estimates, pairs, sampling, metric, peers)


def macro(results: Results, sampling: Sampling | None = None, *, metric: str = "") -> tuple[Board, ...]:
    """Return a board a track: means over corpora, each corpus counting the same, for adapters scored on all of them.

    Only tracks with two corpora or more have one; oracle corpora (another extractor's output as gold) are left out. Resamples are drawn
    within each corpus and independently between corpora; the paired test is always the bootstrap.
    """
    chosen = sampling or Sampling()
    honest = [str(corpus["name"]) for corpus in results.manifest.corpora if not corpus.get("oracle")]
    boards = []
    for track in ("html", "text"):
        found = [rows for name in honest if (rows := matrix(results, name, track, chosen.unit)).adapters]
        if len(found) > 1:
            boards.append(_macro(results, found, chosen, metric or results.scorer.headline))
    return tuple(boards)


def _macro(results: Results, found: Sequence[Rows], sampling: Sampling, metric: str) -> Board:
    """Make the macro board of one track."""
    scorer = results.scorer
    names = tuple(name for name in found[0].adapters if all(name in rows.adapters for rows in found))
    parts = [rows.cells[[rows.adapters.index(name) for name in names]] for rows in found]
    sampled = np.mean([resampling.bootstrap(scorer, v, r.groups, sampling, r.corpus) for v, r in zip(parts, found, strict=True)], axis=0)
    values = np.mean([resampling.aggregate(scorer, v) for v in parts], axis=0)
    pages = np.concatenate([resampling.page_values(scorer, v) for v in parts], axis=1)
    count = sum(stats.clusters_of(rows.groups) for rows in found)
    tried = np.concatenate([~np.isnan(v).any(axis=-1) for v in parts], axis=1).sum(axis=1)
    estimates = stats.estimated(scorer.metrics, names, values, sampled, tried, count, sampling)
    pairs = stats.all_pairs(scorer.metrics, names, values, sampled, pages, count, sampling, metric)
    return _assembled(results, found, estimates, pairs, sampling, metric, {})


def _assembled(
    results: Results,
    found: Sequence[Rows],
    estimates: Mapping[str, Mapping[str, Estimate]],
    pairs: tuple[stats.Pair, ...],
    sampling: Sampling,
    metric: str,
    peers: Mapping[str, Mapping[str, float]],
) -> Board:
    """Put statistics, extraction figures and the signature together, best first."""
    scorer, corpora = results.scorer, tuple(rows.corpus for rows in found)
    ranked = ranking(estimates, metric, lower=metric in scorer.lower_is_better)
    shown = stats.letters(ranked, pairs, sampling.alpha)
    ran = _extracted(results, corpora, found[0].track)
    about = {str(row["name"]): row for row in results.manifest.adapters}
    rows = tuple(
        Standing(
            adapter=name,
            metrics=estimates[name],
            letters=shown[name],
            n=estimates[name][metric].n,
            **ran[name],
            version=str(about[name].get("version") or ""),
            settings=settings(about[name].get("settings") or {}),
            package=str(about[name].get("package") or ""),
            licence=str(about[name].get("licence") or ""),
            floor=bool(about[name].get("floor")),
            peer=peers.get(name, {}),
        )
        for name in ranked
    )
    oracle = any(corpus.get("oracle") for corpus in results.manifest.corpora if corpus["name"] in corpora)
    return Board(
        protocol=scorer.name,
        metric=metric,
        metrics=scorer.metrics,
        corpora=corpora,
        track=found[0].track,
        n=sum(len(rows.page_ids) for rows in found),
        clusters=sum(stats.clusters_of(rows.groups) for rows in found),
        rows=rows,
        pairs=pairs,
        signature=signature(results.manifest, corpora, scorer, sampling, metric=metric, adapters=ranked, track=found[0].track),
        oracle=oracle,
        absent=tuple(name for name in about if name not in estimates),
    )


class Ran(TypedDict):
    """The fields of :class:`Standing` that come from extractions."""

    tried: int
    coverage: float
    failures: Mapping[str, int]
    skipped: int
    wall_p50_ms: float
    wall_p95_ms: float
    peak_mb: float


def ranking(estimates: Mapping[str, Mapping[str, Estimate]], metric: str, *, lower: bool = False) -> list[str]:
    """Return adapter names best first; undefined figures last, ties by name."""

    def key(name: str) -> tuple[bool, float, str]:
        value = estimates[name][metric].value
        return (value != value, value if lower else -value, name)  # noqa: PLR0124 - NaN

    return sorted(estimates, key=key)


def _extracted(results: Results, corpora: Sequence[str], track: str) -> dict[str, Ran]:
    """Return adapter -> tried, coverage, failures, skipped, wall times and peak memory over these corpora's pages of the track."""
    of_track = results.pages[(results.pages["kind"] == track) & results.pages["corpus"].isin(corpora)]
    keys = set(zip(of_track["corpus"], of_track["page_id"], strict=True))
    table = results.extractions
    inside = [key in keys for key in zip(table["corpus"], table["page_id"], strict=True)]
    return {str(name): _figures(part) for name, part in table[inside].groupby("adapter", sort=True)}


def _figures(part: pd.DataFrame) -> Ran:
    """Return the extraction figures of one adapter from its extractions."""
    status = part["status"].astype(str)
    ran = part[status != Status.SKIPPED.value]
    counts = status.value_counts()
    wall, peak = ran["wall_ns"].to_numpy(float) / 1e6, ran["peak_rss"].to_numpy(float) / 1e6
    wall = wall[wall > 0]  # stored outputs were never timed
    p50, p95 = np.quantile(wall, [0.5, 0.95]) if len(wall) else (np.nan, np.nan)
    good = int(counts.get(Status.OK.value, 0))
    quiet = {Status.OK.value, Status.SKIPPED.value}
    return {
        "tried": len(ran),
        "coverage": good / len(ran) if len(ran) else np.nan,
        "failures": {s.value: int(counts[s.value]) for s in Status if s.value not in quiet and counts.get(s.value, 0)},
        "skipped": int(counts.get(Status.SKIPPED.value, 0)),
        "wall_p50_ms": float(p50),
        "wall_p95_ms": float(p95),
        "peak_mb": float(peak.max()) if len(peak) and peak.max() > 0 else np.nan,
    }
