"""An HTTP answer as an archive holds it: status, headers, and the body as its reader saw it (RFC 9110, RFC 9112)."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMIT = 64 << 20  # bytes of one body, decoded
_STATUS = re.compile(rb"HTTP(?:/\d+(?:\.\d+)?)?[ \t]+(\d{3})(?!\d)", re.IGNORECASE)
BLANK = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: ``headers`` by lower-case name, ``body`` as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type, in lower case and without its parameters; "" where none is stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().strip("\"'").lower()

    @property
    def charset(self) -> str:
        """The encoding that the media type states, "" where it states none."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""


def parse(content: bytes) -> Answer | None:
    """Return a response, None where the bytes do not begin as one."""
    status = _STATUS.match(content)
    if status is None:
        return None
    end = BLANK.search(content)
    head, body = (content[: end.start()], content[end.end() :]) if end else (content, b"")
    return Answer(int(status[1]), fields(head.decode("latin-1")), body)


def fields(head: str) -> dict[str, str]:
    """Return the header fields behind a first line, by lower-case name.

    The first of a name counts; encodings add up.
    """
    found: dict[str, str] = {}
    for line in _FOLD.sub(" ", head).split("\n")[1:]:
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if colon and key in found and key.endswith("-encoding"):
            found[key] += f", {value.strip()}"
        elif colon:
            found.setdefault(key, value.strip())
    return found


def joined(answer: Answer) -> bytes:
    """Return the body with its chunks joined; as it is where it has none, whatever its header says."""
    if "chunked" not in answer.headers.get("transfer-encoding", "").lower():
        return answer.body
    parts, at = list[bytes](), 0
    while size := _SIZE.match(answer.body, at):
        count, start = int(size[1], 16), size.end()
        if count == 0:
            return b"".join(parts)
        parts.append(answer.body[start : start + count])
        at = start + count
        if at >= len(answer.body):  # cut off: what there is
            return b"".join(parts)
        if answer.body[at : at + 2] == b"\r\n":
            at += 2
        elif answer.body[at : at + 1] == b"\n":
            at += 1
        else:
            break
    return answer.body


def decoded(answer: Answer) -> bytes:
    """Return the body as its reader saw it, chunks joined and compression undone, where no header lies.

    Raises ValueError where it is more than ``LIMIT`` bytes.
    """
    body = joined(answer)
    named = f"{answer.headers.get('content-encoding', '')}, {answer.headers.get('transfer-encoding', '')}"
    for name in reversed([part.strip().lower() for part in named.split(",")]):
        body = undone(name, body)
    return undone("gzip", body)  # what servers pack twice, or without a word


def undone(name: str, body: bytes) -> bytes:
    """Return a body without one compression; as it is where it does not have that."""
    undo = _UNDO.get(name)
    if undo is None or not body:
        return body
    try:
        out = undo(body)
    except (zlib.error, OSError, EOFError):
        return body
    if len(out) > LIMIT:
        raise ValueError(f"a body of more than {LIMIT >> 20} MB")
    return out or body


def _gzip(body: bytes) -> bytes:
    """Return what gzip members hold, as far as they are whole."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    parts, left = list[bytes](), LIMIT + 1
    while body.startswith(b"\x1f\x8b") and left > 0:
        unpacker = zlib.decompressobj(31)
        parts.append(_as_far(unpacker, body, left))
        left -= len(parts[-1])
        body = unpacker.unused_data
    return b"".join(parts)


def _deflate(body: bytes) -> bytes:
    """Return what was deflated, with or without the wrapping that the standard wants."""
    try:
        return zlib.decompressobj().decompress(body, LIMIT + 1)
    except zlib.error:
        return zlib.decompressobj(-15).decompress(body, LIMIT + 1)


def _as_far(unpacker: zlib._Decompress, body: bytes, most: int) -> bytes:
    """Return what can be unpacked before a fault."""
    parts, step = list[bytes](), 1 << 16
    size = 0
    for start in range(0, len(body), step):
        try:
            parts.append(unpacker.decompress(body[start : start + step], most - size))
        except zlib.error:
            break
        size += len(parts[-1])
        if unpacker.eof or size >= most:
            break
    return b"".join(parts)


def _by(reader: str) -> Callable[[bytes], bytes]:
    """Return how a library unpacks a body."""

    def undo(body: bytes) -> bytes:
        """Return a body unpacked; raises OSError where it is not so packed."""
        from fastwarc import stream_io

        return bytes(getattr(stream_io, reader)(io.BytesIO(body)).read(LIMIT + 1))

    return undo


_UNDO: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _by("BrotliReader"), "zstd": _by("ZstdReader"),
}  # fmt: skip
