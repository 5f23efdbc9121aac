"""The history of runs: what each measured, one Parquet part a run, appended whole, under ``reports/history``.

A part holds rows of :class:`Entry`: one an adapter, corpus, track, protocol and metric. Readers ask :func:`read`, which gives all parts in
the order of their time; a part that was written again under the same run replaces the old one. Parts of another schema are refused.
Besides scoring protocols, ``run`` holds the costs seen during the run (wall, on as many workers as it had) and ``speed`` those of the
speed suite; costs are comparable on one machine only.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.files import whole
from bench.model import SCHEMA
from bench.store.run_folder import read_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pyarrow as pa

    from bench.model import Manifest
    from bench.scoring.tables.leaderboards import Board
    from bench.store.run_folder import RunFolder

FOLDER = "history"  # beside ``runs``
COSTS = ("run", "speed")  # protocols whose figures depend on the machine
_SPEED = ("p50_ms", "p95_ms", "p99_ms", "pages_per_s", "mb_per_s", "peak_mb", "import_ms")


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of one run.

    ``commit`` is of the repository it ran in ("" outside one), ``protocol`` like ``aligned@1``, ``settings`` JSON, ``digest`` the corpus's.
    ``low`` and ``high`` are NaN for costs.
    """

    run: str
    created: str
    commit: str
    machine: str
    corpus: str
    digest: str
    track: str
    adapter: str
    package: str
    version: str
    settings: str
    protocol: str
    metric: str
    value: float
    low: float
    high: float
    n: int


def _schema() -> pa.Schema:
    """Return the columns of a part."""
    import pyarrow as pa

    kinds = {"value": pa.float64(), "low": pa.float64(), "high": pa.float64(), "n": pa.int64()}
    return pa.schema([(field.name, kinds.get(field.name, pa.string())) for field in fields(Entry)], metadata={"schema": str(SCHEMA)})


def append(root: Path, entries: Sequence[Entry]) -> Path:
    """Write the entries of one run as one part of the history at ``root``, whole; return its path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (run,) = {entry.run for entry in entries}
    path = root / f"{run}.parquet"
    with whole(path) as temporary:
        pq.write_table(pa.Table.from_pylist([asdict(entry) for entry in entries], schema=_schema()), temporary, compression="zstd")
    return path


def read(root: Path) -> tuple[Entry, ...]:
    """Return every entry of the history at ``root``, oldest run first, none where there is none; raises RunError for a damaged part."""
    found = [entry for path in sorted(root.glob("*.parquet")) for entry in _part(path)]
    return tuple(sorted(found, key=lambda entry: (entry.created, entry.run)))


def _part(path: Path) -> Iterator[Entry]:
    """Yield the entries of one part."""
    import pyarrow as pa

    try:
        table = read_parquet(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise RunError(f"{path} cannot be read: {problem}", "a part that `boilerbench history --add` wrote", f"delete {path}") from problem
    if (table.schema.metadata or {}).get(b"schema") != str(SCHEMA).encode() or table.column_names != [
        field.name for field in fields(Entry)
    ]:
        raise RunError(f"{path} is of another schema", f"schema {SCHEMA}", f"delete {path}, then boilerbench history --add")
    yield from (Entry(**row) for row in table.to_pylist())


def record(folder: RunFolder, root: Path, boards: Sequence[Board] | None = None, *, commit: str | None = None) -> tuple[Entry, ...]:
    """Append what a run measured, its speed suite included, to the history at ``root``; return the entries.

    A run without scores adds nothing. ``boards`` (all of them, by the run's own sampling) spare computing again what is at hand;
    ``commit`` defaults to the head of the repository that the current folder lies in.
    """
    from bench.store.results import boards as compute
    from bench.store.results import sampling

    manifest = folder.manifest()
    at = head() if commit is None else commit
    found = compute(folder, folder.protocols(), sampling(folder)) if boards is None else boards
    entries = (*_qualities(found, manifest, at), *_speeds(folder, manifest, at))
    if entries:
        append(root, entries)
    return entries


def head(folder: Path | None = None) -> str:
    """Return the commit checked out in ``folder`` (the current one), with a ``+`` where files differ from it; "" outside a repository."""
    try:
        found, changed = (
            subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
            for words in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "-uno"))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return found + ("+" if changed else "")


def machine_of(manifest: Manifest) -> str:
    """Return one line that names a machine and its Python."""
    return ", ".join(f"{key}={manifest.machine[key]}" for key in ("cpu", "cores", "platform", "python") if key in manifest.machine)


def _described(manifest: Manifest, commit: str, adapter: str, corpus: str) -> dict[str, Any]:
    """Return the fields of an entry that do not depend on the figure."""
    row: Mapping[str, Any] = next((row for row in manifest.adapters if row["name"] == adapter), {})
    digest = next((str(entry["digest"]) for entry in manifest.corpora if entry["name"] == corpus), "")
    made = {"run": manifest.id, "created": manifest.created, "commit": commit, "machine": machine_of(manifest)}
    return {
        **made, "corpus": corpus, "digest": digest,
        "adapter": adapter, "package": str(row.get("package", "")), "version": str(row.get("version", "")),
        "settings": json.dumps(row.get("settings") or {}, sort_keys=True, default=str),
    }  # fmt: skip


def _qualities(boards: Iterable[Board], manifest: Manifest, commit: str) -> Iterator[Entry]:
    """Yield every metric of every protocol on each corpus, and once the costs seen during the run."""
    from bench.scoring import load

    timed = set[tuple[str, str, str]]()
    for board in sorted((board for board in boards if len(board.corpora) == 1), key=lambda board: board.protocol):
        name = f"{board.protocol}@{load(board.protocol).version}"
        for row in board.rows:
            place = (row.adapter, board.corpora[0], board.track)
            fixed = {**_described(manifest, commit, *place[:2]), "track": board.track, "n": row.n}
            for metric, found in row.metrics.items():
                yield Entry(**fixed, protocol=name, metric=metric, value=found.value, low=found.low, high=found.high)
            if place not in timed:
                timed.add(place)
                costs = {"p50_ms": row.wall_p50_ms, "p95_ms": row.wall_p95_ms, "peak_mb": row.peak_mb, "coverage": row.coverage}
                yield from _costs(fixed, "run", costs)


def _speeds(folder: RunFolder, manifest: Manifest, commit: str) -> Iterator[Entry]:
    """Yield what the speed suite found, where it was run."""
    try:
        value = json.loads((folder.path / "speed-summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    corpora = "+".join(sorted(value["corpora"]))
    for row in value["adapters"]:
        fixed = {**_described(manifest, commit, row["adapter"], corpora), "track": "", "n": int(row["pages"]), "version": row["version"]}
        yield from _costs(fixed, "speed", {name: row[name] for name in _SPEED if row[name] is not None})


def _costs(fixed: Mapping[str, Any], protocol: str, costs: Mapping[str, float]) -> Iterable[Entry]:
    """Yield entries of figures without an interval."""
    nothing = float("nan")
    for metric, value in costs.items():
        yield Entry(**fixed, protocol=protocol, metric=metric, value=float(value), low=nothing, high=nothing)
