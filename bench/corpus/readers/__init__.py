"""Readers: one public corpus format a file; listed in bench.corpus."""
