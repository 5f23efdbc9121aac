"""What a run has done so far: an append-only file of checksummed records.

A record is its length and CRC-32 (little-endian, 4 bytes each) and then JSON. Records are written as they come, so killing the run loses
only pages in flight; they are pushed to the disk every few seconds, so losing power loses no more than those.
"""

import json
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path

from bench.files import is_ours
from bench.model import SCHEMA, Extraction
from bench.store.run_folder import extraction_data, extraction_of

_HEAD = struct.Struct("<II")
_JSON = json.JSONEncoder(separators=(",", ":"))
_SYNC = 5.0  # seconds between fsyncs: what a power cut may cost; each takes about a page's time
_LARGEST = 1 << 30  # bytes; a longer record is damage


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (end offset, payload) of each whole record, the schema's first; none where that is not ours."""
    if not path.exists():
        return
    with path.open("rb") as file:
        end = 0
        while len(head := file.read(_HEAD.size)) == _HEAD.size:
            length, checksum = _HEAD.unpack(head)
            payload = file.read(length) if length <= _LARGEST else b""
            if len(payload) < length or zlib.crc32(payload) != checksum or not length:
                return
            if not end and not is_ours(json.loads(payload).get("schema")):
                return
            end += _HEAD.size + length
            yield end, payload


class Journal(AbstractContextManager["Journal"]):
    """An open journal. Only one process writes it."""

    def __init__(self, path: Path) -> None:
        """Open, cutting off a record that was not finished; a journal of another schema starts anew."""
        end = max((end for end, _ in _records(path)), default=0)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        os.ftruncate(self._fd, end)
        self._synced = time.monotonic()
        if not end:
            self._write(json.dumps({"schema": SCHEMA}).encode())

    def __exit__(self, *problem: object) -> None:
        """Push everything to the disk and close."""
        os.fsync(self._fd)
        os.close(self._fd)

    def append(self, extraction: Extraction) -> None:
        """Keep one extraction."""
        self._write(_JSON.encode(extraction_data(extraction)).encode())

    def _write(self, payload: bytes) -> None:
        """Append one record in one write."""
        record = memoryview(_HEAD.pack(len(payload), zlib.crc32(payload)) + payload)
        while record:
            record = record[os.write(self._fd, record) :]
        if time.monotonic() - self._synced > _SYNC:
            getattr(os, "fdatasync", os.fsync)(self._fd)
            self._synced = time.monotonic()


def extractions(path: Path) -> Iterator[Extraction]:
    """Yield what a journal holds up to the first damage; nothing where there is none of our schema."""
    for _, payload in islice(_records(path), 1, None):
        yield extraction_of(json.loads(payload))
