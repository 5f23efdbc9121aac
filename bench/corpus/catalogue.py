"""The catalogue of corpora that can be named: built in, imported, and those that can be fetched."""

from __future__ import annotations

from bench.corpus.fetching import PUBLISHED
from bench.corpus.source import cache


def catalogue() -> list[dict[str, object]]:
    """Return a row a corpus: name, where (built in, imported, to fetch), pages ("" where unknown), licence, source."""
    from bench.corpus.readers import native

    own = native.embedded()
    rows: list[dict[str, object]] = [
        _row("embedded", "built in", len(own.pages), own.licence, "comes with boilerbench"),
        _row("dumps", "built in", 3, "labels Apache-2.0, pages not ours", "pages from seeds/dumps or --pages DIR"),
    ]
    for name in cache.names():
        card = cache.card(name)
        rows.append(_row(name, "imported", card["pages"], str(card["licence"]), str(card["source"])))
    known = {str(row["name"]) for row in rows}
    rows.extend(_row(entry.name, "to fetch", entry.pages or "", entry.licence, entry.url) for entry in PUBLISHED if entry.name not in known)
    return rows


def _row(name: str, where: str, pages: object, licence: str, source: str) -> dict[str, object]:
    return {"name": name, "where": where, "pages": pages, "licence": licence, "source": source}
