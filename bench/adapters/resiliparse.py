"""resiliparse: a C++ tree walk that keeps main content, or all text as a floor."""

from typing import Any


def extract(page: str, **settings: Any) -> str:
    """Return the plain text; ``settings`` go to ``extract_plain_text`` (by default it adds bullets)."""
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(page, **settings)
    return text
