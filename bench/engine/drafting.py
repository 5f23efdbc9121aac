"""Drafting gold: run extractors over pages without gold, and keep what they agree on."""

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
        found = outputs(run([corpus], adapters, (), out=Path(folder), options=options, progress=progress))
    voted = found.get(corpus.name, {})
    return {page.id: consensus(page, voted.get(page.id, {})) for page in corpus.pages}


def outputs(folder: RunFolder) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return corpus -> page id -> adapter -> text of all extractions that are ok and not of a floor."""
    floors = {str(row["name"]) for row in folder.manifest().adapters if row["floor"]}
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in folder.extractions(["corpus", "page_id", "adapter", "status", "text"]).to_pylist():
        if row["status"] == Status.OK and row["adapter"] not in floors:
            found.setdefault(row["corpus"], {}).setdefault(row["page_id"], {})[row["adapter"]] = row["text"]
    return found
