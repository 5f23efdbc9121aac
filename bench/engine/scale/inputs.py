"""What a crawl reads: WARC files by path, glob, URL or Common Crawl's lists of paths; anything else as a corpus."""

from __future__ import annotations

import glob
import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from bench import corpus
from bench.corpus import reading
from bench.corpus.readers import warc
from bench.corpus.source.remote import RemoteFile, is_url, matching
from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Corpus

COMMON_CRAWL = "https://data.commoncrawl.org/"
_LISTS = (".paths", ".paths.gz")


def found(given: Sequence[str], root: str = "") -> tuple[list[Path | RemoteFile], list[Corpus]]:
    """Return WARC files that are to be streamed, sorted, each once, and what else is given as corpora.

    A list of paths (``warc.paths.gz``) stands for the files in it, below ``root``: a folder or URL; unless given, that where the list lies
    as Common Crawl publishes it, else Common Crawl's own. Pages that are given one by one, as a shell gives the files of a glob, are one
    corpus.
    """
    warcs: set[Path | RemoteFile] = set()
    pages, specs = list[str](), list[str]()
    for one in dict.fromkeys(given):
        names = [one] if Path(one).exists() else glob.glob(one, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute one
        if one.partition("?")[0].endswith(_LISTS) and (names or is_url(one)):
            for listing in names or [one]:
                warcs |= set(_listed(listing, root))
        elif is_url(one):
            warcs |= set(matching(one))
        elif names and all(map(reading.is_warc, names)):
            warcs |= set(map(Path, names))
        elif Path(one).is_file() and reading.is_page(one):
            pages.append(one)
        else:
            specs.append(one)
    return sorted(warcs, key=str), [*map(corpus.load, specs), *([reading.load_glob(*pages)] if pages else [])]


def _listed(listing: str, root: str) -> list[Path | RemoteFile]:
    """Return the files in a list of paths; raises CorpusError where it is none."""
    place = RemoteFile(listing) if is_url(listing) else Path(listing)
    try:
        with place.open("rb") as stream:
            content = stream.read()
        text = (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise CorpusError(f"{listing} cannot be read: {problem}", "a list of paths, one a line") from problem
    paths = [line.strip() for line in text.splitlines() if line.strip()]
    if not paths:
        raise CorpusError(f"{listing} lists no file", "a list of paths, one a line")
    if strange := [path for path in paths if not reading.is_warc(path)]:
        raise CorpusError(f"{listing} lists {strange[0][:80]!r}", f"paths that end as {', '.join(warc.ENDINGS)}")
    start = root or _start(listing, paths[0])
    return [_below(start, path) for path in paths]


def _start(listing: str, first: str) -> str:
    """Return below what the paths of a list lie, unless that is said."""
    head, folder, _ = listing.rpartition(first.partition("/")[0] + "/")
    if folder and (is_url(listing) or (Path(head) / first).exists()):
        return head or "."
    return str(Path(listing).parent) if not is_url(listing) and (Path(listing).parent / first).exists() else COMMON_CRAWL


def _below(start: str, path: str) -> Path | RemoteFile:
    """Return a file of a list."""
    if is_url(path):
        return RemoteFile(path)
    return RemoteFile(f"{start.rstrip('/')}/{path}") if is_url(start) else Path(start) / path
