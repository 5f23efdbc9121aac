"""What looks wrong in the gold as it would be written now, found while an annotator works."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

import numpy as np

from bench.annotate.colours import Colour
from bench.annotate.work import Items
from bench.corpus.gold.presence import squeeze, words

_SHORT = 20  # letters and digits below which a repeat is no slip, such as a heading "Overview"
_GAP = 5  # words of unclaimed text between gold blocks that are worth a look


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """One thing to look at: the block's number and what is the matter, in words."""

    item: int
    message: str


def live_findings(items: Items, page: str, must_not: Sequence[str], texts: Mapping[str, str]) -> tuple[LiveFinding, ...]:
    """Return what looks wrong, in reading order.

    ``page`` is all text of the page, ``texts`` the extractors' outputs for it.
    """
    squeezed = squeeze(page)
    outputs = [squeeze(text) for text in texts.values() if text]
    found = [*_wording(items, squeezed), *_repeats(items), *_intrusions(items, must_not), *_gaps(items), *_dissent(items, outputs)]
    return tuple(sorted(found, key=lambda finding: finding.item))


def _gold(items: Items) -> list[tuple[int, str]]:
    return [(at, item.leaf.text) for at, item in enumerate(items) if item.colour is not Colour.DROP]


def _wording(items: Items, page: str) -> list[LiveFinding]:
    found = []
    for at, text in _gold(items):
        if squeeze(text) in page:
            continue
        missing = [word for word in words(text) if squeeze(word) not in page]
        shown = " ".join(missing[:6])
        found.append(
            LiveFinding(at, f"words that are not on the page: {shown}" if missing else "words that stand nowhere on the page in this order")
        )
    return found


def _repeats(items: Items) -> list[LiveFinding]:
    seen: dict[str, int] = {}
    found = []
    for at, text in _gold(items):
        key = squeeze(text)
        if len(key) >= _SHORT and key in seen:
            found.append(LiveFinding(at, "the same text is in gold before"))
        seen.setdefault(key, at)
    return found


def _intrusions(items: Items, must_not: Sequence[str]) -> list[LiveFinding]:
    banned = [(phrase, squeeze(phrase)) for phrase in must_not if squeeze(phrase)]
    return [
        LiveFinding(at, f"holds what must not be in an output: {phrase}")
        for at, text in _gold(items)
        for phrase, key in banned
        if key in squeeze(text)
    ]


def _gaps(items: Items) -> list[LiveFinding]:
    found = []
    for (at, _), (after, _) in pairwise(_gold(items)):
        size = sum(len(words(item.leaf.text)) for item in items[at + 1 : after])
        if size >= _GAP:
            found.append(LiveFinding(at + 1, f"{size} words between two gold blocks are dropped"))
    return found


def _dissent(items: Items, outputs: Sequence[str]) -> list[LiveFinding]:
    """Return blocks on which an annotator differs from all extractors, of at least two."""
    found = []
    for at, item in enumerate(items):
        key = squeeze(item.leaf.text)
        if len(outputs) < 2 or len(key) < _SHORT:
            continue
        having = sum(key in output for output in outputs)
        if item.colour is Colour.KEEP and not having:
            found.append(LiveFinding(at, "no extractor returns this block"))
        if item.colour is Colour.DROP and having == len(outputs):
            found.append(LiveFinding(at, "every extractor returns this block"))
    return found


def disagreement(texts: Mapping[str, str]) -> float | None:
    """Return how far outputs for a page differ, 0-1; None of fewer than two.

    It is 1 minus the median word F1 of each two, as bags of words.
    """
    bags = [Counter(words(text)) for _, text in sorted(texts.items())]
    vocabulary = sorted(set().union(*bags))
    counts = np.array([[bag[word] for word in vocabulary] for bag in bags]).reshape(len(bags), len(vocabulary))
    pairs = [2 * np.minimum(one, other).sum() / max(one.sum() + other.sum(), 1) for one, other in combinations(counts, 2)]
    return round(1 - float(median(pairs)), 4) if pairs else None
