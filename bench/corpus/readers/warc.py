"""Pages from WARC (HTML responses) and WET (extracted text) files, record by record; no gold."""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import IO, Any

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.source.archive import Source
from bench.errors import CorpusError
from bench.model import Corpus, Kind, Page

NAME = "warc"
_ENDINGS = (".warc", ".warc.gz", ".wet", ".wet.gz")
_HTML = ("text/html", "application/xhtml+xml")
_NO_PAGES = ("resource", "revisit")  # a file of no web server's; a page that stands elsewhere
LIMIT = 64 << 20  # bytes of one record's body; what is longer is no page
PAGES = 200_000  # pages of one corpus held in memory, packed


def recognises(source: Source) -> bool:
    """Whether there is a file that is called as WARC and WET files are."""
    return any(name.lower().endswith(_ENDINGS) for name in source.names)


def read(source: Source, name: str) -> Corpus:
    """Read all pages, packed in memory; raises CorpusError beyond ``PAGES``: split the file then."""
    held: list[Page] = []
    left_out: Counter[str] = Counter()
    for page in _judged_pages(source, name):
        if isinstance(page, str):
            left_out[page] += 1
        elif len(held) == PAGES:
            raise CorpusError(f"{source.label} holds more than {PAGES:,} pages", "fewer pages in one corpus", "split the file")
        else:
            held.append(page)
    return assemble(name, held, {}, source=source.label, left_out=left_out)


def pages(source: Source, corpus: str) -> Iterator[Page]:
    """Yield the pages of all files, in file order; ids are ``<file>-<record>``, numbers that sort."""
    return (page for page in _judged_pages(source, corpus) if not isinstance(page, str))


def _judged_pages(source: Source, corpus: str) -> Iterator[Page | str]:
    """Yield each record as a page with its id, or as the reason why it is none."""
    files = [name for name in source.names if name.lower().endswith(_ENDINGS)]
    for index, name in enumerate(files):
        with source.open(name) as stream:
            number = count()
            for page in _judged(stream, corpus):
                start = f"{index:03d}-" if len(files) > 1 else ""
                yield page if isinstance(page, str) else replace(page, id=f"{start}{next(number):07d}")


def records(stream: IO[bytes], corpus: str) -> Iterator[Page]:
    """Yield the HTML responses and the text conversions of a WARC or WET stream, one in memory at a time.

    The stream may be compressed. Raises CorpusError where it is damaged, after the pages before that.
    """
    return (page for page in _judged(stream, corpus) if not isinstance(page, str))


def _judged(stream: IO[bytes], corpus: str) -> Iterator[Page | str]:
    """Yield each response and conversion of a stream as a page, or as the reason why it is none."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as problem:
        what = "reading WARC files needs fastwarc, which is not installed"
        raise CorpusError(what, "the extra warc", "pip install 'boilerbench[warc]'") from problem
    wanted = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource | WarcRecordType.revisit
    stored = ArchiveIterator(stream, record_types=wanted, parse_http=True, max_content_length=LIMIT)
    yield from (_page(record, corpus) for record in _whole(iter(stored), corpus))


def _whole(stored: Iterator[Any], corpus: str) -> Iterator[Any]:
    """Yield stored records; the iterator's own error says neither which file nor what to do."""
    try:
        yield from stored
    except OSError as problem:
        raise CorpusError(f"{corpus} is damaged: {problem}", "a WARC or WET file, plain or compressed", "fetch it again") from problem


def _page(record: Any, corpus: str) -> Page | str:
    """Return the page in a record, or why it is none: an image, an error, an empty body."""
    if (kind := str(record.headers.get("WARC-Type"))) in _NO_PAGES:
        return f"{kind} records"
    url = str(record.headers.get("WARC-Target-URI") or "")
    if record.is_http:
        if record.http_headers is None or record.http_headers.status_code != 200:
            return "responses without status 200"
        if (record.http_content_type or "text/html") not in _HTML:
            return "responses that are not HTML"
        kind, encoding = Kind.HTML, str(record.http_charset or "")
    else:
        kind, encoding = Kind.TEXT, "utf-8"
    content = record.reader.read()
    if len(content) < record.content_length:
        raise CorpusError(f"{corpus} is cut off within a page", "a WARC or WET file to its end", "fetch it again")
    if not content.strip():
        return "records with an empty body"
    language = str(record.headers.get("WARC-Identified-Content-Language") or "").split(",")[0]
    packed = gzip.compress(content, 1, mtime=0)
    return Page("", corpus, packed, kind, packed=True, url=url, site=site_of(url), encoding=encoding, lang=language)
