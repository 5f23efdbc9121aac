"""Title, authors and date by newspaper4k."""

from bench.adapters.libraries.metadata import stated
from bench.adapters.newspaper4k import article


def extract(page: str) -> str:
    """Return what newspaper4k finds, by English rules where the page's language lacks its tokeniser."""
    found = article(page)
    return stated(title=found.title, author=", ".join(found.authors), date=found.publish_date)
