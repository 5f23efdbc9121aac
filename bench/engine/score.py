"""From stored extractions and gold to score tables, one for each protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.model import SCHEMA, Gold, Scorer, Status
from bench.store.run_folder import RunFolder, gold_of, texts_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pyarrow as pa

Place = tuple[str, str]  # corpus, page id

_KEYS = ("adapter", "corpus", "page_id", "status")


def score_run(folder: RunFolder, protocols: Sequence[str]) -> None:
    """Write ``scores-<protocol>.parquet`` for each protocol; raises ProtocolError for an unknown one.

    A pair that failed is scored as no text; skipped pairs and pages without the gold needed are absent. Rows keep the extractions' order.
    """
    from bench.scoring import load_to_score

    scorers = [load_to_score(name) for name in protocols]
    golds = {place_of(page): gold_of(page) for page in folder.pages().to_pylist()}
    extractions = folder.extractions([*_KEYS, "text"]).to_pylist()
    digest = texts_digest(extractions)
    for name, scorer in zip(protocols, scorers, strict=True):
        table = _table(folder, scorer, golds, extractions)
        folder.write_scores(name, table.replace_schema_metadata({**table.schema.metadata, "texts": digest}))


def _table(folder: RunFolder, scorer: Scorer, golds: dict[Place, Gold], extractions: list[dict[str, Any]]) -> pa.Table:
    """Return the score table of one protocol."""
    import pyarrow as pa

    from bench.scoring import answers
    from bench.scoring.tables.signature import signature

    usable = {place: gold for place, gold in golds.items() if scorer.applies(gold)}
    outputs = answers.outputs_of(folder.manifest())
    taken = {name for name, output in outputs.items() if answers.takes(scorer, output)}
    tried = [one for one in extractions if one["status"] != Status.SKIPPED and place_of(one) in usable]
    scored = [one for one in tried if one["adapter"] in taken]
    if tried and not scored:
        what = f"no adapter of the run answers with Markdown or HTML, and {scorer.name} reads nothing else"
        raise ProtocolError(what, "an adapter of the group markdown", "boilerbench run --adapters markdown --protocol structure")
    rows = _rows(scorer, usable, scored, outputs)
    columns = {name: pa.array([one[name] for one in scored], pa.string()) for name in _KEYS}
    figures = {name: pa.array([rows[at][column] for at in range(len(scored))], pa.float64()) for column, name in enumerate(scorer.columns)}
    corpora = sorted({corpus for corpus, _ in usable})
    line = signature(folder.manifest(), corpora, scorer) if corpora else ""
    metadata = {"schema": str(SCHEMA), "signature": line, "version": str(scorer.version), "variant": scorer.variant}
    return pa.table({**columns, **figures}).replace_schema_metadata(metadata)


def _rows(
    scorer: Scorer, golds: dict[Place, Gold], scored: list[dict[str, Any]], outputs: Mapping[str, str]
) -> dict[int, tuple[float, ...]]:
    """Return index into ``scored`` -> score row; a page's gold is prepared once."""
    from bench.scoring import answers, batch

    pages: dict[Place, dict[int, str]] = {}
    for at, one in enumerate(scored):
        pages.setdefault(place_of(one), {})[at] = answers.read(scorer, outputs[one["adapter"]], text_of(one))
    rows: dict[int, tuple[float, ...]] = {}
    for place, texts in pages.items():
        rows |= zip(texts, batch.page(scorer, golds[place], [*texts.values()]), strict=True)
    return rows


def place_of(entry: Mapping[str, Any]) -> Place:
    """Return the page that a stored page or extraction is of."""
    return entry["corpus"], entry["page_id"]


def text_of(extraction: Mapping[str, Any], outputs: Mapping[str, str] | None = None) -> str:
    """Return the text of a stored extraction, none where it failed; with ``outputs``, Markdown's words."""
    from bench.scoring import answers

    text = str(extraction["text"]) if extraction["status"] == Status.OK else ""
    return answers.words(outputs[extraction["adapter"]], text) if outputs else text
