"""Parquet tables as this package writes them: whole, with checksums that are verified when they are read."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from bench.files import whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

_SEAL = b"boilerbench.seal"
OPTIONS = {"compression": "zstd", "write_page_checksum": True}


def write(path: Path, table: pa.Table) -> None:
    """Write a table as a Parquet file, whole."""
    import pyarrow.parquet as pq

    with whole(path) as temporary:
        pq.write_table(table.replace_schema_metadata(sealed(table.schema).metadata), temporary, **OPTIONS)


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a Parquet file, or some of its columns, as a table.

    Checksums of pages and the seal of names and metadata are verified, where it has them. Raises OSError or ArrowInvalid.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # plainly, on this thread: `read_table` would import the dataset machinery, and reading ahead costs ten times reading a run
        with pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True) as file:
            held = file.schema_arrow
            if (held.metadata or {}).get(_SEAL) not in {None, (sealed(held).metadata or {})[_SEAL]}:
                raise pa.ArrowInvalid("the names of its columns, or its metadata, are not those that were written")
            table = file.read(columns, use_threads=False)
        if not table.column_names:  # without columns a table knows its lines only as it was read
            return table
        kept = {key: value for key, value in (table.schema.metadata or {}).items() if key != _SEAL}
        return (table.select(columns) if columns else table).replace_schema_metadata(kept or None)
    except (KeyError, pa.ArrowException, UnicodeDecodeError) as problem:  # a column is not there
        raise pa.ArrowInvalid(str(problem)) from problem


def has_column(path: Path, column: str) -> bool:
    """Whether a Parquet file can be read and has a column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return column in pq.read_schema(path).names
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        return False


def made_of(path: Path, origin: str) -> pa.Table | None:
    """Return a table computed from what has the digest ``origin``; None where there is no such one."""
    import pyarrow as pa

    try:
        table = read(path)
    except (OSError, pa.ArrowInvalid):
        return None
    return table if (table.schema.metadata or {}).get(b"of") == origin.encode() else None


def sealed(schema: pa.Schema) -> pa.Schema:
    """Return a schema whose metadata hold a digest of its names and of what else they hold.

    No page's checksum covers those.
    """
    plain = {key: value for key, value in (schema.metadata or {}).items() if key not in {_SEAL, b"ARROW:schema"}}
    said = repr([*((field.name, _shape(field.type)) for field in schema), *sorted(plain.items())])
    return schema.with_metadata({**plain, _SEAL: sha256(said.encode()).hexdigest().encode()})


def _shape(kind: pa.DataType) -> str:
    """Return a type without the names that Parquet gives to what lists and maps hold."""
    import pyarrow as pa

    if pa.types.is_map(kind):
        return f"map<{_shape(kind.key_type)}, {_shape(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"list<{_shape(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'{field.name}: {_shape(field.type)}' for field in kind)}>"
    return str(kind)
