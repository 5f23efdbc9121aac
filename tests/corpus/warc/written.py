"""WARC files as archives and careless writers leave them, written byte by byte."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random

from bench.corpus.warc.records import Lost, Record, records

WORDS = b"<html><body><p>The tide table hangs beside the door, and the %s boat waits for it.</p>"


def page(at: int) -> bytes:
    """A page of about 900 bytes that compresses badly."""
    return WORDS % str(at).encode() + bytes(random.Random(at).choices(b"abcdefgh ", k=800)) + b"</body></html>"


def record(at: int = 0, *, body: bytes | None = None, digest: str = "block", line: bytes = b"\r\n", end: int = 2) -> bytes:
    """Return a response record, with ``end`` line ends behind it."""
    body = page(at) if body is None else body
    block = line.join([b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=utf-8", b"", body])
    sha = base64.b32encode(hashlib.sha1({"block": block, "payload": body}.get(digest, b""), usedforsecurity=False).digest())
    stated = {"block": b"WARC-Block-Digest: sha1:" + sha, "payload": b"WARC-Payload-Digest: sha1:" + sha}
    head = [
        b"WARC/1.0",
        b"WARC-Type: response",
        b"WARC-Target-URI: http://boat.example/%d" % at,
        b"Content-Type: application/http; msgtype=response",
        *([stated[digest]] if digest else []),
        b"Content-Length: %d" % len(block),
    ]
    return line.join([*head, b"", b""]) + block + line * end


def read(content: bytes) -> list[bytes | str]:
    """The content of each record, or why it is left out."""
    return [one.content if isinstance(one, Record) else one.reason for one in records(io.BytesIO(content), "x.warc")]


def lost(content: bytes) -> list[str]:
    """Why records are left out, and what else is wrong with the file."""
    return [one.reason for one in records(io.BytesIO(content), "x.warc") if isinstance(one, Lost)]


PLAIN = b"".join(map(record, range(6)))
MEMBERS = b"".join(gzip.compress(record(at), mtime=0) for at in range(6))
WHOLE = gzip.compress(PLAIN, mtime=0)
