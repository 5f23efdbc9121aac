"""trafilatura: the whole pipeline and its small ``baseline`` extractor."""

from __future__ import annotations

from typing import Any


def extract(page: str, **settings: Any) -> str:
    """Return the main text, or "" where trafilatura finds none.

    ``settings`` go to ``trafilatura.extract`` as they are.
    """
    import trafilatura

    return trafilatura.extract(page, **settings) or ""


def baseline(page: str) -> str:
    """Return what trafilatura's last-resort extractor finds.

    That is JSON-LD, then ``<article>``, then all paragraphs.
    """
    import trafilatura

    return trafilatura.baseline(page)[1]
