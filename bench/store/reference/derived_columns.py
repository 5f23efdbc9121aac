"""Columns of scores that follow from the others: reference results are stored without them, and read with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.store import arrow

if TYPE_CHECKING:
    import pyarrow as pa

_DERIVED = {"aligned": ("f1", "precision", "recall")}  # behind these four, and before the counts: adapter, corpus, page_id, status
_AT = 4


def without(protocol: str, table: pa.Table) -> pa.Table:
    """Return scores without what their counts give, where the installed version of the protocol gave it."""
    derived = _DERIVED.get(protocol)
    return table.drop_columns(list(derived)) if derived and _version(table) == _installed(protocol) else table


def filled(protocol: str, table: pa.Table) -> pa.Table:
    """Return scores with all columns, to the bit as they were.

    Raises RunError where some were left out that another version of the protocol gave.
    """
    derived = _DERIVED.get(protocol, ())
    if not derived or derived[0] in table.column_names:
        return table
    if _version(table) != (installed := _installed(protocol)):
        what = f"scores by {protocol}@{_version(table)} were stored as counts, and this installation has {protocol}@{installed}"
        raise RunError(what, "results by the installed version", "boilerbench reference update")
    import numpy as np
    import pyarrow as pa

    from bench.scoring.protocols import aligned

    counts = aligned.COLUMNS[len(derived) :]
    if missing := {*counts} - {*table.column_names}:
        raise RunError(f"scores by {protocol} lack {', '.join(sorted(missing))}", f"the columns {', '.join(counts)}")
    figures = aligned.derive(np.stack([table[name].to_numpy() for name in counts], axis=-1))
    for at, name in enumerate(derived):
        table = table.add_column(_AT + at, name, arrow.column(figures[:, at], pa.float64()))
    return table


def _installed(protocol: str) -> str:
    """Return the version of a protocol that is installed."""
    from bench.scoring import load

    return str(load(protocol).version)


def _version(table: pa.Table) -> str:
    """Return the version of the protocol that scores are by."""
    return str((table.schema.metadata or {}).get(b"version", b"?").decode())
