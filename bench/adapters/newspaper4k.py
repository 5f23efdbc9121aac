"""newspaper4k: article text by its own scoring of paragraphs.

It is never given a URL, so it has nothing to fetch. By itself it walks sets of elements in the order of their addresses, so on a page
where two of them score alike either may come (0.9.6), which no seed settles. Here they are walked in the order of the page: the answer
is always the same one of those that it gives.
"""

from typing import Any


def extract(page: str) -> str:
    """Return the article text, cut by the library at 100,000 characters."""
    return article(page).text or ""


def article(page: str) -> Any:
    """Return the library's parsed article.

    A language whose tokeniser (ko, ja, zh, th), or the data of it, is not installed raises inside ``parse``: it is parsed as English then.
    """
    try:
        return _parsed(page)
    except (ImportError, LookupError):
        return _parsed(page, language="en")


def _parsed(page: str, **options: str) -> Any:
    import newspaper
    from newspaper.extractors import articlebody_extractor

    vars(articlebody_extractor)["set"] = dict.fromkeys  # what it makes of elements keeps their order
    made = newspaper.Article("", fetch_images=False, **options)
    made.download(input_html=page)
    made.parse()
    return made
