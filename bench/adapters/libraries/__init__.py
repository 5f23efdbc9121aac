"""Adapters of further libraries, one a file: those of the environment ``python3.12``, and a converter to Markdown."""
