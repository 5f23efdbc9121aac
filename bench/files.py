"""Files of ours: written whole, locked while in use, of a schema that is checked."""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.errors import BoilerbenchError
from bench.model import SCHEMA


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary path that replaces ``path`` when all went well; makes missing folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
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


def sealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JSON file will hold with a digest of all of it."""
    return {**value, "sha256": _digest(value)}


def unsealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JSON file holds without its digest; raises ValueError where that is another's.

    A file without one is of before there were any.
    """
    held = {key: part for key, part in value.items() if key != "sha256"}
    if "sha256" in value and value["sha256"] != _digest(held):
        raise ValueError("it is damaged, or was edited: its digest is that of something else")
    return held


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, which are never in memory as a whole. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a value as JSON reads it back."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


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
