"""Boards of pages without gold: estimated F1, precision and recall of each adapter, with intervals and ranks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.model import GoldState
from bench.scoring import ESTIMATES, load
from bench.scoring.statistics.agreement import FEWEST
from bench.scoring.tables.estimated import statements
from bench.scoring.tables.leaderboards import Board, leaderboards
from bench.scoring.tables.matrix import Results

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from bench.model import Manifest
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.estimated.statements import Disagreement, SharedErrors

PROTOCOL = next(iter(ESTIMATES))
_KEYS = ["adapter", "corpus", "page_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedBoard:
    """A board of estimates of one corpus and track, and how far they can be believed.

    ``families`` maps each contender to its family, ``consensus`` is how far the families agree on a page (0-1, mean over pages).
    ``weak`` says why estimates are weak here, "" where they are not. ``said`` are the sentences to show beside the board, ``disagreements``
    the pages on which families agree least. ``left_out`` counts pages on which too few families were tried.
    """

    board: Board
    families: Mapping[str, str]
    consensus: float
    weak: str
    shared: tuple[SharedErrors, ...]
    said: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    left_out: int

    def as_data(self) -> dict[str, object]:
        """Return the board as plain data for JSON, with what is known of such estimates."""
        return {
            **self.board.as_data(),
            "estimated": True,
            "families": dict(self.families),
            "consensus": self.consensus,
            "weak": self.weak,
            "pages_left_out": self.left_out,
            "shared_errors": [asdict(one) for one in self.shared],
            "disagreements": [asdict(one) for one in self.disagreements],
            "validation": statements.validation(),
        }


def results_without_gold(manifest: Manifest, pages: pd.DataFrame, extractions: pd.DataFrame, agreement: pd.DataFrame) -> Results | None:
    """Return a run's pages without gold as seen by its estimates; None where it has none.

    ``agreement`` has a line for each pair that was tried: :data:`_KEYS`, the columns of the estimates, and more.
    """
    if "gold" not in pages or not (absent := pages["gold"] == GoldState.ABSENT.value).any():
        return None
    known = agreement[agreement["f1"].notna()].merge(extractions[[*_KEYS, "status"]], on=_KEYS, how="left")
    return Results(manifest, load(PROTOCOL), pages[absent], extractions, known, agreement)


def estimated_boards(results: Results, families: Mapping[str, str], sampling: Sampling) -> tuple[EstimatedBoard, ...]:
    """Return the board of each corpus and track that has estimates; ``families`` is adapter -> family."""
    return tuple(_whole(results, board, families) for board in leaderboards(replace(results, agreement=None), sampling))


def too_few(families: Mapping[str, str]) -> str:
    """Return why contenders of these families have no estimate, "" where there are enough of them."""
    kinds = sorted({*families.values()})
    known = f" ({', '.join(kinds)})" if kinds else ""
    what = f"no page of this run has gold, and estimates without gold take extractors of {FEWEST} families at least"
    return f"{what}; these are of {len(kinds)}{known}" if len(kinds) < FEWEST else ""


def _whole(results: Results, board: Board, families: Mapping[str, str]) -> EstimatedBoard:
    """Return a board with what is to be said of its estimates."""
    matrix = results.matrices[board.corpora[0], board.track]
    mine = _of(results, matrix.corpus, matrix.page_ids)
    here = {name: families[name] for name in matrix.adapters}
    consensus, shared = float(mine.groupby("page_id")["consensus"].first().mean()), statements.shared_errors(mine)
    weak = statements.weakness(consensus, len({*here.values()}))
    on_track = (results.pages["corpus"] == matrix.corpus) & (results.pages["kind"] == matrix.track)
    told = statements.said(here, consensus, weak, shared)
    return EstimatedBoard(
        board=replace(board, basis=" ".join(told)),
        families=here,
        consensus=consensus,
        weak=weak,
        shared=shared,
        said=told,
        disagreements=statements.disagreements(mine),
        left_out=int(np.count_nonzero(on_track)) - len(matrix.page_ids),
    )


def _of(results: Results, corpus: str, page_ids: tuple[str, ...]) -> pd.DataFrame:
    """Return the stored estimates of some pages of a corpus."""
    table = results.scores
    return table[(table["corpus"] == corpus) & table["page_id"].isin(set(page_ids))]
