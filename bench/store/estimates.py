"""Estimates of a run without gold, as they are stored: handed to the statistics, for all who print, draw or gate them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.store import agreement_file, frames
from bench.store.boards import sampling
from bench.store.combinations import families_of
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.matrix import Results
    from bench.store.frames import RunFrames


def are_needed(folder: RunFolder) -> bool:
    """Return whether a run has pages without gold, of which nothing but an estimate can be said."""
    return any(known.absent for known in folder.gold_counts().values())


def results(run: RunFrames) -> Results | None:
    """Return the pages without gold of a run as its stored estimates see them.

    None where every page has gold, or nothing was estimated yet. The run's pages must hold ``gold``.
    """
    folder = RunFolder(run.folder)
    held = agreement_file.read(folder) if are_needed(folder) else None
    if held is None:
        return None
    from bench.scoring.tables.estimated.boards import results_without_gold

    return results_without_gold(run.manifest, run.pages, run.extractions, held.to_pandas())


def boards(run: RunFrames, chosen: Sampling) -> tuple[EstimatedBoard, ...]:
    """Return the boards of the pages without gold, by what is stored; none where there are no such pages."""
    seen = results(run)
    if seen is None:
        return ()
    from bench.scoring.tables.estimated.boards import estimated_boards

    return estimated_boards(seen, families_of(run.manifest), chosen)


def of_run(folder: RunFolder, chosen: Sampling | None = None) -> tuple[EstimatedBoard, ...]:
    """Return the boards of a run's pages without gold by the run's own sampling, or by another."""
    if not are_needed(folder):
        return ()
    run = frames.read(folder, (), pages=frames.BOARD_PAGES, extractions=frames.BOARD_EXTRACTIONS)
    return boards(run, chosen or sampling(folder.manifest().options))


def too_few(folder: RunFolder) -> str:
    """Return why a run of pages without gold has no estimate; "" where it has enough families for one."""
    if not are_needed(folder):
        return ""
    from bench.scoring.tables.estimated.boards import too_few as too_few_families

    manifest = folder.manifest()
    return too_few_families({name: family for name, family in families_of(manifest).items() if name not in manifest.floors})
