"""Results that need not be made again: those of earlier runs under the same key, and an interrupted run to go on with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench import files
from bench.errors import RunError
from bench.model import Extraction, Status
from bench.store import journal
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    import pyarrow as pa

    from bench.engine.plan import Plan

Pair = tuple[str, str, str]  # adapter, corpus, page id
JOURNAL = "journal"
_SETTLED = frozenset({Status.OK, Status.EMPTY, Status.ERROR})  # the rest depends on the machine, and is tried again
_CONTENT = ("sha256", "kind", "encoding")


def _folders(root: Path) -> Iterator[tuple[RunFolder, Any]]:
    """Yield every run under ``root`` with its manifest, the newest first."""
    for path in sorted((root / "runs").glob("*/manifest.json"), reverse=True):
        try:
            folder = RunFolder(path.parent)
            yield folder, folder.manifest()
        except RunError:
            continue


def lock(folder: Path) -> int | None:
    """Take a run folder for this process, until the descriptor returned is closed; None where another process has it."""
    return files.lock(folder / ".lock")


def unfinished(root: Path, digest: str) -> tuple[RunFolder, str, int] | None:
    """Return the newest interrupted run of the same plan that nobody is at: its folder, when it was begun, its lock."""
    for folder, manifest in _folders(root):
        if not manifest.complete and manifest.options.get("plan") == digest and (fd := lock(folder.path)) is not None:
            return folder, manifest.created, fd
    return None


def stored(root: Path, plan: Plan, pages: pa.Table, current: Path) -> dict[Pair, Extraction]:
    """Return what earlier runs under ``root`` hold for pairs of this plan, marked as reused.

    ``pages`` is this run's page table, for the digests; ``current`` is this run's own folder, which is not looked at.
    """
    wanted = _digests(pages)
    owed = {(plan.keys[row.name], content) for row in plan.adapters for content in wanted}
    names = {plan.keys[row.name]: row.name for row in plan.adapters}
    found: dict[Pair, Extraction] = {}
    for folder, manifest in _folders(root):
        held = {entry["name"]: entry["key"] for entry in manifest.adapters if entry.get("key") in names}
        if not owed or folder.path == current or not any(key in {k for k, _ in owed} for key in held.values()):
            continue
        for key, content, row in _rows(folder, held, complete=manifest.complete):
            if (key, content) in owed:
                owed.discard((key, content))
                found |= {
                    (names[key], *place): replace(row, adapter=names[key], corpus=place[0], page_id=place[1], reused=True)
                    for place in wanted[content]
                }
    return found


def _digests(pages: pa.Table) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return content (digest, kind, encoding) -> the (corpus, page) pairs that have it."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in pages.select([*_CONTENT, "corpus", "page_id"]).to_pylist():
        found.setdefault(tuple(row[name] for name in _CONTENT), []).append((row["corpus"], row["page_id"]))
    return found


def _rows(folder: RunFolder, held: Mapping[str, str], *, complete: bool) -> Iterator[tuple[str, tuple[str, ...], Extraction]]:
    """Yield key, content and row of every settled result of the rows ``held`` (name -> key); none from a damaged run."""
    try:
        contents = {place: content for content, places in _digests(folder.pages()).items() for place in places}
        rows = _table_rows(folder, held) if complete else journal.rows(folder.path / JOURNAL)
        for row in rows:
            if row.adapter in held and row.status in _SETTLED:
                yield held[row.adapter], contents[row.corpus, row.page_id], row
    except (RunError, KeyError):
        return


def _table_rows(folder: RunFolder, held: Mapping[str, str]) -> Iterator[Extraction]:
    """Yield the rows of a finished run that belong to ``held``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = folder.extractions()
    chosen = table.filter(pc.is_in(table["adapter"], value_set=pa.array(sorted(held))))
    for batch in chosen.to_batches(max_chunksize=1000):
        for row in batch.to_pylist():
            yield Extraction(**{**row, "status": Status(row["status"])})
