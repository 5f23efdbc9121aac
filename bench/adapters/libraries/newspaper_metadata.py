"""Title, authors and date by newspaper4k."""

from bench.adapters.libraries.metadata import stated


def extract(page: str) -> str:
    """Return what newspaper4k finds, by English rules where the page's language lacks its tokeniser."""
    try:
        return _parsed(page)
    except (ImportError, LookupError):
        return _parsed(page, language="en")


def _parsed(page: str, **options: str) -> str:
    import newspaper

    article = newspaper.Article("", fetch_images=False, **options)
    article.download(input_html=page)
    article.parse()
    return stated(title=article.title, author=", ".join(article.authors), date=article.publish_date)
