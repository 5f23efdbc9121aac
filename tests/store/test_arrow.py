"""Columns made from Python's values are those that pyarrow makes, to the byte of the file, and cost no import of pandas."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.store import arrow

TEXT = some.text(some.characters(exclude_categories=["Cs"]))
ITEM = some.fixed_dictionaries({"text": TEXT | some.none(), "optional": some.booleans()})
STRUCT = pa.struct([("text", pa.string()), ("optional", pa.bool_())])
KINDS: dict[str, tuple[some.SearchStrategy[Any], pa.DataType]] = {
    "text": (TEXT, pa.string()),
    "whole": (some.integers(-(1 << 63), (1 << 63) - 1), pa.int64()),
    "real": (some.floats(allow_nan=False), pa.float64()),
    "flag": (some.booleans(), pa.bool_()),
    "texts": (some.lists(TEXT | some.none()) | some.lists(TEXT).map(tuple), pa.list_(pa.string())),
    "struct": (ITEM, STRUCT),
    "structs": (some.lists(ITEM | some.none()), pa.list_(STRUCT)),
    "map": (some.dictionaries(TEXT, TEXT | some.none()).map(lambda held: sorted(held.items())), pa.map_(pa.string(), pa.string())),
}


def stored(array: pa.Array) -> bytes:
    """Return the Parquet file that holds a column."""
    file = BytesIO()
    pq.write_table(pa.table({"x": array}), file)
    return file.getvalue()


@pytest.mark.parametrize("name", KINDS)
@given(data=some.data())
def test_a_column_is_that_of_pyarrow(name: str, data: some.DataObject) -> None:
    values, kind = KINDS[name]
    drawn = data.draw(some.lists(values | some.none(), max_size=20))
    made, expected = arrow.column(drawn, kind), pa.array(drawn, kind)
    made.validate(full=True)
    assert made.equals(expected)
    assert made.null_count == expected.null_count
    assert stored(made) == stored(expected)


@pytest.mark.parametrize("name", KINDS)
@given(data=some.data())
def test_a_column_is_an_array_of_the_same_values(name: str, data: some.DataObject) -> None:
    values, kind = KINDS[name]
    parts = data.draw(some.lists(some.lists(values | some.none(), max_size=6), max_size=4))
    held = pa.chunked_array([pa.array(part, kind) for part in parts], kind)
    cut = held.slice(1)  # begins in the middle of what lies in memory
    for one in (held, cut):
        (made,) = arrow.columns(pa.table({"x": one})).values()
        assert made.shape == (len(one),)
        if kind in {pa.int64(), pa.float64()}:
            assert made.dtype == (kind.to_pandas_dtype() if not one.null_count else float)
            assert [None if number != number else number for number in made.tolist()] == [  # noqa: PLR0124 - NaN
                None if number is None else made.dtype.type(number) for number in one.to_pylist()
            ]
        else:
            assert made.tolist() == one.to_pylist()


def test_equal_strings_are_one_object() -> None:
    held = pa.table({"x": pa.chunked_array([["one", "two"], ["one", None]])})
    first, _, again, nothing = arrow.columns(held)["x"]
    assert first is again
    assert nothing is None


def test_numbers_may_be_those_of_numpy_and_undefined_ones_stay_so() -> None:
    numbers = pa.array([1.5, float("nan"), 0.0]).to_numpy()
    assert stored(arrow.column(numbers, pa.float64())) == stored(pa.array(numbers))
    assert stored(arrow.column(numbers[::2], pa.float64())) == stored(pa.array(numbers[::2]))


@pytest.mark.parametrize(
    ("values", "kind", "problem"),
    [
        (["\ud800"], pa.string(), UnicodeEncodeError),
        ([1 << 63], pa.int64(), OverflowError),
        (["x"], pa.float64(), ValueError),
        ([7], pa.string(), AttributeError),
    ],
)
def test_what_no_column_of_its_kind_holds_is_refused(values: list[Any], kind: pa.DataType, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        arrow.column(values, kind)


def test_another_kind_is_refused() -> None:
    with pytest.raises(pa.ArrowNotImplementedError, match="a column of date32"):
        arrow.column([None], pa.date32())


def test_what_a_line_lacks_is_null() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())], metadata={"schema": "1"})
    lines = [{"a": "x", "b": 1, "more": 2}, {"a": "y"}]
    assert arrow.table(lines, schema).equals(pa.Table.from_pylist(lines, schema=schema), check_metadata=True)


def test_tables_are_written_without_pandas(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.store import made\n"
        "here = set(sys.modules)\nfrom bench.store.run_folder import write_extractions\n"
        f"write_extractions(Path({str(tmp_path / 'x.parquet')!r}), [made.extraction('p', 'a', text='words')])\n"
        "print('pandas' in here, 'pandas' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root).stdout.split() == ["False"] * 2
    )
