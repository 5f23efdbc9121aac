"""Releases: quality and speed of an extractor over its releases."""
