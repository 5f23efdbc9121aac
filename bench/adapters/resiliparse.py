"""resiliparse: a C++ tree walk that keeps main content, or all text as a floor."""

from __future__ import annotations


def extract(page: str, **settings: bool) -> str:
    """Return the plain text; ``settings`` go to ``extract_plain_text`` as they are (its defaults add bullets and alt texts)."""
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(page, **settings)
