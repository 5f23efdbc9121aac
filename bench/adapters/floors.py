"""Floors: yardsticks that select nothing or everything, for judging what an extractor adds."""

from __future__ import annotations


def nothing(page: str) -> str:
    """Return no text: the coverage every extractor must beat."""
    del page
    return ""


def everything(page: str) -> str:
    """Return all visible text of the page."""
    import html_text

    return html_text.extract_text(page)


def paragraphs(page: str) -> str:
    """Return the text of every ``<p>``, a line each."""
    from lxml import html

    if not page.strip():
        return ""
    tree = html.fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    return "\n".join(text for paragraph in tree.iter("p") if (text := " ".join(paragraph.text_content().split())))


def identity(page: str) -> str:
    """Return a text dump as it is."""
    return page
