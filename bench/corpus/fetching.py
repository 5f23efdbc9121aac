"""Fetching a published corpus: licence first, then the archive, checked, and imported under its name."""

import functools
import hashlib
import tempfile
import tomllib
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from bench.corpus import importing
from bench.corpus.readers import assembly
from bench.corpus.source import cache
from bench.corpus.source.archive import noted_commit
from bench.errors import CorpusError
from bench.model import Corpus, Page
from bench.registry import unknown

LIMIT = 4 << 30  # bytes of one download
_CHUNK = 1 << 20
_ENDINGS = (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar", ".zip", ".jsonl", ".warc.gz")
_TABLES = ("published.toml", "published_pages.toml")
_TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCorpus:
    """A corpus that can be fetched: its archive at one commit, its licence, what it must turn out to be.

    ``sha256`` is of the archive as served ("" where the host makes it anew for each commit, which changes its bytes but not its
    content); ``digest`` is of pages and gold read from it (see :func:`bench.corpus.readers.assembly.digest`): of the pages that ``covers``
    names (a name that ends in ``/`` stands for all pages below it), else of all. ``pages`` is how many it has (0 = not known).
    """

    name: str
    url: str
    licence: str
    terms: str  # where the licence stands
    reader: str = ""  # "" = the first that recognises it
    citation: str = ""
    sha256: str = ""
    digest: str = ""
    covers: tuple[str, ...] = ()
    pages: int = 0
    inside: str = ""
    ending: str = ".tar.gz"
    commit: str = ""  # how the commit's name begins, which the archive may note ("" = not known)


@functools.cache
def published_corpora() -> dict[str, PublishedCorpus]:
    """Return the corpora that can be fetched, by name, from the tables beside this module."""
    tables, covers = (tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8")) for file in _TABLES)
    return {name: PublishedCorpus(name=name, covers=tuple(covers.get(name, ())), **table) for name, table in tables.items()}


def published(name: str) -> PublishedCorpus:
    """Return what is known of a corpus that can be fetched; raises CorpusError for an unknown name."""
    if name not in published_corpora():
        raise unknown("corpus to fetch", name, published_corpora(), CorpusError, "boilerbench corpus list")
    return published_corpora()[name]


def custom(url: str, name: str, sha256: str, licence: str) -> PublishedCorpus:
    """Return a corpus at an address of the user's own; raises CorpusError without a SHA-256 or an archive."""
    if len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef"):
        raise CorpusError(f"{url} is not in the table, so its SHA-256 is needed", "64 hexadecimal digits", "--sha256 HEX")
    path = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    ending = next((end for end in _ENDINGS if path.endswith(end)), "")
    if not ending:
        raise CorpusError(f"{url} is no archive this package reads", "an address ending in .tar.gz, .zip, .jsonl or .warc.gz")
    name, licence = name or path.removesuffix(ending), licence or "unknown"
    return PublishedCorpus(name=name, url=url, licence=licence, terms=url, sha256=sha256.lower(), ending=ending)


def terms(entry: PublishedCorpus) -> str:
    """Return what a person must know before fetching: licence, citation, address, whose the pages are."""
    return f"""{entry.name}: licence {entry.licence} ({entry.terms})
  cite: {entry.citation or "see the project"}
  from: {entry.url}
  The pages in it belong to the sites they were taken from; the licence is that of the annotations."""


def fetch(entry: PublishedCorpus, accept: Callable[[str], bool], *, replace: bool = False) -> Corpus:
    """Fetch, check and import a corpus whose terms ``accept`` is shown first and accepts.

    Raises CorpusError where it does not, where the download fails or is not what was published; the cache is as it was then.
    """
    if not accept(terms(entry)):
        hint = f"boilerbench corpus fetch {entry.name} --yes"
        raise CorpusError(f"the terms of {entry.name} were not accepted", "a yes to the terms above", hint)
    if cache.holds(entry.name) and not replace:
        raise CorpusError(f"there is already a corpus called {entry.name}", "another name", "--replace")
    with tempfile.TemporaryDirectory(prefix="boilerbench-fetch-") as folder:
        path = _download(entry, Path(folder))
        check = partial(_check, entry)
        return importing.keep_path(path, entry.inside, entry.reader, entry.name, replace=replace, check=check)


def checked(entry: PublishedCorpus, corpus: Corpus) -> int:
    """Return how many pages of a fetched corpus a digest speaks of: all, where the archive's is known."""
    return len(corpus.pages if entry.sha256 else _covered(entry, corpus))


def _covered(entry: PublishedCorpus, corpus: Corpus) -> tuple[Page, ...]:
    """Return the pages that the entry's digest speaks of: none where it has none, all where it names none."""
    if not (entry.digest and entry.covers):
        return corpus.pages if entry.digest else ()
    names, below = set(entry.covers), tuple(name for name in entry.covers if name.endswith("/"))
    return tuple(page for page in corpus.pages if page.id in names or (below and page.id.startswith(below)))


def _check(entry: PublishedCorpus, corpus: Corpus) -> None:
    """Raise CorpusError where a corpus is not the one that was published, as far as that is known."""
    pages = _covered(entry, corpus)
    known = {name for name in entry.covers if entry.digest and not name.endswith("/")}
    if missing := sorted(known - {page.id for page in pages}):
        raise _another(entry, f"{len(missing)} of the {len(known)} pages that are known are not in it, such as {missing[0]}")
    if entry.digest and (digest := assembly.digest(pages, corpus.gold)) != entry.digest:
        raise _another(entry, f"{len(pages)} pages and their gold have digest {digest[:12]}, not {entry.digest[:12]}")
    if entry.digest and entry.pages not in {0, len(corpus.pages)}:
        raise _another(entry, f"it has {len(corpus.pages):,} pages, not {entry.pages:,}")


def _another(entry: PublishedCorpus, why: str) -> CorpusError:
    hint = "see whether the project moved it; to import it as it is: boilerbench corpus import FILE"
    return CorpusError(f"{entry.url} holds another corpus than was published: {why}", "the archive as published", hint)


def _download(entry: PublishedCorpus, folder: Path) -> Path:
    """Download an archive and return it, its SHA-256 checked where that is known."""
    path = folder / (entry.name.replace("/", "-") + entry.ending)
    try:
        sha256 = _stream(entry.url, path)
    except (OSError, ValueError, HTTPException) as problem:
        raise _not_fetched(entry, str(problem)) from problem
    if entry.sha256 and sha256 != entry.sha256:
        raise _not_fetched(entry, f"its SHA-256 is {sha256}, not {entry.sha256}")
    if entry.commit and not (noted := noted_commit(path) or entry.commit).startswith(entry.commit):
        raise _not_fetched(entry, f"the archive is of commit {noted[:12]}, not {entry.commit}")
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
