"""Read a run folder into the frames and the manifest that a report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from bench.model import Corpus, Manifest
    from bench.scoring.tables.leaderboards import Board
    from bench.store.history import Entry
    from bench.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run as read: ``scores`` by protocol; ``losses`` None where the run has none, ``history`` what runs before it measured.

    ``corpora`` and ``boards`` are what its maker still holds of it, so that none is read or computed twice; they may be empty.
    """

    folder: Path
    manifest: Manifest
    pages: pd.DataFrame
    extractions: pd.DataFrame
    scores: Mapping[str, pd.DataFrame]
    losses: pd.DataFrame | None = None
    history: tuple[Entry, ...] = ()
    corpora: tuple[Corpus, ...] = ()
    boards: tuple[Board, ...] = ()


def read(folder: Path, corpora: Sequence[Corpus] = (), boards: Sequence[Board] = ()) -> Run:
    """Read the run in ``folder``, of which ``corpora`` and ``boards`` may be at hand.

    Raises RunError where it is missing, damaged, of another schema, or has no scores.
    """
    from bench.engine import loss_table as losses
    from bench.store.run_folder import RunFolder

    run = RunFolder(folder)
    manifest = run.manifest()
    if not run.protocols():
        raise RunError(f"{folder} has no scores", "a run that was scored", f"boilerbench score {folder}")
    lost = losses.read(run)
    return Run(
        folder,
        manifest,
        run.pages().to_pandas(),
        _slim(run),
        {name: run.scores(name).to_pandas() for name in run.protocols()},
        lost.to_pandas() if lost is not None else None,
        _before(folder, manifest),
        tuple(corpora),
        tuple(boards),
    )


def _before(folder: Path, manifest: Manifest) -> tuple[Entry, ...]:
    """Return the history beside the folder of runs, up to this run: what comes later must not change its report."""
    from bench.store import history

    root = folder.resolve().parent.parent / history.FOLDER
    return tuple(entry for entry in history.read(root) if entry.created <= manifest.created)


def _slim(run: RunFolder) -> pd.DataFrame:
    """Return extractions as a frame."""
    found: pd.DataFrame = run.extractions().to_pandas()
    return found
