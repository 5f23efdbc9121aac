"""Combinations of adapters by their score rows: the best output of each page, a typical one, pairs."""
