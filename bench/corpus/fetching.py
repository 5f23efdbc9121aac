"""Fetching a published corpus: licence first, then the archive, checked, and imported under its name."""

from __future__ import annotations

import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bench.corpus.source import cache
from bench.errors import CorpusError
from bench.registry import unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.model import Corpus

LIMIT = 4 << 30  # bytes of one download
_CHUNK = 1 << 20
_ENDINGS = (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar", ".zip", ".jsonl", ".warc.gz")
_TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Published:
    """A corpus that can be fetched: its archive at one commit, its licence, and what it must turn out to be.

    ``sha256`` is of the archive as served ("" where the host makes it anew for each commit, which changes its bytes but not its
    content); ``digest`` is of the corpus read from it (see :func:`bench.corpus.readers.assembly.digest`), ``pages`` its count.
    """

    name: str
    url: str
    reader: str
    licence: str
    terms: str  # where the licence stands
    citation: str
    sha256: str = ""
    digest: str = ""
    pages: int = 0
    inside: str = ""
    ending: str = ".tar.gz"


# The commits are those whose page counts this project's tests assert. The licence is of annotations and code; the pages are their sites'.
PUBLISHED = (
    Published(
        "article-extraction-benchmark",
        "https://github.com/scrapinghub/article-extraction-benchmark/archive/4a3bc97.tar.gz",
        "scrapinghub",
        "MIT",
        "https://github.com/scrapinghub/article-extraction-benchmark/blob/master/LICENSE",
        "Scrapinghub, article-extraction-benchmark, 2020",
        digest="7ca08fe0022a9ee317b7ed8fe5489c7fbafdb8e413fd31a95751b22a545f4cf4",
        pages=181,
    ),
    Published(
        "daniel",
        "https://github.com/rundimeco/waddle/archive/be875ce.tar.gz",
        "daniel",
        "none stated",
        "https://github.com/rundimeco/waddle",
        "Lejeune and Zhu, Daniel corpus 2.1",
        digest="a5fbcf0b047964cfc8914dea3ad61a2a5d068a54f9ee239f63557d1931b33b71",
        pages=120,
        inside="corpora/Corpus_daniel_v2.1",
    ),
    Published(
        "readability",
        "https://github.com/mozilla/readability/archive/ab4027a.tar.gz",
        "mozilla",
        "Apache-2.0",
        "https://github.com/mozilla/readability/blob/main/LICENSE.md",
        "Mozilla, Readability.js test pages",
        digest="e4f0538c6486f1bb3cc85d155ce2393f54c8c3b4b6d254c635195ac01132f2ae",
        pages=61,
        inside="test/test-pages",
    ),
    Published(
        "trafilatura",
        "https://github.com/adbar/trafilatura/archive/e90b0ef.tar.gz",
        "trafilatura",
        "Apache-2.0",
        "https://github.com/adbar/trafilatura/blob/master/LICENSE",
        "Barbaresi, Trafilatura, ACL 2021 (demo)",
        inside="tests",
    ),
    Published(
        "wcxb",
        "https://github.com/Murrough-Foley/web-content-extraction-benchmark/archive/c039d5e.tar.gz",
        "wcxb",
        "CC-BY-4.0",
        "https://github.com/Murrough-Foley/web-content-extraction-benchmark/blob/main/LICENSE",
        "Foley, WCXB: A Multi-Type Web Content Extraction Benchmark, arXiv:2605.21097, 2026",
    ),
)


def published(name: str) -> Published:
    """Return what is known of a corpus that can be fetched; raises CorpusError for an unknown name."""
    table = {entry.name: entry for entry in PUBLISHED}
    if name not in table:
        raise unknown("corpus to fetch", name, table, CorpusError, "boilerbench corpus list")
    return table[name]


def custom(url: str, name: str, sha256: str, licence: str) -> Published:
    """Return a corpus at an address of the user's own; raises CorpusError without a SHA-256: what is fetched must be checked."""
    if len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef"):
        raise CorpusError(f"{url} is not in the table, so its SHA-256 is needed", "64 hexadecimal digits", "--sha256 HEX")
    path = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    ending = next(
        (end for end in (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar", ".zip", ".jsonl", ".warc.gz") if path.endswith(end)), ""
    )
    if not ending:
        raise CorpusError(f"{url} is no archive this package reads", "an address ending in .tar.gz, .zip, .jsonl or .warc.gz")
    return Published(name or path.removesuffix(ending), url, "", licence or "unknown", url, "", sha256=sha256.lower(), ending=ending)


def terms(entry: Published) -> str:
    """Return what a person must know before fetching: licence, citation, address, and that pages belong to their sites."""
    return (
        f"{entry.name}: licence {entry.licence} ({entry.terms})\n"
        f"  cite: {entry.citation or 'see the project'}\n"
        f"  from: {entry.url}\n"
        "  The pages in it belong to the sites they were taken from; the licence is that of the annotations."
    )


def fetch(entry: Published, accept: Callable[[str], bool], *, replace: bool = False) -> Corpus:
    """Fetch, check and import a corpus; ``accept`` is shown the terms first and says whether they are accepted.

    Raises CorpusError where they are not, where the download fails or is not what was published; nothing is kept then.
    """
    if not accept(terms(entry)):
        raise CorpusError(
            f"the terms of {entry.name} were not accepted", "a yes to the terms above", f"boilerbench corpus fetch {entry.name} --yes"
        )
    if cache.holds(entry.name) and not replace:
        raise CorpusError(f"there is already a corpus called {entry.name}", "another name", "--replace")
    with tempfile.TemporaryDirectory(prefix="boilerbench-fetch-") as folder:
        path = _download(entry, Path(folder))
        corpus = cache.keep(path, entry.inside, entry.reader, entry.name, replace=replace)
    if entry.digest and corpus.digest != entry.digest:
        cache.forget(entry.name)
        raise CorpusError(f"{entry.url} holds another corpus than was published", f"digest {entry.digest[:12]}, not {corpus.digest[:12]}")
    return corpus


def _download(entry: Published, folder: Path) -> Path:
    import pooch

    name = entry.name.replace("/", "-") + entry.ending
    try:
        known = f"sha256:{entry.sha256}" if entry.sha256 else None
        return Path(pooch.retrieve(entry.url, known_hash=known, fname=name, path=folder, downloader=_stream))
    except (OSError, ValueError) as problem:
        raise CorpusError(
            f"{entry.url} cannot be fetched: {problem}", "the archive as published", "check the network, or fetch it by hand and import it"
        ) from problem


def _stream(url: str, output_file: str, _pooch: object) -> None:
    """Download over HTTP(S) in pieces, at most ``LIMIT`` bytes (a downloader for pooch)."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError(f"{url} is no http or https address")
    total = 0
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer, Path(output_file).open("wb") as target:  # noqa: S310 - scheme checked
        while chunk := answer.read(_CHUNK):
            total += len(chunk)
            if total > LIMIT:
                raise ValueError(f"it is larger than {LIMIT:,} bytes")
            target.write(chunk)
