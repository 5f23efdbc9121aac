"""What the adapters of a run agree on, as a run folder keeps it: one line for each extraction, and its origin."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bench.files import file_digest
from bench.model import SCHEMA
from bench.scoring.statistics.agreement import VERSION
from bench.store import arrow, tables
from bench.store.combinations import families_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from bench.store.run_folder import RunFolder

FILE = "agreement.parquet"
KEYS = ("adapter", "corpus", "page_id")
# estimates and consensus on 0-1, an output's errors and those of them that are shared in shingles; NaN where there are too few families
FIGURES = ("f1", "precision", "recall", "consensus", "errors", "shared")


def read(folder: RunFolder) -> pa.Table | None:
    """Return what was estimated from these extractions by this version; None where nothing was."""
    return tables.made_of(folder.path / FILE, _origin(folder))


def write(folder: RunFolder, keys: pa.Table, figures: NDArray[np.float64]) -> None:
    """Write estimates: the :data:`KEYS` of each extraction, and its :data:`FIGURES`, (extractions, 6)."""
    import pyarrow as pa

    columns = {name: keys[name].combine_chunks() for name in KEYS}
    columns |= {name: arrow.column(figures[:, at], pa.float64()) for at, name in enumerate(FIGURES)}
    tables.write(folder.path / FILE, pa.table(columns).replace_schema_metadata({"schema": str(SCHEMA), "of": _origin(folder)}))


def _origin(folder: RunFolder) -> str:
    """Return what estimates depend on, as a digest: version, families, yardsticks, extractions."""
    manifest = folder.manifest()
    parts = [str(VERSION), repr(FIGURES), repr(sorted(families_of(manifest).items())), repr(sorted(manifest.floors))]
    return hashlib.sha256("\n".join([*parts, file_digest(folder.path / "extractions.parquet")]).encode()).hexdigest()
