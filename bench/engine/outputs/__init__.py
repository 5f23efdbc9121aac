"""Outputs of extractors: files of stored ones, the shapes that the field writes, and what several of them say together."""
