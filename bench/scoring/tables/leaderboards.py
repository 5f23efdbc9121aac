"""Leaderboards: what a run's score rows say about each adapter, corpus by corpus and track by track."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.drafts import GoldCounts
from bench.escaping import html_table
from bench.model import GoldState, Status
from bench.scoring import ESTIMATES
from bench.scoring.statistics.comparisons import macro_pairs, pairs
from bench.scoring.statistics.estimates import averaged
from bench.scoring.statistics.implications import completed
from bench.scoring.statistics.ranks import Ranking
from bench.scoring.statistics.ranks import ranking as ranked_by
from bench.scoring.statistics.resampling import Sampling, peer_errors
from bench.scoring.tables import COVERAGE, FAILED, INTERVAL, RANK, percent
from bench.scoring.tables.matrix import TRACKS, column, of_track
from bench.scoring.tables.powering.figures import powered_figures
from bench.scoring.tables.powering.sample import NotPoweredError
from bench.scoring.tables.signature import settings, signature, stored
from bench.scoring.tables.timing import times
from bench.scoring.text.sentences import doubt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Estimate
    from bench.scoring.statistics.comparisons import PairComparison
    from bench.scoring.tables.matrix import Matrix, Results

    Estimates = Mapping[str, Mapping[str, Estimate]]

MOST_METRICS = 8  # beside the headline in a printed table
_SHOWN = ("status", "wall_ns", "peak_rss", "clock")  # columns of extractions that a board says something of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One adapter's line on a board.

    ``rank`` goes from 1 + how many contenders are significantly better to their number less how many are significantly worse; None for
    yardsticks, which are not compared, for an adapter without a figure, and on a board without ranks.
    ``n`` pages scored; ``tried`` pages it was run on, ``coverage`` the share of those with status ok; ``failures`` counts by status
    (only those that happened); ``skipped`` pages never tried. Wall times in milliseconds over the ``timed`` pages of those tried, the
    95th percentile NaN under 30; ``doubt`` says why its clock is not believed. ``peak_mb`` is the largest peak memory in 10^6 bytes (NaN
    where unknown). ``settings`` says of stored outputs which they are. ``peer`` holds a peer's own "+-" where asked for; ``note`` stands
    under the board. ``classical`` holds, where ``metrics`` are powered, what pages with gold say alone.
    """

    adapter: str
    metrics: Mapping[str, Estimate]
    rank: tuple[int, int] | None
    n: int
    tried: int
    coverage: float
    failures: Mapping[str, int]
    skipped: int
    p50_ms: float
    p95_ms: float
    peak_mb: float
    version: str = ""
    settings: str = ""
    package: str = ""
    licence: str = ""
    floor: bool = False
    peer: Mapping[str, float] = field(default_factory=dict)
    timed: int = 0
    doubt: str = ""
    note: str = ""
    classical: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A leaderboard, best first, of one corpus or the macro mean of several, without ``absent`` adapters.

    ``pairs`` of contenders are tested together; ``no_ranks`` says why no difference can be significant here, "" where one can.
    ``gold`` counts its pages, and those that are not on it for want of gold, by what is known of their gold.
    ``powered`` figures rest on more than pages with gold; ``basis`` says on what, or why not, and why figures are approximate, else "".
    """

    protocol: str
    metric: str
    metrics: tuple[str, ...]
    corpora: tuple[str, ...]
    track: str
    n: int
    clusters: int
    standings: tuple[Standing, ...]
    pairs: tuple[PairComparison, ...]
    signature: str
    oracle: bool = False
    no_ranks: str = ""
    absent: tuple[str, ...] = ()
    gold: GoldCounts = field(default_factory=GoldCounts)
    powered: bool = False
    basis: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The metrics that a printed table has beside the headline: of many, no precision, recall."""
        names = tuple(name for name in self.metrics if name != self.metric)
        return names if len(names) <= MOST_METRICS else tuple(name for name in names if not name.endswith(("_precision", "_recall")))

    def _repr_html_(self) -> str:
        """Return the board as a notebook shows it."""
        metrics, lines = (self.metric, *self.others), []
        columns = ("adapter", *(head for name in metrics for head in (name, INTERVAL)), RANK, COVERAGE, FAILED)
        for one in self.standings:
            figures = map(one.metrics.__getitem__, metrics)
            shown = [text for made in figures for text in (f"{made.value:.3f}", f"{made.low:.3f} to {made.high:.3f}")]
            rank = "-".join(map(str, dict.fromkeys(one.rank or ())))
            lines.append((one.adapter, *shown, rank, percent(one.coverage), str(sum(one.failures.values()))))
        return html_table(f"{self.protocol} on {'+'.join(self.corpora)} ({self.track}): {self.n} pages. {self.signature}", columns, lines)

    def as_data(self) -> dict[str, object]:
        """Return the board as plain data for JSON, where standings have always been called ``rows``."""
        return {"rows" if name == "standings" else name: value for name, value in asdict(self).items()} | {"gold": self.gold.as_data()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What statistics say of the adapters of one board."""

    metric: str
    estimates: Estimates
    pairs: tuple[PairComparison, ...]
    ranking: Ranking
    sampling: Sampling
    peers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    classical: Estimates = field(default_factory=dict)
    basis: str = ""


def leaderboards(results: Results, sampling: Sampling | None = None, *, metric: str = "", peer: bool = False) -> tuple[Board, ...]:
    """Return a board for each corpus and track that has scores; ``peer`` adds the peers' "+-"."""
    chosen = sampling or Sampling()
    return tuple(_board(results, matrix, chosen, metric or results.scorer.headline, peer=peer) for matrix in results.matrices.values())


def _board(results: Results, matrix: Matrix, sampling: Sampling, metric: str, *, peer: bool) -> Board:
    """Make the board of one corpus and track."""
    scored = matrix.scored(sampling)
    errors = peer_errors(results.scorer, matrix.rows, seed=sampling.seed).tolist() if peer else []
    peers = {name: dict(zip(results.scorer.metrics, line, strict=True)) for name, line in zip(matrix.adapters, errors, strict=False)}
    estimates, compared = scored.figures().estimates(), completed(pairs(scored, metric, _contenders(results)))
    ranks = _ranking(results, estimates, compared, sampling)
    figures = _Figures(metric=metric, estimates=estimates, pairs=compared, ranking=ranks, sampling=sampling, peers=peers)
    try:
        return _powered(results, matrix, figures)
    except NotPoweredError as reason:
        return _assembled(results, [matrix], replace(figures, basis=str(reason)))


def _powered(results: Results, matrix: Matrix, plain: _Figures) -> Board:
    """Make the board whose figures rest on what adapters agree on as well.

    Raises NotPoweredError where there is none.
    """
    made = powered_figures(results, matrix, plain.sampling, plain.metric, _contenders(results))
    known = {(pair.left, pair.right): pair.difference for pair in plain.pairs}
    compared = completed(tuple(replace(pair, classical=known[pair.left, pair.right]) for pair in made.pairs))
    ranks = _ranking(results, made.estimates, compared, plain.sampling)
    figures = replace(plain, estimates=made.estimates, pairs=compared, ranking=ranks, classical=plain.estimates, basis=made.basis)
    return _assembled(results, [made.matrix], figures)


def macro(results: Results, sampling: Sampling | None = None, *, metric: str = "") -> tuple[Board, ...]:
    """Return a board for each track: means over corpora, each corpus counting the same.

    Only tracks with two corpora or more have one. Oracle corpora (another extractor's output as gold) are left out, and adapters not scored
    on all the others. Resamples are drawn within each corpus, independently between corpora.
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
    estimates, compared = averaged(samples).estimates(), completed(macro_pairs(samples, metric, _contenders(results)))
    ranks = _ranking(results, estimates, compared, sampling)
    figures = _Figures(metric=metric, estimates=estimates, pairs=compared, ranking=ranks, sampling=sampling)
    return _assembled(results, matrices, figures)


def _contenders(results: Results) -> set[str]:
    """Return the names of the adapters that are no yardsticks."""
    return {str(adapter["name"]) for adapter in results.manifest.adapters if not adapter.get("floor")}


def _ranking(results: Results, estimates: Estimates, compared: Sequence[PairComparison], sampling: Sampling) -> Ranking:
    """Return the ranks of the contenders that have a figure."""
    metric = compared[0].metric if compared else results.scorer.headline
    names = [name for name in estimates if name in _contenders(results) and not np.isnan(estimates[name][metric].value)]
    return ranked_by(names, compared, sampling, lower=metric in results.scorer.lower_is_better)


def _assembled(results: Results, matrices: Sequence[Matrix], figures: _Figures) -> Board:
    """Put statistics, extraction figures and the signature together, best first."""
    scorer, corpora, track = results.scorer, tuple(matrix.corpus for matrix in matrices), matrices[0].track
    ranked = ranking(figures.estimates, figures.metric, lower=figures.metric in scorer.lower_is_better)
    extractions = _extractions(results, corpora, track)
    about = {str(adapter["name"]): adapter for adapter in results.manifest.adapters}
    return Board(
        protocol=scorer.name,
        metric=figures.metric,
        metrics=scorer.metrics,
        corpora=corpora,
        track=track,
        n=sum(len(matrix.page_ids) for matrix in matrices),
        clusters=sum(matrix.scored(figures.sampling).clusters for matrix in matrices),
        standings=tuple(_standing(about[name], figures, extractions[name]) for name in ranked),
        pairs=figures.pairs,
        signature=signature(results.manifest, corpora, scorer, figures.sampling, metric=figures.metric, adapters=ranked, track=track),
        oracle=any(corpus.get("oracle") for corpus in results.manifest.corpora if corpus["name"] in corpora),
        no_ranks=figures.ranking.reason,
        absent=tuple(name for name in about if name not in figures.estimates),
        gold=sum((gold_counts(results, matrix) for matrix in matrices), GoldCounts()),
        powered=bool(figures.classical),
        basis="; ".join(filter(None, (figures.basis, doubt(scorer.variant)))),
    )


def gold_counts(results: Results, matrix: Matrix) -> GoldCounts:
    """Count the pages of a matrix, and those of its corpus and track without gold, by what their gold is.

    Every page is unknown where the run's pages do not say; none counts for estimates.
    """
    if results.scorer.name in ESTIMATES:
        return GoldCounts()  # nothing there rests on gold
    if "gold" not in results.pages:
        return GoldCounts(unknown=len(matrix.page_ids))
    chosen, scored = of_track(results.pages, matrix.corpus, matrix.track), set(matrix.page_ids)
    pages = zip(column(results.pages, "page_id")[chosen], column(results.pages, "gold")[chosen], strict=True)
    return GoldCounts.of(state for page, state in pages if page in scored or state == GoldState.ABSENT.value)


def ranking(estimates: Estimates, metric: str, *, lower: bool = False) -> list[str]:
    """Return adapter names best first; undefined figures last, ties by name."""
    values = {name: metrics[metric].value for name, metrics in estimates.items()}
    return sorted(values, key=lambda name: (np.isnan(values[name]), values[name] if lower else -values[name], name))


def _extractions(results: Results, corpora: Sequence[str], track: str) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the extractions of each adapter over these corpora's pages of the track, as columns."""
    chosen = np.any([of_track(results.pages, corpus, track) for corpus in corpora], axis=0)
    keys = set(zip(*(column(results.pages, name)[chosen] for name in ("corpus", "page_id")), strict=True))
    table = results.extractions
    inside = np.array([key in keys for key in zip(*(column(table, name) for name in ("corpus", "page_id")), strict=True)], bool)
    kept = {name: column(table, name)[inside] for name in ("adapter", *_SHOWN) if name in table}
    return {name: {key: values[kept["adapter"] == name] for key, values in kept.items()} for name in sorted(set(kept["adapter"]))}


def _standing(adapter: Mapping[str, Any], figures: _Figures, extractions: Mapping[str, NDArray[Any]]) -> Standing:
    """Return the line of one adapter, from its statistics and its extractions."""
    counts = Counter(extractions["status"].astype(str).tolist())
    ran = {name: column(extractions, name)[extractions["status"] != Status.SKIPPED.value] for name in _SHOWN if name in extractions}
    tried = len(ran["status"])
    peak = float(ran["peak_rss"].astype(float).max(initial=0)) / 1e6
    spent = times(ran["wall_ns"].astype(float), ran["clock"].tolist() if "clock" in ran else ())
    name = str(adapter["name"])
    return Standing(
        adapter=name,
        metrics=figures.estimates[name],
        rank=figures.ranking.ranks.get(name),
        n=figures.estimates[name][figures.metric].n,
        tried=tried,
        coverage=counts[Status.OK] / tried if tried else np.nan,
        failures={kind.value: counts[kind] for kind in Status if counts[kind] and kind not in {Status.OK, Status.SKIPPED}},
        skipped=counts[Status.SKIPPED],
        p50_ms=spent.p50_ms,
        p95_ms=spent.p95_ms,
        timed=spent.timed,
        doubt=spent.doubt,
        peak_mb=peak if peak > 0 else np.nan,
        version=str(adapter.get("version") or ""),
        settings=" ".join(filter(None, (settings(adapter.get("settings") or {}), stored(adapter)))),
        package=str(adapter.get("package") or ""),
        licence=str(adapter.get("licence") or ""),
        floor=bool(adapter.get("floor")),
        note=str(adapter.get("note") or ""),
        peer=figures.peers.get(name, {}),
        classical=figures.classical.get(name, {}),
    )
