"""Readers: one public corpus format a file, all listed here; only :mod:`bench.corpus.reading` calls them, by name.

A reader has ``NAME``, ``recognises(source) -> bool`` and ``read(source, name) ->
Corpus``, where ``source`` is a :class:`bench.corpus.source.archive.Source` (a folder or an archive, member by member).
"""

READERS = {
    "native": "bench.corpus.readers.native",
    "scrapinghub": "bench.corpus.readers.scrapinghub",
    "wcxb": "bench.corpus.readers.wcxb",
    "trafilatura": "bench.corpus.readers.trafilatura",
    "snapshots": "bench.corpus.readers.snapshots",
    "mozilla": "bench.corpus.readers.mozilla",
    "daniel": "bench.corpus.readers.daniel",
    "webmainbench": "bench.corpus.readers.webmainbench",
    "chatnoir": "bench.corpus.readers.chatnoir",
    "keyed": "bench.corpus.readers.keyed",
    "cleaneval": "bench.corpus.readers.cleaneval",
    "warc": "bench.corpus.readers.warc",
}
BUILTIN = ("embedded", "dumps")  # corpora that come with this package
