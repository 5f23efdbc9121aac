"""readability-lxml: the readable part of a page as HTML, turned into text by html-text."""


def extract(page: str) -> str:
    """Return the text of ``Document.summary``; raises ``Unparseable`` on a page without elements."""
    import html_text
    import readability

    return html_text.extract_text(readability.Document(page).summary(html_partial=True))
