"""Leaderboards: what a run's score rows say about each adapter, corpus by corpus and track by track.

For the report, the gate and the command line, which only format:

- ``leaderboards(results, sampling) -> tuple[Board, ...]``: one for each corpus and track (never averaged together);
- ``macro(results, sampling) -> tuple[Board, ...]``: one for each track, the mean over corpora (two at least) of each corpus's metrics;
- ``Board.rows`` best first: ``Standing`` with metrics as ``Estimate``, letters, coverage, failures, time, memory, settings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from bench.model import Estimate, Status
from bench.scoring.statistics.comparisons import PairComparison, macro_pairs, pairs
from bench.scoring.statistics.estimates import averaged
from bench.scoring.statistics.letters import letters
from bench.scoring.statistics.resampling import Sampling, peer_errors
from bench.scoring.tables.matrix import TRACKS
from bench.scoring.tables.signature import settings, signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd

    from bench.scoring.tables.matrix import Matrix, Results

    Estimates = Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A leaderboard, best first.

    ``corpora`` has one name, or all that a macro mean is over; ``absent`` adapters are not on it.
    """

    protocol: str
    metric: str
    metrics: tuple[str, ...]
    corpora: tuple[str, ...]
    track: str
    n: int
    clusters: int
    rows: tuple[Standing, ...]
    pairs: tuple[PairComparison, ...]
    signature: str
    oracle: bool = False
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What statistics say of the adapters of one board."""

    metric: str
    estimates: Estimates
    pairs: tuple[PairComparison, ...]
    sampling: Sampling
    peers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def leaderboards(results: Results, sampling: Sampling | None = None, *, metric: str = "", peer: bool = False) -> tuple[Board, ...]:
    """Return a board for each corpus (manifest order) and track that has scores.

    ``peer`` adds the peers' "+-" (1,000 page resamples).
    """
    chosen = sampling or Sampling()
    return tuple(_board(results, matrix, chosen, metric or results.scorer.headline, peer=peer) for matrix in results.matrices.values())


def _board(results: Results, matrix: Matrix, sampling: Sampling, metric: str, *, peer: bool) -> Board:
    """Make the board of one corpus and track."""
    scored = matrix.scored(sampling)
    errors = peer_errors(results.scorer, matrix.rows, seed=sampling.seed).tolist() if peer else []
    peers = {name: dict(zip(results.scorer.metrics, line, strict=True)) for name, line in zip(matrix.adapters, errors, strict=False)}
    figures = _Figures(metric=metric, estimates=scored.estimates(), pairs=pairs(scored, metric), sampling=sampling, peers=peers)
    return _assembled(results, [matrix], figures)


def macro(results: Results, sampling: Sampling | None = None, *, metric: str = "") -> tuple[Board, ...]:
    """Return a board for each track: means over corpora, each corpus counting the same.

    Adapters that were not scored on all of them are left out.
    Only tracks with two corpora or more have one; oracle corpora (another extractor's output as gold) are left out. Resamples are drawn
    within each corpus and independently between corpora; the paired test is always the bootstrap.
    """
    chosen = sampling or Sampling()
    oracles = {str(corpus["name"]) for corpus in results.manifest.corpora if corpus.get("oracle")}
    boards = []
    for track in TRACKS:
        matrices = [matrix for matrix in results.matrices.values() if matrix.track == track and matrix.corpus not in oracles]
        if len(matrices) > 1:
            boards.append(_macro(results, matrices, chosen, metric or results.scorer.headline))
    return tuple(boards)


def _macro(results: Results, matrices: Sequence[Matrix], sampling: Sampling, metric: str) -> Board:
    """Make the macro board of one track."""
    names = [name for name in matrices[0].adapters if all(name in matrix.adapters for matrix in matrices)]
    samples = [matrix.scored(sampling).of([matrix.adapters.index(name) for name in names]) for matrix in matrices]
    estimates = averaged(samples).estimates()
    return _assembled(
        results, matrices, _Figures(metric=metric, estimates=estimates, pairs=macro_pairs(samples, metric), sampling=sampling)
    )


def _assembled(results: Results, matrices: Sequence[Matrix], figures: _Figures) -> Board:
    """Put statistics, extraction figures and the signature together, best first."""
    scorer, corpora, track = results.scorer, tuple(matrix.corpus for matrix in matrices), matrices[0].track
    ranked = ranking(figures.estimates, figures.metric, lower=figures.metric in scorer.lower_is_better)
    about = {str(adapter["name"]): adapter for adapter in results.manifest.adapters}
    return Board(
        protocol=scorer.name,
        metric=figures.metric,
        metrics=scorer.metrics,
        corpora=corpora,
        track=track,
        n=sum(len(matrix.page_ids) for matrix in matrices),
        clusters=sum(matrix.scored(figures.sampling).clusters for matrix in matrices),
        rows=_standings(ranked, about, figures, _extracted(results, corpora, track)),
        pairs=figures.pairs,
        signature=signature(results.manifest, corpora, scorer, figures.sampling, metric=figures.metric, adapters=ranked, track=track),
        oracle=any(corpus.get("oracle") for corpus in results.manifest.corpora if corpus["name"] in corpora),
        absent=tuple(name for name in about if name not in figures.estimates),
    )


def _standings(
    ranked: Sequence[str], about: Mapping[str, Mapping[str, Any]], figures: _Figures, ran: Mapping[str, Ran]
) -> tuple[Standing, ...]:
    """Return the lines of a board, best first."""
    shown = letters(ranked, figures.pairs, figures.sampling.alpha)
    return tuple(
        Standing(
            adapter=name,
            metrics=figures.estimates[name],
            letters=shown[name],
            n=figures.estimates[name][figures.metric].n,
            **ran[name],
            version=str(about[name].get("version") or ""),
            settings=settings(about[name].get("settings") or {}),
            package=str(about[name].get("package") or ""),
            licence=str(about[name].get("licence") or ""),
            floor=bool(about[name].get("floor")),
            peer=figures.peers.get(name, {}),
        )
        for name in ranked
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


def ranking(estimates: Estimates, metric: str, *, lower: bool = False) -> list[str]:
    """Return adapter names best first; undefined figures last, ties by name."""

    def key(name: str) -> tuple[bool, float, str]:
        """Sort undefined figures last, then by value, then by name."""
        value = estimates[name][metric].value
        return (value != value, value if lower else -value, name)  # noqa: PLR0124 - NaN

    return sorted(estimates, key=key)


def _extracted(results: Results, corpora: Sequence[str], track: str) -> dict[str, Ran]:
    """Return the extraction figures of each adapter over these corpora's pages of the track."""
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
