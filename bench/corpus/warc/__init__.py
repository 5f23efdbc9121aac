"""WARC files as the web archives them: compression, records, HTTP bodies; outside, :mod:`bench.corpus.readers.warc` uses it."""
