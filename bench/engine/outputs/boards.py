"""Boards of stored outputs by gold alone: pages are left unread, and nothing is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bench.drafts import GoldCounts
from bench.engine import failures, plan
from bench.engine.plan import Options
from bench.engine.score import Sheet, score_outputs
from bench.engine.stored_outputs import adapter_of
from bench.errors import CorpusError, RunError
from bench.model import GoldState
from bench.store import boards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from bench.engine.failures import NeverWorked
    from bench.engine.stored_outputs import StoredOutputs
    from bench.model import Corpus, Extraction, Manifest
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.leaderboards import Board
    from bench.scoring.tables.matrix import Results


_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class ScoredOutputs:
    """Stored outputs as scored: corpus, boards, what is known of its gold, outputs without any text."""

    corpus: str
    boards: Sequence[Board]
    gold: GoldCounts
    broken: Sequence[NeverWorked]


def score(
    corpus: Corpus,
    outputs: Sequence[StoredOutputs],
    protocols: Sequence[str],
    sampling: Sampling,
    *,
    metric: str = "",
    peer: bool = False,
    ignore_unknown: bool = False,
) -> ScoredOutputs | None:
    """Return the boards that a run of these outputs would have.

    It is the run of :func:`bench.engine.stored_outputs.store`, without its folder. Nothing is read of the pages but their ids and what
    groups them. None where gold is not all that figures rest on: what is said of pages without gold, or drawn for it, takes a run, and so
    do outputs that only the bytes of pages can tell, or show to be of none. Raises BoilerbenchError likewise.
    """
    from bench.scoring import answers, load_to_score

    scorers = [(name, load_to_score(name)) for name in protocols]
    states = [corpus.gold[page.id].state if page.id in corpus.gold else GoldState.ABSENT for page in corpus.pages]
    if GoldState.ABSENT in states or corpus.sampling or any(_names_bytes(one, corpus) for one in outputs):
        return None
    if not outputs:
        raise RunError("there are no stored outputs", "one file at least", "--predictions FILE")
    try:
        adapters = [adapter_of(one, [corpus], ignore_unknown=ignore_unknown) for one in outputs]
    except CorpusError:  # two pages of one name may hold the same bytes
        return None
    planned = plan.make([corpus], (), Options(seed=sampling.seed, resamples=sampling.resamples), adapters)
    manifest = plan.manifest(planned, "", plan.now(), complete=True)
    extractions = [extraction for one in adapters for extraction in one.extractions]
    sheets = [Sheet(name, scorer, answers.outputs_of(manifest)) for name, scorer in scorers]
    score_outputs(sheets, {(corpus.name, page): gold for page, gold in corpus.gold.items()}, extractions)
    seen = [_results(manifest, (corpus, states), extractions, sheet) for sheet in sheets]
    made = boards.of_results(seen, sampling, metric=metric, peer=peer)
    ends = [{"adapter": one.adapter, "status": one.status.value, "error": one.error, "stderr": ""} for one in extractions]
    return ScoredOutputs(corpus.name, made, GoldCounts.of(states), failures.never_worked_of(manifest.adapters, ends))


def _names_bytes(outputs: StoredOutputs, corpus: Corpus) -> bool:
    """Whether some output names its page by what may be the SHA-256 of its bytes."""
    ids = {name for page in corpus.pages for name in page.ids}
    names = {name for first in (*outputs.texts, *outputs.errors) for name in outputs.aliases.get(first, (first,))}
    return any(_SHA256.search(name) for name in names - ids)


def _results(manifest: Manifest, held: tuple[Corpus, Sequence[GoldState]], extractions: Sequence[Extraction], sheet: Sheet) -> Results:
    """Return what one protocol makes of the outputs, in plain columns."""
    from bench.scoring.tables.matrix import Results

    corpus, states = held
    pages = {
        "corpus": [corpus.name] * len(corpus.pages),
        "page_id": [page.id for page in corpus.pages],
        "kind": [page.kind.value for page in corpus.pages],
        "site": [page.site for page in corpus.pages],
        "gold": [state.value for state in states],
    }
    lines = sorted(sheet.rows)
    figures = {name: [sheet.rows[line][at] for line in lines] for at, name in enumerate(sheet.scorer.columns)}
    unknown = {name: [0.0] * len(extractions) for name in ("wall_ns", "peak_rss")}
    scored = _table(_keys([extractions[line] for line in lines]), figures)
    return Results(manifest, sheet.scorer, _table(pages), _table(_keys(extractions), unknown), scored)


def _table(strings: Mapping[str, Sequence[str]], numbers: Mapping[str, Sequence[float]] | None = None) -> pd.DataFrame:
    """Return columns as arrays, which are all that a board asks of a data frame."""
    import numpy as np

    held = {name: np.array(values, object) for name, values in strings.items()}
    return cast("pd.DataFrame", held | {name: np.array(values, float) for name, values in (numbers or {}).items()})


def _keys(extractions: Sequence[Extraction]) -> dict[str, list[str]]:
    """Return the columns that say what an extraction is of, and how it ended."""
    return {
        "adapter": [one.adapter for one in extractions],
        "corpus": [one.corpus for one in extractions],
        "page_id": [one.page_id for one in extractions],
        "status": [one.status.value for one in extractions],
    }
