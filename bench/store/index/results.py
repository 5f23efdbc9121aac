"""Which earlier runs hold settled results under a key, and what a page cost each adapter."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.store.index import FOLDER, database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Content = tuple[str, ...]  # digest, kind and encoding of a page

FILE = "results.sqlite"
_STAMPED = ("manifest.json", "pages.parquet", "extractions.parquet", "journal")  # the files a run's lines are made of
_LAYOUT = """
CREATE TABLE run (run TEXT PRIMARY KEY, stamp TEXT NOT NULL);
CREATE TABLE held (
    run TEXT NOT NULL, key TEXT NOT NULL, adapter TEXT NOT NULL, pages BLOB NOT NULL, wall_ns REAL NOT NULL, PRIMARY KEY (key, run)
);
CREATE INDEX held_run ON held (run);
"""


@dataclass(frozen=True, slots=True)
class SettledPages:
    """The pages one run settled under one key, and the mean nanoseconds of those timed (0: none were)."""

    adapter: str
    contents: frozenset[Content]
    wall_ns: float


@dataclass(frozen=True, slots=True)
class Holding:
    """What runs hold under some keys, the newest run first, and what a page costs each adapter."""

    marks: Mapping[str, Mapping[str, NDArray[np.uint64]]]  # run -> key -> marks of pages
    costs: Mapping[str, float]  # adapter -> mean nanoseconds of a page, in the newest run that timed some


def mark(content: Content) -> int:
    """Return 64 bits of a page's content: they say which run to look into, where it is compared whole."""
    return int.from_bytes(hashlib.sha256("\0".join(content).encode()).digest()[:8], "little")


def holding(root: Path, keys: Iterable[str], read: Callable[[str], Mapping[str, SettledPages]]) -> Holding:
    """Return what the runs below a folder hold; ``read`` looks into one that the index does not know yet."""
    if not (root / "runs").is_dir():
        return Holding({}, {})
    try:
        return _holding(root, keys, read)
    except sqlite3.DatabaseError:  # the damaged index is gone now
        return _holding(root, keys, read)


def _holding(root: Path, keys: Iterable[str], read: Callable[[str], Mapping[str, SettledPages]]) -> Holding:
    """Return the same; raises DatabaseError where the index is damaged."""
    import numpy as np

    with database.opened(root / FOLDER / FILE, _LAYOUT) as connection:
        _follow(connection, root / "runs", read)
        marks: dict[str, dict[str, NDArray[np.uint64]]] = {}
        for key in sorted(keys):
            for run, pages in connection.execute("SELECT run, pages FROM held WHERE key = ?", (key,)):
                marks.setdefault(run, {})[key] = np.frombuffer(pages, np.uint64)
        costs = dict(connection.execute("SELECT adapter, wall_ns FROM held WHERE wall_ns > 0 ORDER BY run").fetchall())
    return Holding({run: marks[run] for run in sorted(marks, reverse=True)}, costs)


def _follow(connection: sqlite3.Connection, runs: Path, read: Callable[[str], Mapping[str, SettledPages]]) -> None:
    """Have the index say what the runs hold that are there now."""
    import numpy as np

    known = dict(connection.execute("SELECT run, stamp FROM run").fetchall())
    there = {path.parent.name: _stamp(path.parent) for path in runs.glob("*/manifest.json")}
    changed = sorted(run for run, stamp in there.items() if known.get(run) != stamp)
    database.forget(connection, [*changed, *sorted(known.keys() - there)], "run", "held")
    for run in changed:
        connection.execute("INSERT OR REPLACE INTO run VALUES (?, ?)", (run, there[run]))
        for key, held in read(run).items():
            pages = np.array(sorted(map(mark, held.contents)), np.uint64).tobytes()
            connection.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?)", (run, key, held.adapter, pages, held.wall_ns))


def _stamp(folder: Path) -> str:
    """Return what changes when a run does: when its files were written, and their sizes."""
    stamps = [(path.stat().st_mtime_ns, path.stat().st_size) for name in _STAMPED if (path := folder / name).exists()]
    return repr(stamps)
