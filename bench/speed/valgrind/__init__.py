"""Valgrind: instruction counts in place of times."""
