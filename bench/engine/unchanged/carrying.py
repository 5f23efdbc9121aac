"""Carry the tables and the report of the latest run over to a new one of which nothing has changed."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.engine.plan import manifest, now
from bench.engine.unchanged import conclusion
from bench.errors import RunError
from bench.files import file_digest
from bench.model import Status
from bench.store import arrow, losses_file, tables
from bench.store.run_folder import RunFolder, create, point
from bench.workers import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    import pyarrow as pa

    from bench.engine.plan import Plan
    from bench.model import Manifest

    Rename = Callable[[str, Manifest, Manifest], str]  # the index of a report of one run -> the same of another

_INDEX = "report/index.html"
_EXTRACTIONS = "extractions.parquet"


def carried(plan: Plan, key: str, out: Path, rename: Rename) -> tuple[RunFolder, Mapping[str, Any]] | None:
    """Return a new run that holds what the latest one does, and what was said of that.

    ``latest`` then points to it. None where the latest run has another ``key``, is not the last one begun, or where a file of it is
    damaged or was changed: then all is to be looked into again. No entry is added to the history, as nothing was measured.
    """
    before = _latest(out) if key and not plan.options.fresh else None
    kept = conclusion.read(before) if before else None
    if before is None or kept is None or kept.key != key:
        return None
    surroundings.sweep()
    created = now()
    folder = create(out, created, plan.digest[:8])
    try:
        made = _manifest(plan, before, folder, created)
        _copy(before, folder, kept.digests)
        changed = [*_renamed(before, folder, made, rename), *_marked(before, folder, frozenset(one.name for one in plan.adapters))]
        digests = {name: file_digest(folder.path / name) for name in changed}
        conclusion.write(folder, replace(kept, digests={**kept.digests, **digests}))
        folder.write_manifest(made)
    except (OSError, ValueError, KeyError, RunError):  # pyarrow's ArrowInvalid is a ValueError
        shutil.rmtree(folder.path, ignore_errors=True)
        return None
    point(out, folder.path)
    return folder, kept.said


def _latest(out: Path) -> RunFolder | None:
    """Return the run that ``latest`` leads to, where no other was begun since."""
    with suppress(OSError, ValueError):
        latest = (out / "latest").resolve(strict=True)
        if latest.parent == (out / "runs").resolve() and latest.name == max(path.name for path in latest.parent.iterdir()):
            return RunFolder(latest)
    return None


def _manifest(plan: Plan, before: RunFolder, folder: RunFolder, created: str) -> Manifest:
    """Return the manifest of the new run: all results are reused ones."""
    held = {str(one["name"]): one for one in before.manifest().adapters}
    notes = {
        one.name: {name: held[one.name][name] for name in ("results", "markup") if name in held[one.name]}
        | {"reused": held[one.name]["results"]}
        for one in plan.adapters
    }
    return manifest(plan, folder.path.name, created, notes, complete=True)


def _copy(before: RunFolder, folder: RunFolder, digests: Mapping[str, str]) -> None:
    """Copy the files of a run; raises ValueError where one is not what it was."""
    for name, digest in digests.items():
        target = folder.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(before.path / name, target)
        if file_digest(target) != digest:
            raise ValueError(f"{name} was changed")


def _renamed(before: RunFolder, folder: RunFolder, made: Manifest, rename: Rename) -> Iterator[str]:
    """Have the report be the new run's; yield the name of what is changed."""
    index = folder.path / _INDEX
    index.write_text(rename(index.read_text(encoding="utf-8"), before.manifest(), made), encoding="utf-8")
    yield _INDEX


def _marked(before: RunFolder, folder: RunFolder, ran: frozenset[str]) -> Iterator[str]:
    """Mark results as reused where not all are already; yield the names of files changed."""
    if all(one["reused"] == one["results"] for one in before.manifest().adapters if one["name"] in ran):
        return
    place = folder.path / _EXTRACTIONS
    tables.rewrite(place, place, lambda part: _reused(part, ran))
    yield _EXTRACTIONS
    if (folder.path / losses_file.FILE).exists():
        losses_file.carry(before, folder)
        yield losses_file.FILE


def _reused(part: pa.Table, ran: frozenset[str]) -> pa.Table:
    """Return extractions marked as reused, but those never tried or of stored outputs."""
    pairs = zip(part["adapter"].to_pylist(), part["status"].to_pylist(), strict=True)
    tried = [adapter in ran and status != Status.SKIPPED for adapter, status in pairs]
    at = part.column_names.index("reused")
    field = part.schema.field(at)
    return part.set_column(at, field, arrow.column(tried, field.type))
