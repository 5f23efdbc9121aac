"""Columns of tables from Python's values, and as arrays; pyarrow's own ways import pandas, which takes a tenth of a second of CPU."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_LARGEST = (1 << 31) - 1  # bytes of the texts of a column, or elements of its lists


def table(lines: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return lines as a table of a schema; what a line lacks is null."""
    import pyarrow as pa

    return pa.Table.from_arrays([column([line.get(field.name) for line in lines], field.type) for field in schema], schema=schema)


def column(values: Sequence[Any] | NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Return what ``pa.array(values, kind)`` gives of the kinds that tables hold; None is null.

    These are texts, 64-bit numbers, flags, and lists, structs and maps of them.
    Raises ArrowCapacityError over 2 GiB of texts, ArrowNotImplementedError for another type.
    """
    import numpy as np
    import pyarrow as pa

    valid = [value is not None for value in values]
    nulls = len(valid) - sum(valid)
    buffers = [_bits(valid) if nulls else None]
    children: list[pa.Array] = []
    if number := _numbers().get(kind):
        buffers.append(pa.py_buffer(np.array([0 if value is None else value for value in values] if nulls else values, number)))
    elif pa.types.is_boolean(kind):
        buffers.append(_bits([bool(value) for value in values]))
    elif pa.types.is_string(kind):
        texts = [b"" if value is None else value.encode() for value in values]
        buffers += [_offsets(texts), pa.py_buffer(b"".join(texts))]
    elif pa.types.is_struct(kind):
        children = [column([None if value is None else value[field.name] for value in values], field.type) for field in kind]
    elif pa.types.is_map(kind):
        entries = pa.struct([kind.key_field, kind.item_field])
        pairs = [dict(zip(("key", "value"), pair, strict=True)) for pair in chain.from_iterable(value or () for value in values)]
        buffers.append(_offsets([value or () for value in values]))
        children = [column(pairs, entries)]
    elif pa.types.is_list(kind):
        buffers.append(_offsets([value or () for value in values]))
        children = [column(list(chain.from_iterable(value or () for value in values)), kind.value_type)]
    else:
        raise pa.ArrowNotImplementedError(f"a column of {kind}")
    return pa.Array.from_buffers(kind, len(values), buffers, nulls, children=children)


def _bits(flags: Sequence[bool]) -> pa.Buffer:
    """Return a bit for each flag."""
    import numpy as np
    import pyarrow as pa

    return pa.py_buffer(np.packbits(np.array(flags, bool), bitorder="little"))


def _offsets(values: Sequence[Sequence[Any]]) -> pa.Buffer:
    """Return where each value of one length or another begins, and where the last one ends."""
    import numpy as np
    import pyarrow as pa

    ends = np.cumsum([0, *map(len, values)])
    if ends[-1] > _LARGEST:
        raise pa.ArrowCapacityError(f"a column of {ends[-1]:,} bytes or elements")
    return pa.py_buffer(ends.astype(np.int32))


def columns(held: pa.Table) -> dict[str, NDArray[Any]]:
    """Return the columns of a table as arrays, of numbers (a null is NaN) or of objects (it is None)."""
    return {name: _values(held[name]) for name in held.column_names}


def _values(held: pa.ChunkedArray) -> NDArray[Any]:
    """Return the values of a column."""
    import numpy as np
    import pyarrow as pa

    kind = _numbers().get(held.type)
    if kind is None:
        values = chain.from_iterable(chunk.to_pylist() for chunk in held.chunks)
        return np.fromiter(shared(values) if pa.types.is_string(held.type) else values, object, len(held))
    if held.null_count:
        return np.array([np.nan if value is None else value for value in held.to_pylist()], float)
    parts = [np.frombuffer(chunk.buffers()[1], kind, len(chunk), chunk.offset * kind().itemsize) for chunk in held.chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.empty(0, kind)


def shared(names: Iterable[str]) -> Iterator[str]:
    """Yield strings, of which equal ones are one object: few names are many."""
    seen: dict[str, str] = {}
    return (seen.setdefault(name, name) for name in names)


def _numbers() -> dict[pa.DataType, type[np.number[Any]]]:
    """Return the numbers that columns hold, by what they are called there."""
    import numpy as np
    import pyarrow as pa

    return {pa.int64(): np.int64, pa.float64(): np.float64}
