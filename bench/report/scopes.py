"""Cut a run into scopes (a protocol, corpus and kind of page) and their slices, each with a board.

Text dumps are a track of their own: no board ever holds HTML pages and text dumps together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench import scoring
from bench.scoring.tables import leaderboards
from bench.scoring.tables.breakdowns import SYNONYMS
from bench.scoring.tables.difficulty import hardest_first
from bench.scoring.tables.loss_shares import Loss, losses_of
from bench.scoring.tables.matrix import column, of_track, some
from bench.store import boards as stored_boards
from bench.store import combinations, estimates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bench.model import Scorer
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.combinations.lines import Combinations
    from bench.scoring.tables.costs.tables import Costs
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Board, Standing
    from bench.scoring.tables.matrix import Columns, Matrix, Results
    from bench.store.frames import RunFrames
    from bench.store.history import HistoryEntry

SMALLEST = 8  # pages a slice needs for a board of its own: under that an interval says nothing
MOST = 8  # boards by type, and by language
GROUPS = {"type": "types", "lang": "languages"}  # columns of pages, and what their values are called
TRACKS = {"html": "HTML pages", "text": "text dumps"}


@dataclass(frozen=True, slots=True)
class Slice:
    """A board of some pages; ``group`` is "" for all, ``type`` or ``lang`` for those of one such value."""

    title: str
    group: str
    board: Board


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scope:
    """One protocol on one corpus and kind of page: a board for each slice, that of all pages first.

    ``order`` is from the hardest page, ``pages`` as in the matrix. A macro scope (several corpora) has boards alone: ``matrix`` is None.
    """

    scorer: Scorer
    corpus: str
    kind: str
    slices: tuple[Slice, ...]
    matrix: Matrix | None = None
    order: NDArray[np.intp] | None = None
    pages: Columns | None = None
    losses: tuple[Loss, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    combinations: Combinations | None = None  # of :func:`with_combinations`, where there are contenders to combine
    estimated: EstimatedBoard | None = None  # of pages without gold: ``order`` is then from the page on which families agree least
    consensus: NDArray[np.float64] | None = None  # likewise: how far they agree on each page
    costs: Costs | None = None  # of :func:`with_costs`: what answers cost, whatever the protocol

    @property
    def board(self) -> Board:
        """The board over all pages."""
        return self.slices[0].board

    @property
    def digits(self) -> int:
        """How many decimals a metric is printed with."""
        return 1 if self.scorer.percent else 3

    @property
    def title(self) -> str:
        """What is scored, or estimated, in words."""
        return title(self.corpus, self.kind) + (", estimated without gold" if self.estimated else "")

    def contenders(self) -> tuple[bool, ...]:
        """Which rows of the matrix are no floors."""
        floors = {standing.adapter for standing in self.board.standings if standing.floor}
        return tuple(name not in floors for name in (self.matrix.adapters if self.matrix else ()))


def title(corpus: str, track: str) -> str:
    """Return a corpus and kind of page in words."""
    return f"{corpus}, {TRACKS[track]}"


def protocols_of(run: RunFrames) -> list[str]:
    """Return the protocols that a run was scored with, the default one first."""
    return sorted(run.scores, key=lambda name: (name != scoring.DEFAULT, name))


def scopes(run: RunFrames) -> tuple[Scope, ...]:
    """Return every scope, those with scores first, then those of pages without gold.

    Scores come by protocol, the default one first, HTML before text, means over corpora last.
    """
    sampling = stored_boards.sampling(run.manifest.options)
    run_scopes: list[Scope] = []
    for protocol in protocols_of(run):
        results = run.results(protocol)
        known = [board for board in run.boards if board.protocol == protocol]
        single = [board for board in known if len(board.corpora) == 1] or leaderboards.leaderboards(results, sampling)
        run_scopes += [_scope(results, board, sampling, run) for board in sorted(single, key=lambda board: board.track != "html")]
        for board in [board for board in known if len(board.corpora) > 1] if known else leaderboards.macro(results, sampling):
            cuts = (Slice("All pages", "", board),)
            run_scopes.append(Scope(scorer=results.scorer, corpus="mean over corpora", kind=board.track, slices=cuts))
    return (*run_scopes, *_estimated(run, sampling))


def _estimated(run: RunFrames, sampling: Sampling) -> list[Scope]:
    """Return a scope for each corpus and kind of page without gold that there are estimates of."""
    seen = estimates.results(run)
    if seen is None:
        return []
    made = []
    for one in run.estimated or estimates.boards(run, sampling):
        scope = _scope(replace(seen, agreement=None), one.board, sampling, run)
        known = seen.scores[seen.scores["corpus"] == scope.corpus].groupby("page_id")["consensus"].first()
        consensus = known.reindex(list(scope.matrix.page_ids if scope.matrix else ())).to_numpy(float)
        made.append(replace(scope, estimated=one, consensus=consensus, order=np.argsort(consensus, kind="stable")))
    return made


def with_combinations(run: RunFrames, run_scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    """Return the scopes with the combinations of their contenders, which reads every text of the run."""
    made = combinations.of_run(run.own(), protocols_of(run), stored_boards.sampling(run.manifest.options))
    known = {(one.protocol, one.corpus, one.track): one for one in made}
    return tuple(replace(scope, combinations=known.get((scope.scorer.name, scope.corpus, scope.kind))) for scope in run_scopes)


def with_costs(run_scopes: Sequence[Scope], costs: Sequence[Costs]) -> tuple[Scope, ...]:
    """Return the scopes with the costs of their corpus and kind of page, where there are any."""
    known = {(one.corpus, one.track): one for one in costs}
    return tuple(replace(scope, costs=known.get((scope.corpus, scope.kind))) for scope in run_scopes)


def _scope(results: Results, board: Board, sampling: Sampling, run: RunFrames) -> Scope:
    """Build the scope of one board over all pages of a corpus and track."""
    corpus, kind = board.corpora[0], board.track
    matrix = results.matrices[corpus, kind]
    there = np.flatnonzero(of_track(results.pages, corpus, kind))
    at = dict(zip(column(results.pages, "page_id")[there], there.tolist(), strict=True))
    pages = some(results.pages, np.array([at[name] for name in matrix.page_ids], int))
    floors = {standing.adapter for standing in board.standings if standing.floor}
    order = hardest_first(matrix, [name not in floors for name in matrix.adapters])
    return Scope(
        scorer=results.scorer,
        corpus=corpus,
        kind=kind,
        slices=(Slice("All pages", "", board), *_slices(results, pages, sampling)),
        matrix=matrix,
        order=order,
        pages=pages,
        losses=_losses(run.losses if results.scorer.name == scoring.DEFAULT else None, corpus, pages, board),
        history=_history(run, results.scorer, board),
    )


def _history(run: RunFrames, scorer: Scorer, board: Board) -> tuple[HistoryEntry, ...]:
    """Return what runs up to this one measured on the same corpus by the same protocol, oldest first."""
    digest = next(str(corpus["digest"]) for corpus in run.manifest.corpora if corpus["name"] == board.corpora[0])
    wanted = (board.corpora[0], digest, board.track, f"{scorer.name}@{scorer.version}", board.metric)
    return tuple(e for e in run.history if (e.corpus, e.digest, e.track, e.protocol, e.metric) == wanted)


def _losses(lost: Columns | None, corpus: str, pages: Columns, board: Board) -> tuple[Loss, ...]:
    """Return where the words of each adapter went on these pages; nothing without such a file."""
    if lost is None:
        return ()
    wanted = set(column(pages, "page_id"))
    inside = np.array([name in wanted for name in column(lost, "page_id")], bool) & (column(lost, "corpus") == corpus)
    return losses_of(some(lost, inside), [standing.adapter for standing in board.standings])


def _slices(results: Results, pages: Columns, sampling: Sampling) -> list[Slice]:
    """Return boards of types and languages with enough pages but not all: largest first, the rest last."""
    slices = []
    for group, called in GROUPS.items():
        names = [_group(group, str(name)) if isinstance(name, str) else "" for name in column(pages, group)]
        for title, members in _cuts(Counter(name for name in names if name), len(names), f"other {called}"):
            boards = leaderboards.leaderboards(results.on(some(pages, np.array([name in members for name in names], bool))), sampling)
            slices += [Slice(title, group, board) for board in boards]
    return slices


def _group(group: str, name: str) -> str:
    """Return the name of a group of pages: a language without its region, a type under its current name."""
    return name.partition("-")[0] if group == "lang" else SYNONYMS.get(name, name)


def _cuts(counts: Mapping[str, int], pages: int, rest: str) -> list[tuple[str, set[str]]]:
    """Return at most MOST slices as (title, group names): large groups, then all others if large."""
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    large = [name for name in ordered if SMALLEST <= counts[name] < pages]
    kept = large if len(large) <= MOST and not set(ordered) - set(large) else large[: MOST - 1]
    others = set(ordered) - set(kept)
    has_rest = kept and sum(counts[name] for name in others) >= SMALLEST
    return [(name, {name}) for name in kept] + ([(rest, others)] if has_rest else [])


def contenders(board: Board) -> list[Standing]:
    """Return the lines of a board that are no floors, best first."""
    return [standing for standing in board.standings if not standing.floor]
