"""Where the corpora as published lie, for tests that read them: they are third-party and never committed."""

from __future__ import annotations

import os
import re
import tarfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bench.corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.model import Corpus

AEB, WCXB, TRAFILATURA = "article-extraction-benchmark-4a3bc97.tar.gz", "wcxb-c039d5e.tar.gz", "trafilatura-e90b0ef.tar.gz"
NAEB, MAGIC = "article-extraction-dataset-cf3e295.tar.gz", "magic-html-47d4a7f.tar.gz"
FUNDUS = "fundus-evaluation-d43db54.tar.gz"
MOZILLA, DANIEL, WEBMAIN = "readability-ab4027a.tar.gz", "waddle-be875ce.tar.gz", "WebMainBench-9d991bd.tar.gz"
SHARED = Path(__file__).resolve().parents[3] / "shared"


def path(*parts: str) -> Path:
    """Return the file of the shared data; a test without it is skipped by name, but never in CI."""
    file = SHARED.joinpath(*parts)
    if not file.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"../shared/{'/'.join(parts)} is missing, and CI must not skip")
        pytest.skip(f"needs ../shared/{'/'.join(parts)}")
    return file


@cache
def _load(spec: str) -> Corpus:
    return bench.corpus.load(spec)


def corpus(archive: str, inside: str = "") -> Corpus:
    """Return the corpus of an archive as published, read once a test run."""
    return _load(str(path("data", archive) / inside) if inside else str(path("data", archive)))


def raw(archive: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return members of an archive by name without its top folder, read by the standard library alone."""
    with tarfile.open(path("data", archive)) as opened:
        named = {info.name.partition("/")[2]: info for info in opened.getmembers() if info.isfile()}
        return {name: opened.extractfile(info).read() for name, info in named.items() if wanted(name)}


def words(text: str) -> list[str]:
    """Return the words of a text, to compare what was read with what was published."""
    return re.findall(r"\w+", text)
