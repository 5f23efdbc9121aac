"""An adapter that fetches: its own module, as a fork server imports all that a module of adapters needs."""

from __future__ import annotations


def downloads(page: str, *, url: str) -> str:
    """Let newspaper4k fetch an address, as it does when it is given one."""
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    try:
        article.download()
        article.parse()
    except newspaper.ArticleException as problem:
        return f"caught: {problem}"
    return str(article.text)
