"""Files of ours: written whole, locked while in use, of a schema that is checked."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.errors import BoilerbenchError
from bench.model import SCHEMA


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary path that replaces ``path`` when all went well; makes missing folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Write JSON whole: UTF-8, sorted keys, two spaces."""
    with whole(path) as temporary:
        temporary.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n", encoding="utf-8")


def lock(path: Path, *, wait: bool = False) -> int | None:
    """Take a lock file or a folder; return the descriptor that holds it until it is closed.

    A missing file is made. Where another process has it: None, or with ``wait`` not before that process lets go.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_ours(schema: object) -> bool:
    """Whether a schema number, as JSON (int) or table metadata (bytes) holds it, is the one we write."""
    return schema == (str(SCHEMA).encode() if isinstance(schema, bytes) else SCHEMA) and not isinstance(schema, bool)


def check_schema(schema: object, where: object, error: type[BoilerbenchError], hint: str) -> None:
    """Raise ``error`` where the file ``where`` carries another schema number; ``hint``: what to type next."""
    if not is_ours(schema):
        shown = schema.decode("ascii", "replace") if isinstance(schema, bytes) else repr(schema)
        raise error(f"{where} has schema {shown}", f"schema {SCHEMA}", hint)
