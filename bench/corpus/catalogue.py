"""The catalogue of corpora that can be named: built in, imported, and those that can be fetched."""

from bench.corpus.fetching import PUBLISHED
from bench.corpus.readers import native
from bench.corpus.source import cache


def catalogue() -> list[dict[str, object]]:
    """Return one entry for each corpus: name, where, pages, licence and source.

    ``where`` is "built in", "imported" or "to fetch"; ``pages`` is "" where unknown.
    """
    own = native.embedded()
    entries: list[dict[str, object]] = [
        _entry("embedded", "built in", len(own.pages), own.licence, "comes with boilerbench"),
        _entry("dumps", "built in", 3, "labels Apache-2.0, pages not ours", "pages from seeds/dumps or --pages DIR"),
    ]
    for name in cache.names():
        card = cache.card(name)
        entries.append(_entry(name, "imported", card["pages"], str(card["licence"]), str(card["source"])))
    known = {str(entry["name"]) for entry in entries}
    return entries + [_entry(one.name, "to fetch", one.pages or "", one.licence, one.url) for one in PUBLISHED if one.name not in known]


def _entry(name: str, where: str, pages: object, licence: str, source: str) -> dict[str, object]:
    return {"name": name, "where": where, "pages": pages, "licence": licence, "source": source}
