"""The bytes of a file of stored outputs: plain or compressed, never more than fit."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import zlib
from contextlib import closing
from io import BytesIO
from typing import IO, TYPE_CHECKING, cast

from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT = 1 << 28  # bytes unpacked; 8,000 pages of 10 kB are 80 MB
ENDINGS = (".gz", ".bz2", ".xz", ".zst")
_CHUNK = 1 << 20


def contents(path: Path) -> tuple[bytes, str]:
    """Return the unpacked bytes of a file and the SHA-256 of the file as it lies.

    Compression (gzip, bzip2, xz, Zstandard) is told by the first bytes, not by the name. Raises CorpusError for what is no file, is empty,
    damaged, or unpacks to more than :data:`LIMIT`.
    """
    if not path.is_file():
        raise CorpusError(f"there is no file {path}", "a file or folder of stored outputs", "boilerbench run --help")
    try:
        if path.stat().st_size > LIMIT:
            raise too_large(path)
        stored = path.read_bytes()
        if not stored:
            raise CorpusError(f"{path} is empty", "a file of stored outputs")
        return _unpacked(stored, path), hashlib.sha256(stored).hexdigest()
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as problem:  # pyarrow's errors are ValueError or OSError
        raise CorpusError(f"{path} cannot be read: {problem}", "a whole file of stored outputs, plain or .gz, .bz2, .xz, .zst") from problem


def _unpacked(stored: bytes, path: Path) -> bytes:
    """Return what is inside the bytes of a file."""
    openers: dict[bytes, Callable[[IO[bytes]], object]] = {
        b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open, b"\x28\xb5\x2f\xfd": _zstandard,
    }  # fmt: skip
    opener = next((opener for mark, opener in openers.items() if stored.startswith(mark)), None)
    if opener is None:
        return stored
    with closing(cast("IO[bytes]", opener(BytesIO(stored)))) as plain:
        return _all(plain, path)


def _zstandard(raw: IO[bytes]) -> object:
    """Return a stream of Zstandard, which the standard library does not read."""
    import pyarrow as pa

    return pa.CompressedInputStream(raw, "zstd")


def _all(plain: IO[bytes], path: Path) -> bytes:
    """Return all bytes of a stream."""
    parts, left = list[bytes](), LIMIT
    while chunk := plain.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise too_large(path)
        parts.append(chunk)
    return b"".join(parts)


def too_large(path: Path) -> CorpusError:
    """Return the error for a file that does not fit."""
    return CorpusError(f"{path} holds more than {LIMIT >> 20} MB", "stored outputs of at most that size, unpacked", "split the file")
