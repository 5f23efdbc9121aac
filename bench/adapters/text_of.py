"""Whole pages by libraries that leave nothing out: floors, each with its own idea of visible text."""


def html_text(page: str) -> str:
    """Return html-text's rendering of all visible text."""
    from html_text import extract_text

    return extract_text(page)


def inscriptis(page: str) -> str:
    """Return inscriptis' layout-aware rendering."""
    from inscriptis import get_text

    return str(get_text(page))


def selectolax(page: str) -> str:
    """Return the text of the body by selectolax (lexbor), without scripts and styles."""
    from selectolax.lexbor import LexborHTMLParser

    (tree := LexborHTMLParser(page)).strip_tags(["script", "style", "noscript"])
    return tree.body.text(separator="\n", strip=True) if tree.body is not None else ""


def beautifulsoup(page: str) -> str:
    """Return BeautifulSoup's text without scripts and styles: the ``bs4`` of published figures."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "html.parser")
    for element in soup(["script", "style", "noscript"]):
        element.decompose()
    return soup.get_text(" ", strip=True)


def justhtml(page: str) -> str:
    """Return the text of the tree that JustHTML parses."""
    from justhtml import JustHTML

    return str(JustHTML(page).to_text())
