"""Combinations of adapters, computed from their score rows: the best output of each page, the most typical one, and pairs."""
