"""Bodies: chunks joined, compression undone, and what a header lies about left as it is."""

from __future__ import annotations

import gzip
import zlib

import pytest

from bench.corpus.warc import http
from bench.corpus.warc.http import decoded, parse

BODY = b"<p>The harbour bell rings twice at noon.</p>" * 20


def chunks(body: bytes, size: int = 100, *, line: bytes = b"\r\n") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;name=1" % len(part) + line + part + line for part in parts) + b"0" + line * 2


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def read(body: bytes, *headers: str) -> bytes:
    answer = parse("\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body)
    assert answer is not None
    return decoded(answer)


GZIP, CHUNKED = "Content-Encoding: gzip", "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, ()),
        (chunks(BODY), (CHUNKED,)),
        (chunks(BODY, 7, line=b"\n"), (CHUNKED.lower(),)),
        (gzip.compress(BODY), (GZIP,)),
        (gzip.compress(BODY), ("content-encoding: X-GZIP",)),
        (gzip.compress(BODY[:50]) + gzip.compress(BODY[50:]), (GZIP,)),
        (chunks(gzip.compress(BODY)), (GZIP, CHUNKED)),
        (chunks(gzip.compress(BODY)), ("Transfer-Encoding: gzip, chunked",)),
        (zlib.compress(BODY), ("Content-Encoding: deflate",)),
        (deflated(BODY), ("Content-Encoding: deflate",)),
        (deflated(gzip.compress(BODY)), ("Content-Encoding: gzip", "Content-Encoding: deflate")),
        (gzip.compress(gzip.compress(BODY)), (GZIP,)),
        (gzip.compress(BODY), ()),
        (BODY, (GZIP,)),
        (BODY, (CHUNKED,)),
        (BODY, ("Content-Encoding: br",)),
        (BODY, ("Content-Encoding: zstd",)),
        (BODY, ("Content-Encoding: deflate, identity, unheard-of",)),
    ],
)
def test_a_body_is_as_its_reader_saw_it(body: bytes, headers: tuple[str, ...]) -> None:
    assert read(body, *headers) == BODY


@pytest.mark.parametrize("name", ["BrotliWriter", "ZstdWriter"])
def test_brotli_and_zstandard_are_undone(name: str) -> None:
    import io

    from fastwarc import stream_io

    raw = io.BytesIO()
    writer = getattr(stream_io, name)(raw)
    writer.write(BODY)
    writer.close()
    assert read(raw.getvalue(), f"Content-Encoding: {'br' if name.startswith('B') else 'zstd'}") == BODY


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    assert BODY.startswith(read(chunks(BODY)[:150], CHUNKED)[:100])
    packed = gzip.compress(bytes(range(256)) * 400)
    assert (bytes(range(256)) * 400).startswith(read(packed[:-20], GZIP)[:256])


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LIMIT", 1000)
    for body, name in ((gzip.compress(b"\0" * 9000), "gzip"), (deflated(b"\0" * 9000), "deflate")):
        with pytest.raises(ValueError, match="a body of more than"):
            read(body, f"Content-Encoding: {name}")


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK", b"http/1.0 200", b"HTTP/2 200", b"HTTP/1.1  200 Fine", b"HTTP 200 OK"])
@pytest.mark.parametrize("line", [b"\r\n", b"\n"])
def test_status_lines_and_headers_are_read_leniently(start: bytes, line: bytes) -> None:
    answer = parse(
        line.join([start, b'CONTENT-TYPE : "Text/HTML" ;charset="UTF-8"', b"Content-Type: image/png", b"x: 1", b" 2", b"", b"body"])
    )
    assert answer is not None
    assert (answer.status, answer.media_type, answer.charset, answer.body) == (200, "text/html", "UTF-8", b"body")
    assert answer.headers["x"] == "1 2"


@pytest.mark.parametrize("content", [b"", b"<html>", b"HTTP/1.1 OK", b"HTTP/1.1 20000"])
def test_anything_else_is_no_answer(content: bytes) -> None:
    assert parse(content) is None
