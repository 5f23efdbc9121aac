"""What was said as a run ended, kept beside its tables with their digests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import files
from bench.model import SCHEMA, Status
from bench.store import reuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from bench.store.run_folder import RunFolder

FILE = "conclusion.json"
MADE = frozenset({"manifest.json", FILE})  # written anew for each run, with checksums of their own
_LASTING = frozenset({*reuse.SETTLED, Status.SKIPPED, Status.MISSING})


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: what was ``said``, and path below its folder -> SHA-256 of each file that another run may copy."""

    key: str  # of all that the run depends on
    said: Mapping[str, Any]
    digests: Mapping[str, str]


def keep(folder: RunFolder, key: str, said: Mapping[str, Any]) -> None:
    """Keep what was said of a run; nothing where results of it are to be tried again."""
    if not key or any(adapter.get("missing") for adapter in folder.manifest().adapters):
        return
    if set(folder.extractions(["status"])["status"].to_pylist()) <= _LASTING:
        write(folder, RunEnd(key, said, {name: files.file_digest(path) for name, path in _files(folder.path)}))


def write(folder: RunFolder, kept: RunEnd) -> None:
    """Write what is kept of a run."""
    value = {"schema": SCHEMA, "key": kept.key, "said": kept.said, "files": kept.digests}
    files.write_json(folder.path / FILE, files.sealed(value))


def read(folder: RunFolder) -> RunEnd | None:
    """Return what was kept; None where nothing was, it is damaged, or the folder holds other files by now."""
    try:
        held = files.unsealed(json.loads((folder.path / FILE).read_text(encoding="utf-8")))
        kept = RunEnd(str(held["key"]), dict(held["said"]), dict(held["files"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_same = files.is_ours(held.get("schema")) and [name for name, _ in _files(folder.path)] == sorted(kept.digests)
    return kept if is_same else None


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name below a run folder and place of each file that is copied, sorted."""
    named = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    yield from ((name, path) for name, path in named if name not in MADE)
