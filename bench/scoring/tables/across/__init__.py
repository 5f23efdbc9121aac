"""Boards side by side: adapters by corpora, and adapters by protocols."""
