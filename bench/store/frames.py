"""The one reader of a run's stored tables: data frames, for all who judge, print or draw a run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from bench.errors import RunError
from bench.scoring.tables.signature import REFERENCE
from bench.store import agreement_file, arrow, history, losses_file, tables
from bench.store.reference import joined
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from bench.model import Corpus, Manifest
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Board
    from bench.scoring.tables.matrix import Results
    from bench.store.history import HistoryEntry

BOARD_PAGES = ("corpus", "page_id", "kind", "site", "gold")  # all that a board needs of pages: gold is most of the rest
GOLD = frozenset({"blocks", "must_have", "must_not", "parts"})  # what gold holds: all but a little of a table of pages
TEXTS = frozenset({"text", "error", "stderr"})  # likewise of one of extractions
BOARD_EXTRACTIONS = ("adapter", "corpus", "page_id", "status", "wall_ns", "peak_rss", "clock")  # all of extractions but texts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RunFrames:
    """A run as read."""

    folder: Path
    manifest: Manifest
    pages: pd.DataFrame  # the columns that were asked for
    extractions: pd.DataFrame
    scores: Mapping[str, pd.DataFrame]  # by protocol, its score rows
    metadata: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by protocol, what is stored beside them: ``signature`` ...
    losses: pd.DataFrame | None = None  # of :func:`read_all`, where the run has any
    history: tuple[HistoryEntry, ...] = ()  # of :func:`read_all`: what runs up to this one measured
    corpora: tuple[Corpus, ...] = ()  # as far as its maker still holds them, so that none is read twice
    boards: tuple[Board, ...] = ()  # likewise, so that none is computed twice
    estimated: tuple[EstimatedBoard, ...] = ()  # likewise, of pages without gold
    agreement: pd.DataFrame | None = None  # where pages were drawn for gold, and it was estimated

    def version_of(self, protocol: str) -> tuple[str, str]:
        """Return version and variant of a protocol by its score table, in earlier releases by the signature."""
        stored = self.metadata[protocol]
        if "version" in stored:
            return stored["version"], stored.get("variant", "")
        signed = re.search(rf":{re.escape(protocol)}@(\d+)(?:\|(?!corpus:)([^|]*))?", stored.get("signature", ""))
        return (signed[1], signed[2] or "") if signed else ("?", "")

    def own(self) -> RunFrames:
        """Return the run without the rows of its reference, of which there are no texts."""
        stored = {str(one["name"]) for one in self.manifest.adapters if one.get(REFERENCE)}
        if not stored:
            return self
        adapters = tuple(one for one in self.manifest.adapters if one["name"] not in stored)
        return replace(
            self,
            manifest=replace(self.manifest, adapters=adapters),
            extractions=self.extractions[~self.extractions["adapter"].isin(stored)],
            scores={name: table[~table["adapter"].isin(stored)] for name, table in self.scores.items()},
        )

    def results(self, protocol: str) -> Results:
        """Return the run as seen by one protocol that was scored."""
        from bench.scoring import load
        from bench.scoring.tables.matrix import Results

        scorer, (_, variant) = load(protocol), self.version_of(protocol)
        scorer = replace(scorer, variant=variant) if variant not in {"", scorer.variant} else scorer  # as its rows were made
        return Results(self.manifest, scorer, self.pages, self.extractions, self.scores[protocol], self.agreement)


def read(
    folder: RunFolder,
    protocols: Iterable[str] | None = None,
    *,
    pages: Sequence[str] | None = None,
    extractions: Sequence[str] | None = None,
    beside: bool = False,
    plain: bool = False,
) -> RunFrames:
    """Return a run as frames: the scores of some protocols and some columns (None: all).

    With ``beside`` the rows of its reference stand there too, where it has one, and only pages that both have alike.
    ``plain`` are columns as arrays, where there is no such row: all that boards and a brief report ask of a data frame.
    Raises RunError where a table is missing, damaged or of another schema.
    """
    stored = joined.of_run(folder) if beside else []
    plain = plain and not stored
    scored = {name: folder.scores(name) for name in (folder.protocols() if protocols is None else protocols)}
    made = RunFrames(
        folder=folder.path,
        manifest=folder.manifest(),
        pages=_table(folder.pages(pages), plain=plain),
        extractions=_table(folder.extractions(extractions), plain=plain),
        scores={name: _table(table, plain=plain) for name, table in scored.items()},
        agreement=_agreement(folder),
        metadata={name: {key.decode(): value.decode() for key, value in table.schema.metadata.items()} for name, table in scored.items()},
    )
    return joined.join(made, stored) if stored else made


def _table(held: pa.Table, *, plain: bool) -> pd.DataFrame:
    """Return a table as a data frame, or ``plain`` columns, which a board asks no more of."""
    return cast("pd.DataFrame", arrow.columns(held) if plain else held.to_pandas())


def _all_but(left_out: Collection[str], folder: RunFolder, name: str) -> list[str] | None:
    """Return the columns to read of a table, None where it cannot be read: reading all says why."""
    computed = {"pages.parquet": "gold", "extractions.parquet": "clock"}[name]  # what a table of an earlier release may lack
    held = tables.names(folder.path / name)
    return [*(one for one in held if one not in left_out), *([] if computed in held else [computed])] if held else None


def _agreement(folder: RunFolder) -> pd.DataFrame | None:
    """Return what the adapters agree on, where pages were drawn for gold: figures rest on it there alone."""
    if not any(corpus.get("sampling") for corpus in folder.manifest().corpora):
        return None
    held = agreement_file.read(folder)
    return None if held is None else held.to_pandas()


def read_all(
    path: Path,
    corpora: Sequence[Corpus] = (),
    boards: Sequence[Board] = (),
    estimated: Sequence[EstimatedBoard] = (),
    *,
    plain: bool = False,
) -> RunFrames:
    """Return the run in the folder ``path`` with its losses and its history.

    Pages come without :data:`GOLD`, extractions without :data:`TEXTS`; ``plain`` as for :func:`read`.

    History later than the run is left out: what comes later must not change its report.
    Raises RunError where the run is missing, damaged, of another schema, or has no scores.
    """
    folder = RunFolder(path)
    manifest = folder.manifest()
    if not folder.protocols():
        raise RunError(f"{path} has no scores", "a run that was scored", f"boilerbench score {path}")
    losses = losses_file.read(folder)
    facts, outcomes = _all_but(GOLD, folder, "pages.parquet"), _all_but(TEXTS, folder, "extractions.parquet")
    figures = history.read(path.resolve().parent.parent / history.FOLDER)
    return replace(
        read(folder, pages=facts, extractions=outcomes, beside=True, plain=plain),
        losses=None if losses is None else _table(losses, plain=plain),
        history=tuple(figure for figure in figures if figure.created <= manifest.created),
        corpora=tuple(corpora),
        boards=tuple(boards),
        estimated=tuple(estimated),
    )
