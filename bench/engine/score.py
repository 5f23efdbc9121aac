"""From stored extractions and gold to score tables, one for each protocol."""

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

    Place = tuple[str, str]  # corpus, page id

_KEYS = ("adapter", "corpus", "page_id", "status")


def score_run(folder: RunFolder, protocols: Sequence[str]) -> None:
    """Write ``scores-<protocol>.parquet`` for each protocol; raises ProtocolError for an unknown one.

    A pair that failed is scored as no text; skipped pairs and pages without the gold a protocol needs are absent. Rows stand in the
    order of the extractions.
    """
    from bench.scoring import load_to_score

    scorers = [load_to_score(name) for name in protocols]
    golds = {(page["corpus"], page["page_id"]): gold_of(page) for page in folder.pages().to_pylist()}
    extractions = folder.extractions([*_KEYS, "text"]).to_pylist()
    for name, scorer in zip(protocols, scorers, strict=True):
        folder.write_scores(name, _table(folder, scorer, golds, extractions))


def _table(folder: RunFolder, scorer: Scorer, golds: dict[Place, Gold], extractions: list[dict[str, Any]]) -> pa.Table:
    """Return the score table of one protocol."""
    import pyarrow as pa

    from bench.scoring.tables.signature import signature

    usable = {place: gold for place, gold in golds.items() if scorer.applies(gold)}
    scored = [one for one in extractions if one["status"] != Status.SKIPPED and _place(one) in usable]
    rows = dict(_rows(scorer, usable, scored))
    columns = {name: pa.array([one[name] for one in scored], pa.string()) for name in _KEYS}
    figures = {name: pa.array([rows[at][column] for at in range(len(scored))], pa.float64()) for column, name in enumerate(scorer.columns)}
    corpora = sorted({corpus for corpus, _ in usable})
    line = signature(folder.manifest(), corpora, scorer) if corpora else ""
    metadata = {"schema": str(SCHEMA), "signature": line, "version": str(scorer.version), "variant": scorer.variant}
    return pa.table({**columns, **figures}).replace_schema_metadata(metadata)


def _rows(scorer: Scorer, golds: dict[Place, Gold], scored: list[dict[str, Any]]) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Yield (index into ``scored``, score row), page by page, so that a page's gold is prepared once."""
    from bench.scoring import batch

    def place_of(at: int) -> Place:
        """Return the page of an extraction."""
        return _place(scored[at])

    for place, group in groupby(sorted(range(len(scored)), key=place_of), key=place_of):
        indices = list(group)
        texts = [scored[at]["text"] if scored[at]["status"] == Status.OK else "" for at in indices]
        yield from zip(indices, batch.page(scorer, golds[place], texts), strict=True)


def _place(extraction: dict[str, Any]) -> Place:
    """Return the page an extraction is of."""
    return extraction["corpus"], extraction["page_id"]
