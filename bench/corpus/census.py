"""Counting a corpus: pages by type, kind, language and site, devices, and how much gold there is."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bench.corpus.gold.presence import words
from bench.model import Corpus, Kind


def census(corpus: Corpus) -> dict[str, Any]:
    """Return counts under fixed keys, those of types, kinds, languages and devices by count, then name.

    ``types`` counts HTML pages alone, for text dumps are a track of their own. Languages are primary subtags. Words are runs of letters, so
    Chinese and Japanese count few.
    """
    golds = list(corpus.gold.values())
    lengths = sorted(len(words(gold.text)) for gold in golds if gold.blocks is not None)
    return {
        "name": corpus.name,
        "digest": corpus.digest,
        "pages": len(corpus.pages),
        "bytes": sum(page.size for page in corpus.pages),
        "kinds": _counted(str(page.kind) for page in corpus.pages),
        "types": _counted(page.type or "unknown" for page in corpus.pages if page.kind is Kind.HTML),
        "languages": _counted(page.lang.partition("-")[0].lower() or "unknown" for page in corpus.pages),
        "devices": _counted(device for page in corpus.pages for device in page.devices),
        "sites": len({page.site for page in corpus.pages if page.site}),
        "gold": {
            "texts": len(lengths),
            "empty": sum(not length for length in lengths),
            "said_empty": sum(gold.blank for gold in golds),
            "drafts": sum(gold.draft for gold in golds),
            "absent": sum(page.id not in corpus.gold for page in corpus.pages),
            "words": sum(lengths),
            "median_words": lengths[len(lengths) // 2] if lengths else 0,
            "optional_blocks": sum(block.optional for gold in golds for block in gold.blocks or ()),
            "must_have": sum(len(gold.must_have) for gold in golds),
            "must_not": sum(len(gold.must_not) for gold in golds),
        },
        "parts": _counted(part for gold in golds for part in gold.parts),
        "licence": corpus.licence,
        "citation": corpus.citation,
        "oracle": corpus.oracle,
        "left_out": dict(corpus.left_out),
        "repeated": corpus.repeated,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
