"""Write a small paletted PNG with the standard library: the picture of the heat map (PNG specification, third edition)."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def paletted(pixels: NDArray[np.uint8], colours: Sequence[tuple[int, int, int]], clear: int = -1) -> bytes:
    """A PNG of ``pixels`` (height, width), each an index of ``colours``; the colour number ``clear`` is transparent."""
    height, width = pixels.shape
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    alpha = bytes(0 if at == clear else 255 for at in range(len(colours)))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour) for colour in colours)),
        *([(b"tRNS", alpha)] if clear >= 0 else []),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def data_url(png: bytes) -> str:
    """The PNG as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
