"""Small runs for tests of the store, written by the store alone: what each page got is given outright."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from bench.model import SCHEMA, Block, Corpus, Extraction, Gold, Kind, Manifest, Page, Status
from bench.scoring import load
from bench.store.run_folder import RunFolder, corpus_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

TEXTS = ("one fine morning", "two fine evenings", "three more words")


def corpus(texts: Sequence[str] = TEXTS, name: str = "tiny", encoding: str = "") -> Corpus:
    """Return a corpus of text pages ``p0``, ``p1``, ... whose gold is their text."""
    pages = tuple(Page(f"p{at}", name, text.encode(), Kind.TEXT, encoding=encoding, site=f"s{at}") for at, text in enumerate(texts))
    gold = {page.id: Gold(page.id, (Block(text),)) for page, text in zip(pages, texts, strict=True)}
    return Corpus(name, f"digest-of-{name}", pages, gold, source=f"from/{name}", licence="CC0-1.0")


def extraction(page: str = "p0", adapter: str = "a", status: Status = Status.OK, text: str = "one", **more: Any) -> Extraction:
    """Return an extraction of a page of ``tiny``; only ``ok`` has text."""
    return Extraction(more.pop("corpus", "tiny"), page, adapter, status, text=text if status is Status.OK else "", **more)


def manifest(corpora: Iterable[Corpus], adapters: Iterable[Mapping[str, Any]], **changes: Any) -> Manifest:
    """Return a finished run's manifest."""
    fixed = {"id": "one", "created": "2026-01-02T03:04:05Z", "version": "0", "machine": {"cpu": "x", "cores": 2}, "complete": True}
    options = {"seed": 3, "resamples": 50}
    return Manifest(**{**fixed, "corpora": tuple(map(corpus_data, corpora)), "adapters": tuple(adapters), "options": options, **changes})


def run(
    path: Path,
    extractions: Sequence[Extraction],
    corpora: Sequence[Corpus] | None = None,
    *,
    adapters: Sequence[Mapping[str, Any]] | None = None,
    protocols: Sequence[str] = (),
    **changes: Any,
) -> RunFolder:
    """Write a run folder: its pages, extractions and manifest, and scores by the protocols named."""
    folder = RunFolder(path)
    path.mkdir(parents=True)
    corpora = corpora or [corpus()]
    named = [{"name": name, "version": "1"} for name in dict.fromkeys(one.adapter for one in extractions)]
    folder.write_manifest(manifest(corpora, adapters or named, **changes))
    folder.write_pages(corpora)
    folder.write_extractions(extractions)
    for protocol in protocols:
        folder.write_scores(protocol, scores(protocol, extractions, corpora))
    return folder


def scores(protocol: str, extractions: Sequence[Extraction], corpora: Sequence[Corpus]) -> pa.Table:
    """Return the score table of one protocol."""
    scorer = load(protocol)
    golds = {(one.name, page): gold for one in corpora for page, gold in one.gold.items()}
    tried = [one for one in extractions if one.status is not Status.SKIPPED]
    rows = [scorer.row(scorer.prepare(golds[one.corpus, one.page_id]), one.text) for one in tried]
    keys = {name: pa.array([str(getattr(one, name)) for one in tried], pa.string()) for name in ("adapter", "corpus", "page_id", "status")}
    columns = {name: pa.array([row[at] for row in rows], pa.float64()) for at, name in enumerate(scorer.columns)}
    return pa.table({**keys, **columns}).replace_schema_metadata({"schema": str(SCHEMA), "signature": f"signed {protocol}"})
