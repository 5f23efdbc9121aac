"""Protocols that read Markdown: its parts, its tables and what edits turn one into the other."""
