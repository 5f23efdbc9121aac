"""Corpora crafted in memory, for readers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import bench.corpus
from tests.corpus.hostile import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus


def lines(*entries: object) -> bytes:
    """Return JSON lines."""
    return b"\n".join(json.dumps(entry).encode() for entry in entries)


def load(tmp_path: Path, files: dict[str, bytes], reader: str = "") -> Corpus:
    """Read a zip of these files below a folder."""
    return bench.corpus.load(zipped(tmp_path / "c.zip", [(f"top/{name}", content) for name, content in files.items()]), reader=reader)
