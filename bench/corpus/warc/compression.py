"""The bytes of a WARC file, unpacked member by member; a damaged member does not take those after it along."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_CHUNK = 1 << 16
_STEP = 512  # packed bytes read at a time where the fault is
_REPLAY = 16 << 20  # packed bytes of a member that are read again in search of the next where it is damaged
_GZIP, _GZIP_START = b"\x1f\x8b", b"\x1f\x8b\x08"
_LEAST = 4096  # bytes after the start of a member by which it is told
_START = b"WARC/"  # how a member of a WARC file begins
_FRAMES = {b"\x28\xb5\x2f\xfd": "ZstdReader", b"\x04\x22\x4d\x18": "Lz4Reader"}
_SKIPPABLE = b"\x2a\x4d\x18"  # bytes 2 to 4 of a Zstandard frame that holds a dictionary


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where packed bytes cannot be read: ``cut`` where they just end, ``between`` where nothing of a member came."""

    cut: bool = False
    between: bool = False


class _Input:
    """A stream read in chunks, into which bytes can be put back."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Start with nothing read."""
        self._stream, self.held = stream, b""

    def fill(self, count: int) -> bool:
        """Hold at least ``count`` bytes; False where the stream ends before."""
        while len(self.held) < count and (more := self._stream.read(_CHUNK)):
            self.held += more
        return len(self.held) >= count

    def take(self) -> bytes:
        """Return what is held, else more of the stream; nothing at its end."""
        taken, self.held = self.held or self._stream.read(_CHUNK), b""
        return taken


def unpacked(stream: IO[bytes]) -> Iterator[bytes | Fault]:
    """Yield the bytes of a stream, unpacked, in pieces of bounded size, and a fault where some are lost.

    Gzip, Zstandard and LZ4 are told by their first bytes.
    """
    source = _Input(stream)
    source.fill(4)
    if source.held.startswith(_GZIP):
        yield from _members(source)
    elif source.held[:4] in _FRAMES or source.held[1:4] == _SKIPPABLE:
        yield from _frames(source, _FRAMES.get(source.held[:4], "ZstdReader"))
    else:
        while piece := source.take():
            yield piece


def _members(source: _Input) -> Iterator[bytes | Fault]:
    """Yield what gzip members hold, one after another; zeros between them are padding."""
    while source.held or source.fill(1):
        if source.held[0] == 0:
            source.held = source.held.lstrip(b"\0")
            continue
        source.fill(len(_GZIP))
        raw: list[bytes] = []
        fault: Fault | None = Fault(cut=_GZIP.startswith(source.held), between=True)
        if source.held.startswith(_GZIP):
            fault = yield from _member(source, raw)
        if fault:
            goes_on = _next_member(source, b"".join(raw))
            yield Fault(between=fault.between) if goes_on else fault  # a damaged member may swallow those after it
            if not goes_on:
                return


def _member(source: _Input, raw: list[bytes]) -> Generator[bytes, None, Fault | None]:
    """Yield what one member holds, noting its packed bytes in ``raw``; return its fault, if any."""
    unpacker, left, came = zlib.decompressobj(31), _REPLAY, False
    while not unpacker.eof:
        piece = unpacker.unconsumed_tail
        if not piece:
            piece = source.take()
            raw += [piece] if left > 0 else []
            left -= len(piece)
        if not piece:
            return Fault(cut=True, between=not came)
        before, fault = unpacker.copy(), False
        try:
            pieces = [unpacker.decompress(piece, _CHUNK)]
        except zlib.error:
            pieces, fault = list(_as_far(before, piece)), True
        yield from filter(None, pieces)
        came = came or any(pieces)
        if fault:
            if left <= 0:
                source.held, raw[:] = piece, []
            return Fault(between=not came)
    source.held = unpacker.unused_data
    return None


def _as_far(unpacker: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    """Yield what can be unpacked before the fault."""
    with suppress(zlib.error):
        for start in range(0, len(piece), _STEP):
            if out := unpacker.decompress(piece[start : start + _STEP]):
                yield out


def _next_member(source: _Input, raw: bytes) -> bool:
    """Go on at the next member that begins as one of a WARC file does; False where there is none.

    ``raw`` are the bytes from the start of the damaged one.
    """
    source.held = raw[1:] + source.held if raw else source.held[1:]
    while True:
        at = source.held.find(_GZIP_START)
        if at < 0:
            source.held = source.held[-2:]
            at = 0
            if not source.fill(len(source.held) + 1):
                return False
            continue
        source.held = source.held[at:]
        source.fill(_LEAST)
        with suppress(zlib.error):
            if zlib.decompressobj(31).decompress(source.held[:_LEAST], 16).startswith(_START):
                return True
        source.held = source.held[1:]


def _frames(source: _Input, reader: str) -> Iterator[bytes | Fault]:
    """Yield what a library unpacks; what follows a fault is lost."""
    from fastwarc import stream_io

    unpacker = getattr(stream_io, reader)(_Joined(source))
    try:
        while piece := unpacker.read(_CHUNK):
            yield bytes(piece)
    except (OSError, EOFError, ValueError) as problem:
        yield Fault(cut="truncat" in str(problem).lower() or "end of" in str(problem).lower())


class _Joined:
    """An input as a file object, for a library that reads one."""

    def __init__(self, source: _Input) -> None:
        """Read on where the input stands."""
        self._source = source

    def tell(self) -> int:
        """Return 0: nobody seeks in what is read once."""
        return 0

    def read(self, count: int = -1) -> bytes:
        """Return at most ``count`` bytes."""
        taken = self._source.take()
        if 0 <= count < len(taken):
            taken, self._source.held = taken[:count], taken[count:]
        return taken
