"""Runs spread over machines with Dask, and WARC crawls without gold.

Outside, ``cluster.work`` (the engine) and ``crawl``, ``pace``, ``totals`` and ``agreement`` (the command line) may be used.
"""
