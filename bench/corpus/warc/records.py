"""Records of a WARC file: headers and content of each, or why it has none; a damaged one does not take those after it along.

Read leniently where writers differ (ISO 28500:2017 and before): line feeds alone, one empty line after a record, spaces before colons.
"""

from __future__ import annotations

import base64
import hashlib
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING

from bench.corpus.warc import formats, http
from bench.corpus.warc.compression import Fault, unpacked
from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIMIT = 64 << 20  # bytes of one record's content
DAMAGED, CUT, LARGE = "damaged records", "records cut off", f"records over {LIMIT >> 20} MB"
UNENDED = "the last record is whole, the file is cut off behind it"
_HEADER = 1 << 16  # bytes of a record's headers
_VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*")
_START = re.compile(rb"(?:\A|\r?\n)(?=WARC/\d\.\d+[ \t]*\r?\n)")


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record: ``headers`` by lower-case name."""

    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that is left out, or (``whole``) a fault of the file that lost nothing."""

    reason: str
    whole: bool = False

    @property
    def fault(self) -> bool:
        """Whether the file is damaged, and not merely holds something else."""
        return self.reason in {DAMAGED, CUT, UNENDED}


def records(stream: IO[bytes], name: str) -> Iterator[Record | Lost]:
    """Yield each record of a stream or why it is left out; one in memory at a time.

    The stream may be compressed. Raises CorpusError where the stream is something else, or where it cannot be read on.
    """
    try:
        yield from _found(unpacked(stream), name)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as problem:
        raise CorpusError(f"{name} cannot be read: {problem}", "a file that can be read to its end", "fetch it again") from problem


def _found(pieces: Iterator[bytes | Fault], name: str) -> Iterator[Record | Lost]:
    """Yield the records that pieces hold."""
    first = next(pieces, b"")
    start = first if isinstance(first, bytes) else b""
    formats.refuse_others(start, name)
    found = False
    for record in _Records(chain((first,), pieces)).all():
        found = found or isinstance(record, Record)
        yield record
    if not found:
        formats.refuse_strangers(start, name)


class _Records:
    """A buffer that is cut into records."""

    def __init__(self, pieces: Iterator[bytes | Fault]) -> None:
        """Start with nothing read."""
        self._pieces, self._held = pieces, bytearray()
        self._fault: Fault | None = None
        self._separators = 2  # line ends after a record

    def all(self) -> Iterator[Record | Lost]:
        """Yield everything there is."""
        while True:
            self._skip_blank()
            if not self._held:
                if self._fault is None:
                    return
                yield from self._after_fault()
                continue
            yield from self._record()

    def _more(self, count: int) -> bool:
        """Hold at least ``count`` bytes; False where there are no more of them, or not in one piece."""
        while len(self._held) < count and self._fault is None:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            if isinstance(piece, Fault):
                self._fault = piece
            else:
                self._held += piece
        return len(self._held) >= count

    def _skip_blank(self) -> None:
        """Pass over empty lines."""
        while self._more(1) and self._held[0] in b"\r\n":
            rest = self._held.lstrip(b"\r\n")
            del self._held[: len(self._held) - len(rest)]

    def _after_fault(self) -> Iterator[Lost]:
        """Say what became of a member without a record that had begun; go on behind it."""
        yield Lost(UNENDED, whole=True) if self._fault and self._fault.cut else Lost(DAMAGED)
        self._fault = None

    def _record(self) -> Iterator[Record | Lost]:
        """Yield the record that the buffer begins with."""
        end = self._header_end()
        if end is None or not _VERSION.match(self._held):
            yield self._lost(1)
            return
        headers = http.fields(self._held[: end.start()].decode("utf-8", "replace"))
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            yield self._lost(end.end())
            return
        start, size = end.end(), int(length)
        if size > LIMIT:
            yield from self._large(start, size)
            return
        if not self._more(start + size):
            yield self._lost(start)
            return
        self._more(start + size + 5)
        after = bytes(self._held[start + size : start + size + 5])
        if after and after[:1] not in b"\r\n" and not after.startswith(b"WARC/"):
            shorter = _START.search(self._held, start)
            if shorter is None or b"\r" in self._held[: end.end()]:
                yield self._lost(start)
                return
            size = len(self._held[start : shorter.start()].rstrip(b"\n"))  # carriage returns were taken out after it was written
        content = bytes(self._held[start : start + size])
        del self._held[: start + size]
        if self._fault == Fault() and not after.strip(b"\r\n"):  # the checksum of its member is wrong
            self._fault = None
            yield Lost(DAMAGED)
            return
        yield Record(headers, content) if is_right(headers, content) else Lost(DAMAGED)
        yield from self._ended(after)

    def _ended(self, after: bytes) -> Iterator[Lost]:
        """Say where the last record lacks the empty lines that the others have.

        ``after`` are the five bytes behind it, or all there are.
        """
        count = after[: len(after) - len(after.lstrip(b"\r\n"))].count(b"\n")
        if len(after) == 5 or after.strip(b"\r\n") or self._fault is not None:
            self._separators = min(count, 2)
        elif count < self._separators:
            yield Lost(UNENDED, whole=True)

    def _header_end(self) -> re.Match[bytes] | None:
        """Return the empty line that ends the headers, None where there is none in reach."""
        reach = 1024
        while True:
            grew = self._more(reach)
            if found := http.BLANK.search(self._held, 0, _HEADER):
                return found
            if not grew or reach > _HEADER:
                return None
            reach *= 2

    def _lost(self, at_least: int) -> Lost:
        """Go on at the next record that begins after ``at_least`` bytes; return why this one is left out."""
        while True:
            if found := _START.search(self._held, at_least):
                del self._held[: found.end()]
                return Lost(DAMAGED)
            kept = max(at_least, len(self._held) - 32)
            del self._held[:kept]
            at_least = 0
            if not self._more(len(self._held) + 1):
                break
        self._held.clear()
        fault, self._fault = self._fault, None
        return Lost(CUT if fault is None or fault.cut else DAMAGED)

    def _large(self, start: int, size: int) -> Iterator[Lost]:
        """Pass over a record that is too large to hold."""
        left = start + size
        while left > 0:
            if not self._held and not self._more(1):
                fault, self._fault = self._fault, None
                yield Lost(CUT if fault is None or fault.cut else DAMAGED)
                return
            taken = min(left, len(self._held))
            del self._held[:taken]
            left -= taken
        yield Lost(LARGE)


def is_right(headers: Mapping[str, str], content: bytes) -> bool:
    """Whether content has the digest that its headers state, of the block or else of the payload, if any."""
    if stated := headers.get("warc-block-digest"):
        return _is_digest(stated, content)
    stated = headers.get("warc-payload-digest")
    if not stated or headers.get("warc-truncated") or headers.get("warc-type", "").lower() == "revisit":
        return True
    answer = http.parse(content) if headers.get("content-type", "").lower().startswith("application/http") else None
    if answer is None:
        return _is_digest(stated, content)
    return any(_is_digest(stated, body) for body in (answer.body, http.joined(answer), http.decoded(answer)))  # writers differ


def _is_digest(stated: str, content: bytes) -> bool:
    """Whether content has a digest as WARC files write it: ``sha1:`` and base 32 or hexadecimal.

    One of an unknown kind says nothing.
    """
    kind, _, value = stated.strip().partition(":")
    name = kind.lower().replace("-", "")
    if name not in {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}:
        return True
    found = hashlib.new(name, content, usedforsecurity=False)
    return value.strip().rstrip("=").lower() in {found.hexdigest(), base64.b32encode(found.digest()).decode().rstrip("=").lower()}
