"""Runs spread over machines with Dask, and WARC crawls without gold. The engine uses ``cluster``, the command line ``crawl``."""
