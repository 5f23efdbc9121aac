"""The picture of the heat map, read back by the PNG specification."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import pytest

from bench.report.drawing import png


def chunks(content):
    at = len(png.SIGNATURE)
    while at < len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        assert struct.unpack(">I", content[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + data)
        yield kind, data
        at += 12 + size


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (3, 4), (5, 1)])
def test_every_level_comes_back(shape):
    levels = np.random.default_rng(0).integers(0, 16, shape).astype(np.uint8)
    content = png.tinted(levels, (1, 2, 3), list(range(16)))
    assert content.startswith(png.SIGNATURE)
    parts = dict(chunks(content))
    assert list(parts) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (shape[1], shape[0], 4, 3, 0, 0, 0)
    assert parts[b"PLTE"] == bytes([1, 2, 3]) * 16
    assert parts[b"tRNS"] == bytes(range(16))
    lines = zlib.decompress(parts[b"IDAT"])
    wide = 1 + (shape[1] + 1) // 2
    for number, line in enumerate(levels.tolist()):
        packed = lines[number * wide : (number + 1) * wide]
        assert packed[0] == 0
        assert [half for byte in packed[1:] for half in (byte >> 4, byte & 15)][: shape[1]] == line


def test_an_address_holds_the_picture():
    assert base64.b64decode(png.data_url(b"abc").removeprefix("data:image/png;base64,")) == b"abc"
