"""Score rows of earlier runs, by what they depend on: text, gold, protocol, code."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from bench.store.index import FOLDER, database

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bench.model import Gold

FILE = "score-rows.sqlite"
_SIZE = 16  # bytes of a key
_HELD = 20_000  # rows that wait to be written: a few megabytes
_ASKED = 500  # keys in one query
_LAYOUT = """
CREATE TABLE row (key BLOB PRIMARY KEY, run TEXT NOT NULL, figures BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX row_run ON row (run);
"""

Row = tuple[float, ...]


def digest_of(gold: Gold, protocol: str) -> bytes:
    """Return a digest of gold, all that a score can depend on, and of what ``protocol`` says of its code."""
    blocks = None if gold.blocks is None else [(block.text, block.optional, block.role) for block in gold.blocks]
    parts = (protocol, blocks, gold.must_have, gold.must_not, sorted(gold.parts.items()), gold.draft, gold.blank)
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


def key_of(gold: bytes, text: str) -> bytes:
    """Return the key of the row of a text, by gold and protocol as :func:`digest_of` gives them."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE, key=gold).digest()


@dataclass(slots=True)
class ScoreRows:
    """The rows that runs below a folder made; without a folder nothing is known or kept."""

    root: Path | None = None
    run: str = ""  # who adds: its rows are forgotten when its folder is gone
    _added: dict[bytes, Row] = field(default_factory=dict)

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Row]:
        """Return key -> row of those that are known."""
        rows: dict[bytes, Row] = {key: self._added[key] for key in keys if key in self._added}
        if self.root is None or not (self.root / FOLDER / FILE).exists():
            return rows
        with suppress(sqlite3.DatabaseError), database.opened(self.root / FOLDER / FILE, _LAYOUT) as connection:
            for at in range(0, len(keys), _ASKED):
                part = keys[at : at + _ASKED]
                marks = ",".join("?" * len(part))
                for key, figures in connection.execute(f"SELECT key, figures FROM row WHERE key IN ({marks})", part):  # noqa: S608
                    rows |= _whole(key, figures)
        return rows

    def add(self, rows: Iterable[tuple[bytes, Row]]) -> None:
        """Take rows that were made; :meth:`keep` writes them, and so do many of them."""
        if self.root is not None:
            self._added.update(rows)
        if len(self._added) >= _HELD:
            self.keep()

    def keep(self) -> None:
        """Write what was added, and forget the rows of runs that are gone."""
        import numpy as np

        if self.root is None or not self._added:
            return
        with suppress(sqlite3.DatabaseError), database.opened(self.root / FOLDER / FILE, _LAYOUT) as connection:
            held = [name for (name,) in connection.execute("SELECT DISTINCT run FROM row")]
            database.forget(connection, [name for name in held if not (self.root / "runs" / name).is_dir()], "row")
            lines = ((key, self.run, _sealed(key, np.array(row, float).tobytes())) for key, row in sorted(self._added.items()))
            connection.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", lines)
        self._added.clear()


def _sealed(key: bytes, figures: bytes) -> bytes:
    """Return figures with the CRC-32 of key and figures behind them."""
    return figures + zlib.crc32(key + figures).to_bytes(4, "little")


def _whole(key: bytes, stored: bytes) -> dict[bytes, Row]:
    """Return key -> row, nothing where the checksum is another's."""
    import numpy as np

    figures = stored[:-4]
    return {key: tuple(np.frombuffer(figures).tolist())} if _sealed(key, figures) == stored else {}
