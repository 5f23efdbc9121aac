"""The extractions of a stored run page by page, with gold, a block of pages in memory at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.model import Status
from bench.store import tables
from bench.store.run_folder import gold_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Any

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from bench.model import Gold
    from bench.store.run_folder import RunFolder

_PLACE = ("corpus", "page_id")
_BLOCK = 12 << 20  # bytes of texts and gold read at a time, as their tables hold them unpacked: in memory they take some ten times that


@dataclass(frozen=True, slots=True)
class PageTexts:
    """One page: its gold, and what its extractions hold, by their number in ``extractions.parquet``."""

    corpus: str
    page_id: str
    gold: Gold | None  # None for extractions of a page that the run does not hold
    lines: Sequence[int]
    texts: Sequence[str]


def page_blocks(folder: RunFolder, keys: pa.Table, limit: int = _BLOCK) -> Iterator[list[PageTexts]]:
    """Yield every page with extractions, in the order of the pages, in blocks.

    A block has at most ``limit`` bytes of texts and gold, one page at least.
    ``keys`` are the columns ``corpus`` and ``page_id`` of the extractions. Raises RunError where a table cannot be read.
    """
    try:
        with (
            tables.rows_of(folder.path / "pages.parquet") as pages,
            tables.rows_of(folder.path / "extractions.parquet", ["text"]) as extractions,
        ):
            yield from _blocks(folder, keys, pages, extractions, limit)
    except OSError as problem:
        raise RunError(f"{folder.path} cannot be read: {problem}", "a finished run", "boilerbench run") from problem


def tried_pages(folder: RunFolder, keys: pa.Table, left_out: Collection[str]) -> Iterator[tuple[PageTexts, dict[int, tuple[str, str]]]]:
    """Yield each page that adapters were tried on, with what they answered: by line, adapter and text.

    The text of a pair that failed is "". Adapters ``left_out`` are. ``keys`` are the columns ``adapter``, ``corpus``, ``page_id`` and
    ``status`` of the extractions; a block of pages is in memory. Raises RunError where a table cannot be read.
    """
    adapters, statuses = tables.listed(keys["adapter"]), tables.listed(keys["status"])
    for page in chain.from_iterable(page_blocks(folder, keys)):
        answered = {
            line: (adapters[line], text if statuses[line] == Status.OK else "")
            for line, text in zip(page.lines, page.texts, strict=True)
            if adapters[line] not in left_out and statuses[line] != Status.SKIPPED
        }
        if answered:
            yield page, answered


def pages_of(folder: RunFolder, chosen: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield what ``pages.parquet`` says of some (corpus, page id), gold included.

    Raises RunError where it cannot be read.
    """
    yield from _lines(folder, "pages.parquet", folder.pages(_PLACE), chosen)


def extractions_of(folder: RunFolder, chosen: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the extractions of some (corpus, page id), texts included, in their order.

    Raises RunError where they cannot be read.
    """
    yield from _lines(folder, "extractions.parquet", folder.extractions(_PLACE), chosen)


def _lines(folder: RunFolder, name: str, keys: pa.Table, chosen: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the lines of a table that are of some pages, a row group in memory."""
    import numpy as np

    wanted = np.array([at for at, place in enumerate(_places(keys)) if place in chosen], int)
    try:
        with tables.rows_of(folder.path / name) as rows:
            for part in rows.by_group(wanted):
                for batch in part.to_batches(max_chunksize=tables.LINES):
                    yield from batch.to_pylist()
    except OSError as problem:
        raise RunError(f"{folder.path} cannot be read: {problem}", "a finished run", "boilerbench run") from problem


def _blocks(folder: RunFolder, keys: pa.Table, pages: tables.Rows, texts: tables.Rows, limit: int) -> Iterator[list[PageTexts]]:
    """Yield the same from open tables."""
    import numpy as np

    number = {place: at for at, place in enumerate(_places(folder.pages(_PLACE)))}
    inside = len(number)
    of = np.fromiter((number.setdefault(place, len(number)) for place in _places(keys)), int, keys.num_rows)
    places, order = list(number), np.argsort(of, kind="stable")
    golds_of = np.append(pages.sizes, np.zeros(len(places) - inside))  # none of a page that the run does not hold
    for lines in _cut(of, order, texts.sizes, golds_of, limit):
        held = dict(zip(lines.tolist(), texts.take(lines)["text"].to_pylist(), strict=True))
        wanted = np.unique(of[lines])
        known = wanted[wanted < inside]
        golds = dict(zip(known.tolist(), map(gold_of, pages.take(known).to_pylist()), strict=True))
        by_page: dict[int, list[int]] = {}
        for line, page in zip(lines.tolist(), of[lines].tolist(), strict=True):
            by_page.setdefault(page, []).append(line)
        yield [PageTexts(*places[page], golds.get(page), own, [held[line] for line in own]) for page, own in by_page.items()]


def _places(table: pa.Table) -> Iterator[tuple[str, str]]:
    """Yield the corpus and page id of each line of a table."""
    return zip(tables.listed(table["corpus"]), tables.listed(table["page_id"]), strict=True)


def _cut(
    of: NDArray[np.int64], order: NDArray[np.int64], sizes: NDArray[np.float64], golds: NDArray[np.float64], limit: int
) -> Iterator[NDArray[np.int64]]:
    """Yield the lines of each block: ``order`` cut between pages."""
    import numpy as np

    if not len(order):
        return
    starts = np.flatnonzero(np.diff(of[order], prepend=-1)).tolist()
    room, first = float(limit), 0
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        size = float(sizes[order[start:end]].sum() + golds[of[order[start]]])
        if start > first and size > room:
            yield order[first:start]
            room, first = float(limit), start
        room -= size
    yield order[first:]
