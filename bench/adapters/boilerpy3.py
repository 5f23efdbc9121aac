"""boilerpy3: Boilerpipe's shallow-text rules in pure Python."""


def extract(page: str, *, extractor: str) -> str:
    """Return the content by an extractor class, such as ``ArticleExtractor``."""
    from boilerpy3 import extractors

    return str(getattr(extractors, extractor)(raise_on_failure=False).get_content(page))
