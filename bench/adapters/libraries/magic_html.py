"""magic-html: the main part of a page as HTML, turned into text by html-text."""


def extract(page: str) -> str:
    """Return the text of the main part."""
    import html_text
    from magic_html import GeneralExtractor

    return html_text.extract_text(GeneralExtractor().extract(page)["html"] or "")
