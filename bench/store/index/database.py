"""An SQLite database that repeats what lies elsewhere: a damaged one is made anew."""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

_BUSY = 10.0  # seconds to wait for another process
_MEMORY = ":memory:"


@contextmanager
def opened(path: Path, layout: str) -> Iterator[sqlite3.Connection]:
    """Give the database at ``path`` with the tables of ``layout``; what was done is kept at the end.

    Where it cannot be written, or another process has it for long, an empty one in memory takes its place. A ``DatabaseError`` inside
    means damage: the file is deleted, so that the next one begins anew. Contents are not checked: what must not be wrong has a checksum.
    """
    with closing(_connection(path, layout)) as connection:
        try:
            yield connection
            with suppress(sqlite3.OperationalError):  # the disk is full, or another process has it: nothing is lost but time
                connection.commit()
        except sqlite3.DatabaseError as problem:
            if getattr(problem, "sqlite_errorcode", None) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                path.unlink(missing_ok=True)
            raise


def _connection(path: Path, layout: str) -> sqlite3.Connection:
    """Return a connection to a database that can be used."""
    for _ in range(2):  # as it lies there, then anew
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
        try:
            return _prepared(sqlite3.connect(path, timeout=_BUSY), layout)
        except sqlite3.OperationalError:
            break
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
    return _prepared(sqlite3.connect(_MEMORY), layout)


def _prepared(connection: sqlite3.Connection, layout: str) -> sqlite3.Connection:
    """Return a connection with the tables of a layout alone; raises DatabaseError for no database."""
    try:
        version = zlib.crc32(layout.encode()) >> 1
        connection.execute("PRAGMA synchronous = OFF")  # what a power cut spoils is made anew
        if connection.execute("PRAGMA user_version").fetchone() != (version,):
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                connection.execute(f'DROP TABLE "{name}"')
            connection.executescript(layout)
            connection.execute(f"PRAGMA user_version = {version}")
            connection.commit()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def forget(connection: sqlite3.Connection, gone: Iterable[str], *tables: str) -> None:
    """Delete the lines of runs from tables that have a column ``run``."""
    runs = [(name,) for name in gone]
    for table in tables:
        connection.executemany(f"DELETE FROM {table} WHERE run = ?", runs)  # noqa: S608 - names of tables are ours
