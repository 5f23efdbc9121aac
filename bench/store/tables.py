"""Parquet tables as this package writes them: whole, with checksums that are verified on reading."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bench.files import whole
from bench.store import arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

_SEAL = b"boilerbench.seal"
_BATCH = 2000  # lines of a row group
_ROOM = 8 << 20  # characters that those hold at most, so that no row group takes much memory when it is read
LINES = 200  # of a row group that become Python's at a time


def load() -> None:
    """Load what writing a table loads, for a moment in which the processor would wait."""
    import pyarrow.parquet  # noqa: F401


def options(schema: pa.Schema) -> dict[str, Any]:
    """Return how tables of a schema are written, for pyarrow.

    Texts are stored as they are, not once for all equal ones, so that a file says how much memory they take.
    """
    few = [column.name for column in schema if column.name != "text" and not column.type.num_fields]
    return {"compression": "zstd", "write_page_checksum": True, "use_dictionary": few}


def write(path: Path, table: pa.Table) -> None:
    """Write a table as a Parquet file, whole."""
    import pyarrow.parquet as pq

    with whole(path) as temporary:
        pq.write_table(table.replace_schema_metadata(sealed(table.schema).metadata), temporary, **options(table.schema))


def write_lines(path: Path, schema: pa.Schema, lines: Iterable[Mapping[str, object]]) -> None:
    """Write lines as a Parquet file, whole, a row group at a time: the same lines give the same bytes."""
    import pyarrow.parquet as pq

    schema = sealed(schema)
    with whole(path) as temporary, pq.ParquetWriter(temporary, schema, **options(schema)) as writer:
        for batch in _batches(lines):
            writer.write_table(arrow.table(batch, schema))


def _batches(lines: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    """Yield lines in groups of at most ``_BATCH``, fewer where they hold much text."""
    batch: list[Mapping[str, object]] = []
    room = _ROOM
    for line in lines:
        batch.append(line)
        room -= _length(line)
        if len(batch) >= _BATCH or room <= 0:
            yield batch
            batch, room = [], _ROOM
    if batch:
        yield batch


def _length(value: object) -> int:
    """Return how many characters a value holds, whatever is in it."""
    if isinstance(value, str):
        return len(value)
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return sum(map(_length, held))


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a Parquet file, or some of its columns, as a table.

    Checksums of pages and the seal of names and metadata are verified, where it has them. Raises OSError or ArrowInvalid.
    """
    import pyarrow as pa

    try:
        with _opened(path) as file:
            table = file.read(columns, use_threads=False)
        if not table.column_names:  # without columns a table knows its lines only as it was read
            return table
        kept = {key: value for key, value in (table.schema.metadata or {}).items() if key != _SEAL}
        return (table.select(columns) if columns else table).replace_schema_metadata(kept or None)
    except (KeyError, pa.ArrowException, UnicodeDecodeError) as problem:  # a column is not there
        raise pa.ArrowInvalid(str(problem)) from problem


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Give a Parquet file whose seal is whole, and whose checksums are verified as it is read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # plainly, on this thread: `read_table` would import the dataset machinery, and reading ahead costs ten times reading a run
    with pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True) as file:
        held = file.schema_arrow
        if (held.metadata or {}).get(_SEAL) not in {None, (sealed(held).metadata or {})[_SEAL]}:
            raise pa.ArrowInvalid("the names of its columns, or its metadata, are not those that were written")
        yield file


def rewrite(source: Path, target: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Write a Parquet file, whole, of what ``change`` makes of each row group of another.

    Names and metadata stay. Checksums are verified. Raises OSError or ArrowInvalid.
    """
    import pyarrow.parquet as pq

    with (
        _opened(source) as file,
        whole(target) as temporary,
        pq.ParquetWriter(temporary, file.schema_arrow, **options(file.schema_arrow)) as writer,
    ):
        for at in range(file.num_row_groups):
            writer.write_table(change(file.read_row_group(at, use_threads=False)))


def parts(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield the row groups of a Parquet file, or of some of its columns. Checksums are verified.

    Raises OSError or ArrowInvalid.
    """
    import pyarrow as pa

    try:
        with _opened(path) as file:
            for at in range(file.num_row_groups):
                yield file.read_row_group(at, columns, use_threads=False)
    except (KeyError, pa.ArrowException, UnicodeDecodeError) as problem:
        raise pa.ArrowInvalid(str(problem)) from problem


class Rows:
    """A table on disk of which some rows at a time are read; the last row group is kept at hand."""

    def __init__(self, file: pq.ParquetFile, columns: Sequence[str] | None) -> None:
        """Read nothing yet but where its row groups begin."""
        import numpy as np

        self._file, self._columns = file, columns
        groups = [file.metadata.row_group(at) for at in range(file.num_row_groups)]
        self._starts = np.cumsum([0, *(group.num_rows for group in groups)])
        self._last: tuple[int, pa.Table] | None = None
        wanted = {at for at, name in enumerate(file.schema_arrow.names) if columns is None or name in columns}
        plain = all(file.schema_arrow.field(at).type.num_fields == 0 for at in range(len(file.schema_arrow.names)))
        spans = [
            sum(group.column(at).total_uncompressed_size for at in range(group.num_columns) if not plain or at in wanted)
            for group in groups
        ]
        self.sizes = np.repeat([span / max(group.num_rows, 1) for span, group in zip(spans, groups, strict=True)], np.diff(self._starts))

    def take(self, rows: NDArray[np.int64]) -> pa.Table:
        """Return rows by number, in the order asked for. Raises OSError or ArrowInvalid."""
        import numpy as np
        import pyarrow as pa

        inside = np.searchsorted(self._starts, rows, side="right") - 1
        parts, places = [], np.empty(len(rows), int)
        filled = 0
        for group in np.unique(inside):
            asked = np.flatnonzero(inside == group)
            parts.append(self._group(int(group)).take(arrow.column(rows[asked] - self._starts[group], pa.int64())))
            places[asked] = np.arange(filled, filled + len(asked))
            filled += len(asked)
        return pa.concat_tables(parts).take(arrow.column(places, pa.int64())) if parts else self._file.schema_arrow.empty_table()

    def by_group(self, rows: NDArray[np.int64]) -> Iterator[pa.Table]:
        """Yield rows by number, ascending, row group by row group: none is read that holds none of them."""
        import numpy as np

        inside = np.searchsorted(self._starts, rows, side="right") - 1
        for group in np.unique(inside):
            yield self.take(rows[inside == group])

    def _group(self, at: int) -> pa.Table:
        """Return the wanted columns of a row group."""
        if self._last is None or self._last[0] != at:
            self._last = at, self._file.read_row_group(at, self._columns, use_threads=False)
        return self._last[1]


def listed(column: pa.ChunkedArray) -> list[str]:
    """Return a column of strings as a list in which equal ones are one object."""
    return list(arrow.shared(name for chunk in column.chunks for name in chunk.to_pylist()))


@contextmanager
def rows_of(path: Path, columns: Sequence[str] | None = None) -> Iterator[Rows]:
    """Give a Parquet file, or some of its columns, to read rows of.

    Its checksums are verified. Raises OSError where it cannot be read.
    """
    import pyarrow as pa

    try:
        with _opened(path) as file:
            yield Rows(file, columns)
    except (KeyError, pa.ArrowException, UnicodeDecodeError) as problem:
        raise OSError(str(problem)) from problem


def names(path: Path) -> list[str]:
    """Return the columns of a Parquet file, none of one that cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return list(pq.read_schema(path).names)
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        return []


def has_column(path: Path, column: str) -> bool:
    """Whether a Parquet file can be read and has a column."""
    return column in names(path)


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
