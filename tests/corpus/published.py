"""Where the corpora as published lie, for tests that read them: they are third-party and never committed."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bench.corpus

if TYPE_CHECKING:
    from bench.model import Corpus

SHARED = Path(__file__).resolve().parents[3] / "shared"


def path(*parts: str) -> Path:
    """Return the file of the shared data; a test without it is skipped by name, but never in CI."""
    found = SHARED.joinpath(*parts)
    if not found.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"../shared/{'/'.join(parts)} is missing, and CI must not skip")
        pytest.skip(f"needs ../shared/{'/'.join(parts)}")
    return found


@cache
def _load(spec: str) -> Corpus:
    return bench.corpus.load(spec)


def corpus(archive: str, inside: str = "") -> Corpus:
    """Return the corpus of an archive as published, read once a test run."""
    return _load(str(path("data", archive) / inside) if inside else str(path("data", archive)))
