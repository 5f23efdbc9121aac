"""Write a small paletted PNG (PNG specification, third edition): the picture of the heat map."""

import base64
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def tinted(levels: NDArray[np.uint8], colour: tuple[int, int, int], opacity: Sequence[int]) -> bytes:
    """Return a PNG of one colour; ``levels`` (height, width) index ``opacity`` (at most 16, 0 is clear)."""
    height, width = levels.shape
    even = np.zeros((height, width + width % 2), np.uint8)
    even[:, :width] = levels
    packed = even[:, ::2] << 4 | even[:, 1::2]
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
        (b"PLTE", bytes(colour) * len(opacity)),
        (b"tRNS", bytes(opacity)),
        (b"IDAT", zlib.compress(b"".join(b"\0" + line.tobytes() for line in packed), 9)),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def data_url(png: bytes) -> str:
    """Return the PNG as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk: length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
