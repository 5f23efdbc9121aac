"""The catalogue of corpora that can be named: built in, imported, and those that can be fetched."""

from bench.corpus import fetching
from bench.corpus.readers import native
from bench.corpus.source import cache

_KEYS = ("name", "where", "pages", "licence", "source")


def catalogue() -> list[dict[str, object]]:
    """Return name, where, pages ("" = unknown), licence and source of each corpus."""
    own, published = native.embedded(), fetching.published_corpora()
    cards = {name: cache.card(name) for name in cache.names()}
    entries: list[tuple[object, ...]] = [
        ("embedded", "built in", len(own.pages), own.licence, "comes with boilerbench"),
        ("dumps", "built in", 3, "labels Apache-2.0, pages not ours", "pages from seeds/dumps or --pages DIR"),
        *((name, "imported", card["pages"], str(card["licence"]), str(card["source"])) for name, card in cards.items()),
        *((name, "to fetch", one.pages or "", one.licence, one.url) for name, one in published.items() if name not in cards),
    ]
    return [dict(zip(_KEYS, entry, strict=True)) for entry in entries]
