"""Digests of a page and of its gold, by which the pages of two runs are told to be the same."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from bench.store.run_folder import page_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bench.model import Corpus

Digests = tuple[str, str]  # of page and gold


def digests_of(page: Mapping[str, Any]) -> Digests:
    """Return the digests of a page and of its gold; ``page`` is a line of ``pages.parquet``.

    The first is of its bytes and of what groups or decodes them.
    """
    facts = [page[name] for name in ("kind", "site", "encoding", "lang", "type", "devices", "sha256")]
    gold = [page["blocks"], page["must_have"], page["must_not"], sorted(page["parts"] or ())]
    short = [sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16] for part in (facts, gold)]
    return short[0], short[1]


def of_corpus(corpus: Corpus) -> dict[str, Digests]:
    """Return the digests of each page of a corpus, by page id."""
    return {page.id: digests_of(page_line(page, corpus.gold.get(page.id))) for page in corpus.pages}
