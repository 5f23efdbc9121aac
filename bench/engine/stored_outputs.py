"""Make a run of stored outputs: predictions of extractors that were run elsewhere, scored like any other run."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bench import __version__
from bench.engine import plan
from bench.engine.score import score_run
from bench.errors import RunError
from bench.model import Manifest
from bench.scoring.stored_outputs import extractions
from bench.store.run_folder import RunFolder, point

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.model import Corpus
    from bench.scoring.stored_outputs import Predictions


def store(
    corpus: Corpus, found: Sequence[Predictions], protocols: Sequence[str], out: Path, *, seed: int = 0, resamples: int = 10_000
) -> RunFolder:
    """Write a run folder with one adapter a file of predictions, score it, and have ``<out>/latest`` lead to it.

    Raises RunError for two predictions of one name, BoilerbenchError where predictions and corpus share no page.
    """
    names = [item.name for item in found]
    if len(set(names)) < len(names) or not names:
        raise RunError(f"{len(names)} predictions with {len(set(names))} names", "one file a name, one at least")
    rows = [row for item in found for row in extractions(item, corpus)]
    created = plan.now()
    folder = RunFolder(out / "runs" / f"{created.replace('-', '').replace(':', '')}-predictions-{secrets.token_hex(3)}")
    folder.path.mkdir(parents=True)
    folder.write_manifest(_manifest(corpus, found, folder.path.name, created, seed, resamples, complete=False))
    folder.write_pages([corpus])
    folder.write_extractions(rows)
    score_run(folder, protocols)
    folder.write_manifest(_manifest(corpus, found, folder.path.name, created, seed, resamples, complete=True))
    point(out, folder.path)
    return folder


def _manifest(
    corpus: Corpus, found: Sequence[Predictions], run: str, created: str, seed: int, resamples: int, *, complete: bool
) -> Manifest:
    """Return the manifest; an adapter's package is not known, its version is what its file says."""
    about = {
        "name": corpus.name, "digest": corpus.digest, "pages": len(corpus.pages), "source": corpus.source, "licence": corpus.licence,
        "citation": corpus.citation, "oracle": corpus.oracle,
    }  # fmt: skip
    rows = tuple(
        {"name": item.name, "package": "", "version": item.version, "settings": {}, "accepts": "", "licence": "", "extra": "", "env": "",
         "floor": False, "stored": True}
        for item in found
    )  # fmt: skip
    return Manifest(run, created, __version__, (about,), rows, {"seed": seed, "resamples": resamples}, plan.machine(), complete=complete)
