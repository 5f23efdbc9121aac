"""Runs spread over machines with Dask, and WARC crawls without gold."""
