"""Files written by the tools that people use, from a server that sends bodies in every way, give the words of the page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import shutil
import subprocess
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from fastwarc import stream_io
from fastwarc.warc import WarcRecord, WarcRecordType

import bench.corpus
from tests.corpus import published
from tests.corpus.warc.test_http import BODY, chunks, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def brotli(body: bytes) -> bytes:
    raw = io.BytesIO()
    writer = stream_io.BrotliWriter(raw)
    writer.write(body)
    writer.close()
    return raw.getvalue()


SENT = {
    "plain": (BODY, {}),
    "chunked": (chunks(BODY), {"Transfer-Encoding": "chunked"}),
    "gzip": (gzip.compress(BODY), {"Content-Encoding": "gzip"}),
    "deflate": (zlib.compress(BODY), {"Content-Encoding": "deflate"}),
    "raw": (deflated(BODY), {"Content-Encoding": "deflate"}),
    "br": (brotli(BODY), {"Content-Encoding": "br"}),
    "both": (chunks(gzip.compress(BODY)), {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
    "lying": (BODY, {"Content-Encoding": "gzip"}),
}


class Server(BaseHTTPRequestHandler):
    """Sends the page in the way that the address names."""

    protocol_version = "HTTP/1.1"
    sent: ClassVar = SENT

    def do_GET(self) -> None:
        body, headers = self.sent[self.path.strip("/")]
        self.send_response(200)
        self.send_header("Content-Type", "TEXT/HTML; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name, value)
        if "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("more", [[], ["--no-warc-compression"]])
def test_wget(more: list[str], address: str, tmp_path: Path) -> None:
    asked = [f"{address}/{name}" for name in SENT]
    command = ["wget", "--quiet", "--tries=1", "--no-proxy", "--compression=none", f"--warc-file={tmp_path / 'x'}", *more]
    subprocess.run([*command, *asked], cwd=tmp_path, check=False, timeout=60)
    (path,) = tmp_path.glob("x.warc*")
    read = bench.corpus.load(path)
    assert {page.url: page.content for page in read.pages} == dict.fromkeys(asked, BODY)
    assert {reason.split()[0] for reason in read.left_out} == {"warcinfo", "request", "metadata", "resource"}


@pytest.mark.parametrize("packed", [None, stream_io.GzipWriter, stream_io.ZstdWriter, stream_io.Lz4Writer])
def test_fastwarc(packed: type | None, tmp_path: Path) -> None:
    raw = io.BytesIO()
    for name, (body, headers) in SENT.items():
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"http://boat.example/{name}"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        head = "".join(f"{key}: {value}\r\n" for key, value in ({"Content-Type": "text/html"} | headers).items())
        record.set_bytes_content(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body)
        plain = io.BytesIO()
        record.write(plain, checksum_data=True)
        if packed is None:
            raw.write(plain.getvalue())
        else:
            writer = packed(raw)
            writer.write(plain.getvalue())
            writer.close()
    path = tmp_path / {stream_io.ZstdWriter: "x.warc.zst"}.get(packed, "x.warc.gz")
    path.write_bytes(raw.getvalue())
    assert [page.content for page in bench.corpus.load(path).pages] == [BODY] * len(SENT)


@pytest.mark.parametrize("packed", [False, True])
def test_warcio(packed: bool, tmp_path: Path) -> None:
    """By the tool itself; where it is not installed :func:`test_as_warcio_writes` alone says what becomes of its files."""
    warcwriter, heads = pytest.importorskip("warcio.warcwriter"), pytest.importorskip("warcio.statusandheaders")
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    with path.open("wb") as file:
        writer = warcwriter.WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "warcio"}))
        for name, (body, headers) in SENT.items():
            lines = [("Content-Type", "text/html"), *headers.items()]
            http = heads.StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(f"http://boat.example/{name}", "response", payload=io.BytesIO(body), http_headers=http)
            )
    assert [page.content for page in bench.corpus.load(path).pages] == [BODY] * len(SENT)


@pytest.mark.parametrize("packed", [False, True])
def test_as_warcio_writes(packed: bool, tmp_path: Path) -> None:
    """Its order of fields, digests in base 32 of the payload as it was sent and of the block, a gzip member for each record."""
    raw = b""
    for number, (name, (body, headers)) in enumerate(SENT.items()):
        lines = "".join(f"{key}: {value}\r\n" for key, value in ({"Content-Type": "text/html"} | headers).items())
        block = f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body
        sums = [base64.b32encode(hashlib.sha1(part).digest()).decode() for part in (body, block)]
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Target-URI: http://boat.example/{name}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Payload-Digest: sha1:{sums[0]}\r\n"
            f"WARC-Block-Digest: sha1:{sums[1]}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        raw += gzip.compress(record) if packed else record
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    path.write_bytes(raw)
    loaded = bench.corpus.load(path)
    assert [page.content for page in loaded.pages] == [BODY] * len(SENT)
    assert not loaded.left_out
    path.write_bytes(raw.replace(b"sha1:" + sums[1].encode(), b"sha1:" + sums[0].encode()) if not packed else raw[:-30])
    damaged = bench.corpus.load(path)
    assert len(damaged.pages) == len(SENT) - 1
    assert sum(damaged.left_out.values()) == 1


READ = {
    "chunked": 1, "gzipbody": 1, "wget-chunked": 1, "wronggzip": 1, "ctupper": 1, "ctquoted": 1, "ctnospace": 1, "noct": 1, "norecct": 1,
    "resource": 1, "angleuri": 1, "http2": 1, "http2dot": 1, "latin1hdr": 1, "hdrspacecolon": 1, "nocontent-reason": 1, "warc018": 1,
    "warc11": 1, "onesep": 2, "gzmembers": 3, "gzwhole": 3, "gznamedplain": 3, "plainnamedgz": 3, "gztrunc": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_cases_give_the_words_of_their_article(name: str) -> None:
    (path,) = published.path("cases", "warc").glob(f"{name}.warc*")
    pages = bench.corpus.load(path).pages
    assert [b"<" in page.content and b"ferry" in page.content for page in pages] == [True] * READ[name]
    assert not any("<" in page.url or b"\r\n0\r\n" in page.content for page in pages)
