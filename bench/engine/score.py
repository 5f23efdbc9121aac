"""From stored extractions and gold to score tables: each protocol's rows in manifest order, the same bytes for the same input."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bench.model import SCHEMA, Status
from bench.store.run_folder import gold_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    import pyarrow as pa

    from bench.model import Gold, Scorer
    from bench.store.run_folder import RunFolder

_KEYS = ("adapter", "corpus", "page_id", "status")


def score_run(folder: RunFolder, protocols: Sequence[str]) -> None:
    """Write ``scores-<protocol>.parquet`` for each protocol; raises ProtocolError for an unknown one.

    A pair that failed is scored as no text; skipped pairs and pages without the gold a protocol needs are absent.
    """
    from bench.scoring import load

    scorers = [load(name) for name in protocols]
    golds = {(row["corpus"], row["page_id"]): gold_of(row) for row in folder.pages().to_pylist()}
    pairs = folder.extractions([*_KEYS, "text"]).to_pylist()
    for name, scorer in zip(protocols, scorers, strict=True):
        folder.write_scores(name, _table(folder, scorer, golds, pairs))


def _table(folder: RunFolder, scorer: Scorer, golds: dict[tuple[str, str], Gold], pairs: list[dict[str, Any]]) -> pa.Table:
    """Return the score table of one protocol."""
    import pyarrow as pa

    from bench.scoring.tables.signature import signature

    usable = {place: gold for place, gold in golds.items() if scorer.applies(gold)}
    scored = [pair for pair in pairs if pair["status"] != Status.SKIPPED and (pair["corpus"], pair["page_id"]) in usable]
    rows = dict(_scored(scorer, usable, scored))
    columns = {name: pa.array([pair[name] for pair in scored], pa.string()) for name in _KEYS}
    figures = {
        name: pa.array([rows[index][place] for index in range(len(scored))], pa.float64()) for place, name in enumerate(scorer.columns)
    }
    corpora = sorted({corpus for corpus, _ in usable})
    line = signature(folder.manifest(), corpora, scorer) if corpora else ""
    return pa.table({**columns, **figures}).replace_schema_metadata({"schema": str(SCHEMA), "signature": line})


def _scored(scorer: Scorer, golds: dict[tuple[str, str], Gold], pairs: list[dict[str, Any]]) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Yield (index into ``pairs``, row), page by page, so that a page's gold is prepared once."""
    from bench.scoring import batch

    def page_of(index: int) -> tuple[str, str]:
        return pairs[index]["corpus"], pairs[index]["page_id"]

    for place, group in groupby(sorted(range(len(pairs)), key=page_of), key=page_of):
        indices = list(group)
        texts = [pairs[index]["text"] if pairs[index]["status"] == Status.OK else "" for index in indices]
        yield from zip(indices, batch.page(scorer, golds[place], texts), strict=True)
