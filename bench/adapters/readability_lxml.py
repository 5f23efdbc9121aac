"""readability-lxml: the readable part of a page as HTML, turned into text by html-text."""


def summary(page: str) -> str:
    """Return the readable part as HTML, as ``Document.summary`` gives it."""
    import readability

    html: str = readability.Document(page).summary(html_partial=True)
    return html


def extract(page: str) -> str:
    """Return the text of ``Document.summary``; raises ``Unparseable`` on a page without elements."""
    import html_text

    return html_text.extract_text(summary(page))
