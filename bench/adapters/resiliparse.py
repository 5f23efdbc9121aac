"""resiliparse: a C++ tree walk that keeps main content, or all text as a floor."""

from typing import Any


def extract(page: str, **settings: Any) -> str:
    """Return the plain text; ``settings`` go to ``extract_plain_text`` (by default it adds bullets)."""
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(page, **settings)
    return text


def body(page: str) -> str:
    """Return the text of the whole body but scripts and styles, as studies of page complexity count it."""
    from resiliparse.parse.html import HTMLTree

    root = HTMLTree.parse(page).body
    if root is None:
        return ""
    for element in root.query_selector_all("script, style"):
        element.decompose()
    return str(root.text)
