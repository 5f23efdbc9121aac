"""Whole workers in three languages, to copy from: they speak the wire of WIRE.md and import nothing of ours."""
