"""Verbs on gold: which page gets it next, and how many more golds prove what."""
