"""Whole workers in three languages, to copy from: they speak the wire and import nothing of ours."""
