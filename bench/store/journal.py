"""What a run has done so far: an append-only file of checksummed records.

A record is its length and CRC-32 (little-endian, 4 bytes each) and then JSON. Records are written as they come, so killing the run loses
only pages in flight, and of each worker an answer that has just come; they are pushed to the disk every few seconds, so losing power
loses no more than those.
"""

import json
import os
import struct
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Self

from bench.errors import RunError
from bench.files import is_ours
from bench.model import SCHEMA, Extraction, PairKey, Status
from bench.store.run_folder import extraction_data, extraction_of
from bench.workers import answers

_HEAD = struct.Struct("<II")
_JSON = json.JSONEncoder(separators=(",", ":"))
_SYNC = 5.0  # seconds between fsyncs: what a power cut may cost
_LARGEST = 1 << 30  # bytes; a longer record is damage
_HELD = 32 << 20  # characters of texts that are held in memory as well, so that a small run never reads its journal


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
        self._path, self._end = path, end
        self._synced = time.monotonic()
        self._push: Thread | None = None  # what is written goes to the disk on it
        self._fault: OSError | None = None  # why that failed; the system tells it once
        if not end:
            self._write(json.dumps({"schema": SCHEMA}).encode())

    def __exit__(self, *problem: object) -> None:
        """Push everything to the disk and close."""
        self.close()

    def close(self) -> None:
        """Push everything to the disk and close."""
        if self._push:
            self._push.join()
        try:
            self._tell_fault()
            os.fsync(self._fd)
        finally:
            os.close(self._fd)

    def append(self, extraction: Extraction) -> int:
        """Keep one extraction; return its place."""
        place = self._end
        self._write(_JSON.encode(extraction_data(extraction)).encode())
        return place

    def places(self) -> Iterator[tuple[int, Extraction]]:
        """Yield each extraction with its place."""
        for end, payload in islice(_records(self._path), 1, None):
            yield end - len(payload) - _HEAD.size, extraction_of(json.loads(payload))

    def read(self, place: int) -> Extraction:
        """Return the extraction at a place. Raises RunError where it is not what was written."""
        head = os.pread(self._fd, _HEAD.size, place)
        length, checksum = _HEAD.unpack(head.ljust(_HEAD.size, b"\0"))
        payload = os.pread(self._fd, length, place + _HEAD.size)
        if len(head) < _HEAD.size or len(payload) < length or zlib.crc32(payload) != checksum:
            raise RunError(f"{self._path} was changed while the run wrote it", "a disk that keeps what is written", "boilerbench run")
        return extraction_of(json.loads(payload))

    def _write(self, payload: bytes) -> None:
        """Append one record in one write."""
        record = memoryview(_HEAD.pack(len(payload), zlib.crc32(payload)) + payload)
        self._end += len(record)
        while record:
            record = record[os.write(self._fd, record) :]
        if time.monotonic() - self._synced > _SYNC and not (self._push and self._push.is_alive()):
            self._tell_fault()
            self._push, self._synced = Thread(target=self._sync), time.monotonic()
            self._push.start()

    def _tell_fault(self) -> None:
        """Raise what kept records from the disk, if anything did."""
        fault, self._fault = self._fault, None
        if fault:
            raise fault

    def _sync(self) -> None:
        """Push to the disk what is written, on a thread of its own: a slow disk keeps no worker waiting."""
        try:
            getattr(os, "fdatasync", os.fsync)(self._fd)
        except OSError as problem:
            self._fault = problem


def extractions(path: Path) -> Iterator[Extraction]:
    """Yield what a journal holds up to the first damage; nothing where there is none of our schema."""
    for _, payload in islice(_records(path), 1, None):
        yield extraction_of(json.loads(payload))


class KnownPairs(AbstractContextManager["KnownPairs"]):
    """The extraction of each pair that is known (:attr:`pairs`), without its text where there are many.

    One at a time is whole (:meth:`whole`).
    """

    def __init__(self, journal: Path, held: int = _HELD) -> None:
        """Begin with what the journal holds, and go on writing it; hold at most so many characters of texts."""
        self.pairs: dict[PairKey, Extraction] = {}
        self.marked: Counter[str] = Counter()  # by adapter, texts that look like HTML
        self._places: dict[PairKey, int] = {}  # in the journal, of those without their text
        self._room = held
        self._journal = Journal(journal)
        for place, extraction in self._journal.places():
            self._take(extraction, place)

    def __enter__(self) -> Self:
        """Hold the journal open."""
        return self

    def __exit__(self, *problem: object) -> None:
        """Close the journal."""
        self._journal.close()

    def add(self, extraction: Extraction) -> None:
        """Take one extraction, and keep it in the journal if it was tried."""
        self._take(extraction, -1 if extraction.status is Status.SKIPPED else self._journal.append(extraction))

    def add_reused(self, extractions: Iterable[Extraction]) -> None:
        """Take extractions of earlier runs, those of which nothing is known yet."""
        for extraction in extractions:
            if _key(extraction) not in self.pairs:
                self.add(extraction)

    def whole(self, key: PairKey) -> Extraction:
        """Return an extraction with its text."""
        return self._journal.read(self._places[key]) if key in self._places else self.pairs[key]

    def in_order(self, keys: Iterable[PairKey]) -> Iterator[Extraction]:
        """Yield extractions with their texts."""
        return map(self.whole, keys)

    def _take(self, extraction: Extraction, place: int) -> None:
        """Keep an extraction, where there is no room for its text only where that lies."""
        key = _key(extraction)
        if place >= 0 and answers.looks_like_html(extraction.text):
            self.marked[extraction.adapter] += 1
        self._room -= len(extraction.text) + len(extraction.stderr)
        if place >= 0 and self._room < 0:
            self._places[key] = place
            extraction = replace(extraction, text="", stderr="")
        else:
            self._places.pop(key, None)
        self.pairs[key] = extraction


def _key(extraction: Extraction) -> PairKey:
    """Return which pair an extraction is of."""
    return extraction.adapter, extraction.corpus, extraction.page_id
