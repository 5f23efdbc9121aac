"""Sizes and digests of packed pages, remembered by the digest of their packed bytes: a page that is known is not unpacked again."""

from __future__ import annotations

import hashlib
import struct
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from bench import files
from bench.corpus.source import cache
from bench.corpus.source.members import LIMITS, gunzip
from bench.model import fingerprint

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import Path

    from bench.model import Page

FILE = "fingerprints"  # beside the digests of code, in the user's cache
_LINE = struct.Struct("<32s32sQI")  # SHA-256 of the packed bytes, that of the unpacked ones and their number, CRC-32 of all three
_KEPT = 100_000  # pages: 8 MB


def of_pages(pages: Sequence[Page]) -> list[tuple[int, str]]:
    """Return of each page what :func:`bench.model.fingerprint` says of its unpacked bytes.

    Raises ArchiveError for a packed page that is damaged, or unpacks to too much.
    """
    digests = {page.id: hashlib.sha256(bytes(page.stored)).digest() for page in pages if page.packed}
    held = _held() if digests else b""
    known = _known(held, set(digests.values()))
    made = {page.id: known.get(digests[page.id]) or _made(page) if page.packed else fingerprint(bytes(page.stored)) for page in pages}
    if fresh := {digests[key]: made[key] for key in digests if digests[key] not in known}:
        _keep(held, fresh)
    return [made[page.id] for page in pages]


def _made(page: Page) -> tuple[int, str]:
    """Unpack a page, within bounds, and return what is to be known of its bytes."""
    return fingerprint(gunzip(bytes(page.stored), f"page {page.id}"))


def _place() -> Path:
    """Return the file that holds them."""
    return cache.root().parent / FILE


def _held() -> bytes:
    """Return the whole lines of what is remembered."""
    try:
        held = _place().read_bytes()
    except OSError:
        return b""
    return held[: len(held) // _LINE.size * _LINE.size]


def _known(held: bytes, asked: Container[bytes]) -> dict[bytes, tuple[int, str]]:
    """Return what is remembered of the pages asked for: undamaged lines of pages that are not too large."""
    lines = (
        (packed, digest, size)
        for packed, digest, size, sealed in _LINE.iter_unpack(held)
        if packed in asked and sealed == _seal(packed, digest, size)
    )
    return {packed: (size, digest.hex()) for packed, digest, size in lines if size <= LIMITS.page}


def _keep(held: bytes, fresh: Mapping[bytes, tuple[int, str]]) -> None:
    """Remember the newest, where the user's cache can be written."""
    lines = ((packed, bytes.fromhex(digest), size) for packed, (size, digest) in fresh.items())
    kept = held + b"".join(_LINE.pack(*line, _seal(*line)) for line in lines)
    with suppress(OSError), files.whole(_place()) as temporary:
        temporary.write_bytes(kept[-_KEPT * _LINE.size :])


def _seal(packed: bytes, digest: bytes, size: int) -> int:
    """Return the checksum of a line."""
    return zlib.crc32(b"%b%b%d" % (packed, digest, size))
