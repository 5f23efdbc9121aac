"""html-to-markdown: the whole page as Markdown, a floor."""


def extract(page: str) -> str:
    """Return the page as Markdown, nothing left out."""
    from html_to_markdown import convert

    text: str = convert(page).content or ""
    return text
