"""Drafts of gold: run extractors over pages without gold, and keep what they agree on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.gold.consensus import consensus
from bench.engine.run import run
from bench.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.engine.plan import Options
    from bench.engine.progress import Progress
    from bench.model import Block, Corpus
    from bench.store.run_folder import RunFolder


def draft(
    corpus: Corpus, adapters: Sequence[str], options: Options | None = None, progress: Progress | None = None
) -> dict[str, tuple[Block, ...]]:
    """Return page id -> the blocks that most extractors return; the run behind it is thrown away."""
    with tempfile.TemporaryDirectory(prefix="boilerbench-draft-") as folder:
        texts = texts_by_page(run([corpus], adapters, (), out=Path(folder), options=options, progress=progress)).get(corpus.name, {})
    return {page.id: consensus(page, texts.get(page.id, {})) for page in corpus.pages}


def texts_by_page(folder: RunFolder) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return corpus -> page id -> adapter -> text of all extractions that are ok and not of a floor."""
    floors = folder.manifest().floors
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for extraction in folder.extractions(["corpus", "page_id", "adapter", "status", "text"]).to_pylist():
        if extraction["status"] == Status.OK and extraction["adapter"] not in floors:
            texts.setdefault(extraction["corpus"], {}).setdefault(extraction["page_id"], {})[extraction["adapter"]] = extraction["text"]
    return texts
