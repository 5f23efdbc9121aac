"""Releases: one adapter over the releases of its package; from outside: timeline, bisect, index."""
