"""Corpora: a page dump in, pages and gold out; one format a file, listed here.

A reader module has ``NAME``, ``recognises(source) -> bool`` and ``read(source, name) -> Corpus`` where ``source`` is a
:class:`bench.corpus.source.archive.Source` (a folder or an archive, member by member).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

    from bench.model import Corpus

READERS = {
    "native": "bench.corpus.readers.native",
    "scrapinghub": "bench.corpus.readers.scrapinghub",
    "wcxb": "bench.corpus.readers.wcxb",
    "trafilatura": "bench.corpus.readers.trafilatura",
    "mozilla": "bench.corpus.readers.mozilla",
    "daniel": "bench.corpus.readers.daniel",
    "webmainbench": "bench.corpus.readers.webmainbench",
    "chatnoir": "bench.corpus.readers.chatnoir",
    "cleaneval": "bench.corpus.readers.cleaneval",
    "warc": "bench.corpus.readers.warc",
}
BUILTIN = ("embedded", "dumps")


def load(spec: str | Path = "embedded", *, pages: Path | None = None, reader: str = "") -> Corpus:
    """Read a corpus by built-in name, by the name it was imported as, or from a folder or archive.

    ``reader`` forces a format (else the first that recognises the source). ``pages`` is the folder of page files for
    corpora whose pages may not be copied (``dumps``). Raises CorpusError with what to type next.
    """
    from bench.corpus import reading

    return reading.load(str(spec), pages, reader)


__all__ = ["BUILTIN", "READERS", "CorpusError", "load"]
