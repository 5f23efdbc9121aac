"""trafilatura: the whole pipeline and its small ``baseline`` extractor."""

from typing import Any


def extract(page: str, **settings: Any) -> str:
    """Return the main text, "" where there is none; ``settings`` go to ``trafilatura.extract``."""
    import trafilatura

    return trafilatura.extract(page, **settings) or ""


def baseline(page: str) -> str:
    """Return what the last-resort extractor finds: JSON-LD, ``<article>``, then all paragraphs."""
    import trafilatura

    return trafilatura.baseline(page)[1]
