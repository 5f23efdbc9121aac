"""Valgrind: instruction counts in place of times; from outside: instructions."""
