"""Fetching a published corpus: licence first, then the archive, checked, and imported under its name."""

import hashlib
import tempfile
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from bench.corpus import importing
from bench.corpus.source import cache
from bench.errors import CorpusError
from bench.model import Corpus
from bench.registry import unknown

LIMIT = 4 << 30  # bytes of one download
_CHUNK = 1 << 20
_ENDINGS = (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar", ".zip", ".jsonl", ".warc.gz")
_TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCorpus:
    """A corpus that can be fetched: its archive at one commit, its licence, what it must turn out to be.

    ``sha256`` is of the archive as served ("" where the host makes it anew for each commit, which changes its bytes but not its
    content); ``digest`` is of the corpus read from it (see :func:`bench.corpus.readers.assembly.digest`), ``pages`` its count.
    """

    name: str
    url: str
    licence: str
    terms: str  # where the licence stands
    reader: str = ""  # "" = the first that recognises it
    citation: str = ""
    sha256: str = ""
    digest: str = ""
    pages: int = 0
    inside: str = ""
    ending: str = ".tar.gz"


# The commits are those whose page counts this project's tests assert. The licence is of annotations and code; the pages are their sites'.
PUBLISHED = (
    PublishedCorpus(
        name="article-extraction-benchmark",
        url="https://github.com/scrapinghub/article-extraction-benchmark/archive/4a3bc97.tar.gz",
        reader="scrapinghub",
        licence="MIT",
        terms="https://github.com/scrapinghub/article-extraction-benchmark/blob/master/LICENSE",
        citation="Scrapinghub, article-extraction-benchmark, 2020",
        digest="7ca08fe0022a9ee317b7ed8fe5489c7fbafdb8e413fd31a95751b22a545f4cf4",
        pages=181,
    ),
    PublishedCorpus(
        name="daniel",
        url="https://github.com/rundimeco/waddle/archive/be875ce.tar.gz",
        reader="daniel",
        licence="none stated",
        terms="https://github.com/rundimeco/waddle",
        citation="Lejeune and Zhu, Daniel corpus 2.1",
        digest="a5fbcf0b047964cfc8914dea3ad61a2a5d068a54f9ee239f63557d1931b33b71",
        pages=120,
        inside="corpora/Corpus_daniel_v2.1",
    ),
    PublishedCorpus(
        name="readability",
        url="https://github.com/mozilla/readability/archive/ab4027a.tar.gz",
        reader="mozilla",
        licence="Apache-2.0",
        terms="https://github.com/mozilla/readability/blob/main/LICENSE.md",
        citation="Mozilla, Readability.js test pages",
        digest="d02956804425836e6e2873ec73800b2db5ea4ccef9005109457271da01918a7e",
        pages=61,
        inside="test/test-pages",
    ),
    PublishedCorpus(
        name="trafilatura",
        url="https://github.com/adbar/trafilatura/archive/e90b0ef.tar.gz",
        reader="trafilatura",
        licence="Apache-2.0",
        terms="https://github.com/adbar/trafilatura/blob/master/LICENSE",
        citation="Barbaresi, Trafilatura, ACL 2021 (demo)",
        inside="tests",
    ),
    PublishedCorpus(
        name="wcxb",
        url="https://github.com/Murrough-Foley/web-content-extraction-benchmark/archive/c039d5e.tar.gz",
        reader="wcxb",
        licence="CC-BY-4.0",
        terms="https://github.com/Murrough-Foley/web-content-extraction-benchmark/blob/main/LICENSE",
        citation="Foley, WCXB: A Multi-Type Web Content Extraction Benchmark, arXiv:2605.21097, 2026",
    ),
)


def published(name: str) -> PublishedCorpus:
    """Return what is known of a corpus that can be fetched; raises CorpusError for an unknown name."""
    table = {entry.name: entry for entry in PUBLISHED}
    if name not in table:
        raise unknown("corpus to fetch", name, table, CorpusError, "boilerbench corpus list")
    return table[name]


def custom(url: str, name: str, sha256: str, licence: str) -> PublishedCorpus:
    """Return a corpus at an address of the user's own.

    Raises CorpusError without a SHA-256, for what is fetched must be checked, and for an address of no archive.
    """
    if len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef"):
        raise CorpusError(f"{url} is not in the table, so its SHA-256 is needed", "64 hexadecimal digits", "--sha256 HEX")
    path = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    ending = next((end for end in _ENDINGS if path.endswith(end)), "")
    if not ending:
        raise CorpusError(f"{url} is no archive this package reads", "an address ending in .tar.gz, .zip, .jsonl or .warc.gz")
    return PublishedCorpus(
        name=name or path.removesuffix(ending), url=url, licence=licence or "unknown", terms=url, sha256=sha256.lower(), ending=ending
    )


def terms(entry: PublishedCorpus) -> str:
    """Return what a person must know before fetching: licence, citation, address, whose the pages are."""
    return (
        f"{entry.name}: licence {entry.licence} ({entry.terms})\n"
        f"  cite: {entry.citation or 'see the project'}\n"
        f"  from: {entry.url}\n"
        "  The pages in it belong to the sites they were taken from; the licence is that of the annotations."
    )


def fetch(entry: PublishedCorpus, accept: Callable[[str], bool], *, replace: bool = False) -> Corpus:
    """Fetch, check and import a corpus.

    ``accept`` is shown the terms first and says whether they are accepted. Raises CorpusError where they are not, where the download
    fails or is not what was published; the cache is as it was then.
    """
    if not accept(terms(entry)):
        raise CorpusError(
            f"the terms of {entry.name} were not accepted", "a yes to the terms above", f"boilerbench corpus fetch {entry.name} --yes"
        )
    if cache.holds(entry.name) and not replace:
        raise CorpusError(f"there is already a corpus called {entry.name}", "another name", "--replace")
    with tempfile.TemporaryDirectory(prefix="boilerbench-fetch-") as folder:
        path = _download(entry, Path(folder))
        return importing.keep_path(path, entry.inside, entry.reader, entry.name, replace=replace, digest=entry.digest)


def _download(entry: PublishedCorpus, folder: Path) -> Path:
    """Download an archive and return it, its SHA-256 checked where that is known."""
    path = folder / (entry.name.replace("/", "-") + entry.ending)
    try:
        sha256 = _stream(entry.url, path)
    except (OSError, ValueError, HTTPException) as problem:
        raise _not_fetched(entry, str(problem)) from problem
    if entry.sha256 and sha256 != entry.sha256:
        raise _not_fetched(entry, f"its SHA-256 is {sha256}, not {entry.sha256}")
    return path


def _not_fetched(entry: PublishedCorpus, why: str) -> CorpusError:
    hint = "check the network, or fetch it by hand and import it"
    return CorpusError(f"{entry.url} cannot be fetched: {why}", "the archive as published", hint)


def _stream(url: str, target: Path) -> str:
    """Download over HTTP(S), at most ``LIMIT`` bytes, and return the SHA-256 of what came."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError(f"{url} is no http or https address")
    total, sha256 = 0, hashlib.sha256()
    with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer, target.open("wb") as stream:  # noqa: S310 - scheme checked
        while chunk := answer.read(_CHUNK):
            total += len(chunk)
            if total > LIMIT:
                raise ValueError(f"it is larger than {LIMIT:,} bytes")
            sha256.update(chunk)
            stream.write(chunk)
    return sha256.hexdigest()
