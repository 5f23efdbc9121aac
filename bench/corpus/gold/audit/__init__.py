"""Audit: gold held against its page, block by block; ``bench.corpus.gold.check`` asks all of it."""
