"""Crafting archives, honest and hostile, in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def tar(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """Write a .tar.gz of the members, whatever they claim."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    path.write_bytes(gzip.compress(plain.getvalue(), 1))
    return path


def file(name: str, content: bytes = b"<p>hi</p>", **claims: object) -> tuple[tarfile.TarInfo, bytes]:
    """Return a member, with fields overwritten by ``claims``."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in claims.items():
        setattr(info, key, value)
    if not info.isreg():
        info.size = 0
    return info, content if info.isreg() else b""


def zipped(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """Write a .zip of the members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path
