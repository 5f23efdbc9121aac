"""Floors: yardsticks that select nothing or everything, for judging what an extractor adds."""

from typing import Any


def nothing(page: str) -> str:
    """Return no text: the coverage every extractor must beat."""
    del page
    return ""


def everything(page: str) -> str:
    """Return every text node of the body but scripts and styles, what is hidden included."""
    return "\n".join(line for text in _body(page).itertext() if (line := " ".join(text.split())))


def page(page: str) -> str:
    """Return the page itself, for a converter that reads all of it."""
    return page


def paragraphs(page: str) -> str:
    """Return the text of every ``<p>``, a line each."""
    return "\n".join(text for paragraph in _body(page).iter("p") if (text := " ".join(paragraph.text_content().split())))


def identity(page: str) -> str:
    """Return a text dump as it is."""
    return page


def _body(page: str) -> Any:  # an lxml element
    """Parse a page of any depth and return its body without scripts, styles and comments."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    tree: Any = html.document_fromstring(page.encode("utf-8") or b"<p></p>", parser=parser, ensure_head_body=True)
    etree.strip_elements(tree.body, "script", "style", with_tail=False)
    return tree.body
