"""Read the published article-extraction-benchmark (third-party data that lies beside this repository, never in it)."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
from functools import lru_cache
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
ARCHIVE = SHARED / "data" / "article-extraction-benchmark-4a3bc97.tar.gz"


def need(path: Path) -> Path:
    """Return a path that is there; skip by name where it is not, but fail in CI."""
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path.name} is missing: CI has to bring the published data")
        pytest.skip(f"{path.name} is not beside this repository")
    return path


@lru_cache(maxsize=1)
def members() -> dict[str, bytes]:
    """Return every file of the archive by its path below the top folder."""
    found = {}
    with tarfile.open(need(ARCHIVE)) as archive:
        for member in archive:
            held = archive.extractfile(member)
            if held is not None:
                found[member.name.partition("/")[2]] = held.read()
    return found


@lru_cache(maxsize=1)
def gold() -> dict[str, str]:
    """Return the gold text of each page."""
    return {page: entry["articleBody"] for page, entry in sorted(json.loads(members()["ground-truth.json"]).items())}


@lru_cache(maxsize=1)
def outputs() -> dict[str, dict[str, str]]:
    """Return the stored outputs: extractor -> page -> text, "" where it returned nothing."""
    found = {}
    for path, content in sorted(members().items()):
        if path.startswith("output/") and path.endswith(".json"):
            stored = json.loads(content)
            stored = stored.get("output", stored)
            found[Path(path).stem] = {page: (stored.get(page) or {}).get("articleBody") or "" for page in gold()}
    return found


def pages() -> dict[str, bytes]:
    """Return the unpacked HTML of each page."""
    return {Path(path).name.split(".")[0]: gzip.decompress(content) for path, content in members().items() if path.endswith(".html.gz")}
