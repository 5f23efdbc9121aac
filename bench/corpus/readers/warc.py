"""Pages from WARC (HTML responses) and WET (extracted text) files, record by record; no gold."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace
from itertools import count
from typing import IO, TYPE_CHECKING

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.source.spill import Spill
from bench.corpus.warc import http
from bench.corpus.warc.records import Lost, Record
from bench.corpus.warc.records import records as stored_records
from bench.errors import CorpusError
from bench.model import Corpus, Kind, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus.source.archive import Source

NAME = "warc"
ENDINGS = tuple(f".{kind}{packed}" for kind in ("warc", "wet") for packed in ("", ".gz", ".zst"))
_HTML = ("text/html", "application/xhtml+xml")
_KINDS = ("warcinfo", "request", "metadata", "revisit", "resource", "continuation")  # ISO 28500:2017, 6
PAGES = 200_000  # pages of one corpus held in memory, packed


def recognises(source: Source) -> bool:
    """Whether there is a file that is called as WARC and WET files are."""
    return any(name.lower().endswith(ENDINGS) for name in source.names)


def read(source: Source, name: str) -> Corpus:
    """Read all pages, packed in memory; raises CorpusError beyond ``PAGES``: split the file then."""
    held, spill = list[Page](), Spill()
    left_out: Counter[str] = Counter()
    for page in _numbered(source, name):
        if isinstance(page, Lost):
            left_out[page.reason] += 1
        elif len(held) == PAGES:
            raise CorpusError(f"{source.label} holds more than {PAGES:,} pages", "fewer pages in one corpus", "split the file")
        else:
            held.append(spill.page(page))
    return assemble(name, held, {}, source=source.label, left_out=left_out)


def pages(source: Source, corpus: str) -> Iterator[Page]:
    """Yield the pages of all files, in file order; ids are ``<file>-<record>``, numbers that sort."""
    return (page for page in _numbered(source, corpus) if isinstance(page, Page))


def _numbered(source: Source, corpus: str) -> Iterator[Page | Lost]:
    """Yield each record as a page with its id, or why it is none."""
    files = [name for name in source.names if name.lower().endswith(ENDINGS)]
    for index, name in enumerate(files):
        with source.open(name) as stream:
            number = count()
            for page in judged(stream, corpus):
                start = f"{index:03d}-" if len(files) > 1 else ""
                yield page if isinstance(page, Lost) else _packed(page, f"{start}{next(number):07d}")


def _packed(page: Page, number: str) -> Page:
    """Return a page as it is kept in memory, with its id."""
    return replace(page, id=number, stored=gzip.compress(bytes(page.stored), 1, mtime=0), packed=True)


def judged(stream: IO[bytes], corpus: str) -> Iterator[Page | Lost]:
    """Yield each record of a WARC or WET stream as a page or as why it is none, one in memory at a time.

    The stream may be compressed. Raises CorpusError where it is something else.
    """
    for record in stored_records(stream, corpus):
        yield record if isinstance(record, Lost) else _page(record, corpus)


def _page(record: Record, corpus: str) -> Page | Lost:
    """Return the page in a record, or why it is none."""
    kind = record.headers.get("warc-type", "").lower()
    if kind == "conversion":
        return _made(record.content, corpus, Kind.TEXT, "utf-8", record)
    if kind == "resource" and record.headers.get("content-type", "").partition(";")[0].strip().lower() in _HTML:
        return _made(record.content, corpus, Kind.HTML, "", record)
    return _response(record, corpus) if kind == "response" else Lost(f"{_plain(kind)} records")


def _plain(kind: str) -> str:
    """Return a type of record as it may be shown, whatever stands there."""
    return kind if kind in _KINDS else "unknown"


def _response(record: Record, corpus: str) -> Page | Lost:
    """Return the page that a server sent, or why it is none: an image, an error, an empty body."""
    answer = http.parse(record.content)
    if answer is None:
        return Lost("responses that are not HTTP")
    if answer.status != 200:
        return Lost("responses without status 200")
    if (answer.media_type or _HTML[0]) not in _HTML:
        return Lost("responses that are not HTML")
    try:
        return _made(http.decoded(answer), corpus, Kind.HTML, answer.charset, record)
    except ValueError as problem:
        return Lost(f"responses with {problem}")


def _made(content: bytes, corpus: str, kind: Kind, encoding: str, record: Record) -> Page | Lost:
    """Return a page of this content, or that it has none."""
    if not content.strip():
        return Lost("records with an empty body")
    url = record.headers.get("warc-target-uri", "").strip("<>")
    language = record.headers.get("warc-identified-content-language", "").split(",")[0]
    return Page("", corpus, content, kind, url=url, site=site_of(url), encoding=encoding, lang=language)
