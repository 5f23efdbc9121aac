"""The wire: frames of one JSON header line and ``length`` raw bytes, for every language (WIRE.md)."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, TypeGuard

from bench.errors import WireError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = 1
HEADER_LIMIT = 65_536  # bytes of a header line, the line feed included
_JSON = json.JSONEncoder(separators=(",", ":"))  # ASCII only
BODY_LIMIT = 1 << 30  # bytes of a body where the reader sets no lower cap
STATUSES = ("ok", "empty", "error", "memory")  # what a result may say
_COUNT_LIMIT = 1 << 62
_ERROR_LIMIT = 500  # characters of an error message


def encode(header: Mapping[str, Any], body: bytes = b"", length: int | None = None) -> bytes:
    """Return one frame; ``length`` is added to its header: the body's, unless one is to follow later."""
    line = _JSON.encode({**header, "length": len(body) if length is None else length}).encode() + b"\n"
    if len(line) > HEADER_LIMIT:
        raise WireError(f"a header of {len(line):,} bytes", f"at most {HEADER_LIMIT:,} bytes")
    return line + body


def parse(line: bytes) -> dict[str, Any]:
    """Return the header a line holds; raises WireError unless it is whole, with ``type`` and ``length``."""
    if not line.endswith(b"\n"):
        raise WireError(f"a header that never ends: {line[:60]!r}", f"a line feed within {HEADER_LIMIT:,} bytes")
    line = line[:-1]
    try:
        header = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise WireError(f"a header that is not JSON: {line[:60]!r}", "one line of JSON, then the body") from None
    if not isinstance(header, dict) or not isinstance(header.get("type"), str):
        raise WireError(f"a header without a type: {line[:60]!r}", 'an object like {"type": "result", "length": 0}')
    length = header.get("length")
    if type(length) is not int or length < 0:
        raise WireError(f"a header whose length is {shown(length)}", "the number of bytes that follow the line")
    return header


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of some pairs; raises ValueError where a name stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field that stands twice")
    return found


def shown(value: object) -> str:
    """Return a field's value as a message shows it: text and numbers in short, of all else its kind."""
    if isinstance(value, str):
        return repr(one_line(value)[:40])
    if isinstance(value, int) and not isinstance(value, bool) and not is_count(abs(value)):
        return "a number beyond 64 bits"
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else str(value)


def check_hello(header: Mapping[str, Any]) -> None:
    """Raise WireError unless a header is the greeting of a worker that speaks this wire."""
    if header["type"] != "hello" or type(header.get("wire")) is not int or header["wire"] != VERSION:
        raise WireError(
            f"a {one_line(header['type'])[:40]} frame of wire {shown(header.get('wire'))} at the start", f"hello, wire {VERSION}"
        )


def greeting(header: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a worker says of itself, as it can be stored.

    These are texts (name, package, version, error) and the count ``start_ns``. Raises as :func:`check_hello`.
    """
    check_hello(header)
    return {name: text(header, name) for name in ("name", "package", "version", "error")} | {"start_ns": count(header, "start_ns")}


def text(header: Mapping[str, Any], name: str) -> str:
    """Return a field as one line that can be stored; of what is no text its number or kind."""
    value = header.get(name)
    return one_line(value) if isinstance(value, str) else shown(value) if value else ""


def is_answer(header: Mapping[str, Any], number: int) -> bool:
    """Whether a header is that of the result of page ``number``."""
    return header["type"] == "result" and type(header.get("id")) is int and header["id"] == number


def is_count(value: object) -> TypeGuard[int]:
    """Whether a field's value is a whole number, 0 or more, that 64 bits hold; ``true`` is none."""
    return type(value) is int and 0 <= value < _COUNT_LIMIT


def count(header: Mapping[str, Any], name: str) -> int:
    """Return a count that a header holds, 0 where it holds none."""
    value = header.get(name)
    return value if is_count(value) else 0


def status(header: Mapping[str, Any]) -> str:
    """Return the status of a result; raises WireError where it is none."""
    said = header.get("status")
    if not isinstance(said, str) or said not in STATUSES:
        raise WireError(f"a result with status {shown(said)}", f"one of {', '.join(STATUSES)}")
    return said


def one_line(message: str) -> str:
    """Return a message on one line without control characters or lone surrogates, cut at 500 characters."""
    safe = "".join(char if char.isprintable() else " " for char in message[: 4 * _ERROR_LIMIT])
    return " ".join(safe.split())[:_ERROR_LIMIT]


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame from a blocking stream, None at its end; raises WireError on a broken frame."""
    line = stream.readline(HEADER_LIMIT)
    if not line:
        return None
    header = parse(line)
    body = stream.read(header["length"])
    if len(body) < header["length"]:
        raise WireError(f"a body of {len(body):,} bytes", f"the {header['length']:,} bytes its header announced")
    return header, body


class Decoder:
    """Turn bytes as they arrive into frames. ``limit`` is the largest body to take in."""

    def __init__(self, limit: int = BODY_LIMIT) -> None:
        """Start with nothing read."""
        self._limit = limit
        self._bytes = bytearray()
        self._header: dict[str, Any] | None = None
        self._line = b""

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield each frame that ``data`` completes; raises WireError on a broken header or too long a body."""
        self._bytes += data
        while (header := self._header or self._start()) and len(self._bytes) >= header["length"]:
            body = bytes(self._bytes[: header["length"]])
            del self._bytes[: header["length"]]
            self._header, self._line = None, b""
            yield header, body

    def pending(self) -> bytes:
        """Return what came after the last whole frame, at most 100 bytes of it."""
        return (self._line + self._bytes[:100])[:100]

    def _start(self) -> dict[str, Any] | None:
        """Take a header off the front of the buffer; None where no whole one is there."""
        end = self._bytes.find(b"\n", 0, HEADER_LIMIT) + 1
        if not end and len(self._bytes) < HEADER_LIMIT:
            return None
        self._line = bytes(self._bytes[: end or HEADER_LIMIT])
        self._header = parse(self._line)
        del self._bytes[:end]
        if self._header["length"] > self._limit:
            raise WireError(f"an output of {self._header['length']:,} bytes", f"at most {self._limit:,} bytes")
        return self._header
