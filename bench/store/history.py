"""The history of runs: what each measured, one Parquet part for each run.

Besides scoring protocols, ``run`` holds the costs seen during the run (wall, on as many workers as it had) and ``speed`` those of the speed
suite; costs are comparable on one machine only.
"""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.errors import RunError
from bench.files import check_schema
from bench.model import SCHEMA
from bench.store import arrow, tables
from bench.store.run_folder import schema_of

FOLDER = "history"  # beside ``runs``
COSTS = ("run", "speed")  # protocols whose figures depend on the machine


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One figure of one run: of one adapter, corpus, track, protocol and metric."""

    run: str
    created: str
    commit: str  # of the repository it ran in, "" outside one
    machine: str
    corpus: str
    digest: str  # of the corpus
    track: str
    adapter: str
    package: str
    version: str
    settings: str  # JSON
    protocol: str  # like ``aligned@1``
    metric: str
    value: float
    low: float  # NaN for costs, as is ``high``
    high: float
    n: int
    uncleaned: int = -1  # pages whose gold no person cleaned; -1 where that is not known, as in parts of earlier releases


def uncleaned(entry: HistoryEntry) -> str:
    """Return how many pages behind a figure have gold that no person cleaned; "-" for none, and for costs."""
    if entry.protocol in COSTS or not entry.uncleaned:
        return "-"
    return "unknown" if entry.uncleaned < 0 else str(entry.uncleaned)


def head(folder: Path | None = None) -> str:
    """Return the commit checked out in a folder, with ``+`` where files differ; "" outside a repository."""
    try:
        commit, changed = (
            subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
            for words in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "-uno"))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return commit + ("+" if changed else "")


def append(root: Path, entries: Sequence[HistoryEntry]) -> Path:
    """Write the entries of one run as one part of the history at ``root``, whole; return its path."""
    (run,) = {entry.run for entry in entries}
    path = root / f"{run}.parquet"
    tables.write(path, arrow.table([asdict(entry) for entry in entries], schema_of(HistoryEntry)))
    return path


def read(root: Path) -> tuple[HistoryEntry, ...]:
    """Return every entry, oldest run first; raises RunError for a part damaged or of another schema."""
    entries = [entry for path in sorted(root.glob("*.parquet")) for entry in _part(path)]
    return tuple(sorted(entries, key=lambda entry: (entry.created, entry.run)))


def _part(path: Path) -> Iterator[HistoryEntry]:
    """Yield the entries of one part."""
    import pyarrow as pa

    try:
        table = tables.read(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise RunError(f"{path} cannot be read: {problem}", "a part that `boilerbench history --add` wrote", f"delete {path}") from problem
    hint = f"delete {path}, then boilerbench history --add"
    names = schema_of(HistoryEntry).names
    if table.column_names not in (names, names[:-1]):
        raise RunError(f"{path} is of another schema", f"schema {SCHEMA}", hint)
    check_schema((table.schema.metadata or {}).get(b"schema"), path, RunError, hint)
    yield from (HistoryEntry(**values) for values in table.to_pylist())
