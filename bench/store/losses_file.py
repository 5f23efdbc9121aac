"""Where the loss is, as a run folder keeps it: one line for each extraction, and its origin."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bench.files import file_digest
from bench.model import SCHEMA
from bench.store import arrow, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from bench.store.run_folder import RunFolder

FILE = "losses.parquet"
KEYS = ("adapter", "corpus", "page_id")


def read(folder: RunFolder) -> pa.Table | None:
    """Return what was computed for these very extractions; None where nothing was, or by another version."""
    return tables.made_of(folder.path / FILE, _origin(folder))


def unread(table: pa.Table) -> list[str]:
    """Return the names of corpora of which pages could not be read when the losses were computed."""
    return [str(name) for name in json.loads((table.schema.metadata or {}).get(b"unread", b"[]"))]


def write(folder: RunFolder, keys: pa.Table, losses: NDArray[np.float64], unread: Sequence[str] = ()) -> None:
    """Write losses: the :data:`KEYS` of each extraction, and its ``losses`` (extractions, columns).

    The columns are those of ``bench.scoring.tables.losses``. ``unread`` names corpora of which pages could not be read.
    """
    import pyarrow as pa

    from bench.scoring.tables.losses import COLUMNS

    columns = {name: keys[name].combine_chunks() for name in KEYS}
    columns |= {name: arrow.column(losses[:, at], pa.float64()) for at, name in enumerate(COLUMNS)}
    metadata = {"schema": str(SCHEMA), "of": _origin(folder), "unread": json.dumps(list(unread))}
    tables.write(folder.path / FILE, pa.table(columns).replace_schema_metadata(metadata))


def carry(before: RunFolder, folder: RunFolder) -> None:
    """Have losses that were copied from a run say that they are of this one.

    Its texts and pages are the same.
    """
    table = tables.made_of(folder.path / FILE, _origin(before))
    if table is not None:
        metadata = {**(table.schema.metadata or {}), b"of": _origin(folder).encode()}
        tables.write(folder.path / FILE, table.replace_schema_metadata(metadata))


def _origin(folder: RunFolder) -> str:
    """Return what losses depend on in short: their version and the bytes of extractions and pages."""
    from bench.scoring.tables.losses import VERSION

    digests = [bytes.fromhex(file_digest(folder.path / name)) for name in ("extractions.parquet", "pages.parquet")]
    return f"{VERSION}:" + hashlib.sha256(b"".join(digests)).hexdigest()[:24]
