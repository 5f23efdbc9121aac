"""The history of runs: what each measured, one Parquet part for each run.

Parts lie under ``reports/history`` and are written whole. A part that is written again under the same run replaces the old one; parts of
another schema are refused. Besides scoring protocols, ``run`` holds the costs seen during the run (wall, on as many workers as it had) and
``speed`` those of the speed suite; costs are comparable on one machine only.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.files import check_schema, whole
from bench.model import SCHEMA
from bench.store.run_folder import read_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

FOLDER = "history"  # beside ``runs``
COSTS = ("run", "speed")  # protocols whose figures depend on the machine


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One figure of one run: of one adapter, corpus, track, protocol and metric.

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


_COLUMNS = [field.name for field in fields(HistoryEntry)]


def _schema() -> pa.Schema:
    """Return the columns of a part."""
    import pyarrow as pa

    kinds = {"value": pa.float64(), "low": pa.float64(), "high": pa.float64(), "n": pa.int64()}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in _COLUMNS], metadata={"schema": str(SCHEMA)})


def append(root: Path, entries: Sequence[HistoryEntry]) -> Path:
    """Write the entries of one run as one part of the history at ``root``, whole; return its path."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (run,) = {entry.run for entry in entries}
    path = root / f"{run}.parquet"
    with whole(path) as temporary:
        pq.write_table(pa.Table.from_pylist([asdict(entry) for entry in entries], schema=_schema()), temporary, compression="zstd")
    return path


def read(root: Path) -> tuple[HistoryEntry, ...]:
    """Return every entry of the history at ``root``, oldest run first; none where there is none.

    Raises RunError for a part that is damaged or of another schema.
    """
    entries = [entry for path in sorted(root.glob("*.parquet")) for entry in _part(path)]
    return tuple(sorted(entries, key=lambda entry: (entry.created, entry.run)))


def _part(path: Path) -> Iterator[HistoryEntry]:
    """Yield the entries of one part."""
    import pyarrow as pa

    try:
        table = read_parquet(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise RunError(f"{path} cannot be read: {problem}", "a part that `boilerbench history --add` wrote", f"delete {path}") from problem
    hint = f"delete {path}, then boilerbench history --add"
    if table.column_names != _COLUMNS:
        raise RunError(f"{path} is of another schema", f"schema {SCHEMA}", hint)
    check_schema((table.schema.metadata or {}).get(b"schema"), path, RunError, hint)
    yield from (HistoryEntry(**values) for values in table.to_pylist())
