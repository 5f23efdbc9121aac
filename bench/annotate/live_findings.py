"""What looks wrong in the gold as it would be written now: the findings of ``corpus check``, while an annotator works."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median

import numpy as np

from bench.annotate.work import Items, gold_items, gold_of
from bench.corpus.gold import readings
from bench.corpus.gold.audit.against_page import against_page
from bench.corpus.gold.audit.finding import CODES, AuditFinding
from bench.corpus.gold.check import gold_findings
from bench.corpus.gold.goldtext import starts
from bench.corpus.gold.presence import squeeze, words
from bench.errors import CorpusError
from bench.model import Gold, Page

_FILE = "gold"  # of which findings name the line; it is not written yet
_ENDING = "…"  # of texts that findings cut


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """One thing to look at: the block's number and what is the matter, in words."""

    item: int
    message: str


def live_findings(items: Items, page: Page, known: Gold | None, texts: Mapping[str, str]) -> tuple[LiveFinding, ...]:
    """Return what looks wrong, in reading order; nothing while no block is kept.

    ``known`` has the segments that must and must not be in an output, ``texts`` are the extractors' outputs for the page.
    """
    blocks = gold_of(items)
    try:
        begun = starts(readings.content(blocks), _FILE)
    except CorpusError:
        return ()  # no block, or a text that no file can hold, which signing says
    gold = replace(known or Gold(page.id, None), blocks=blocks, draft=False, blank=False, file=_FILE, lines=begun)
    found = [*gold_findings(page.id, gold), *against_page(page, gold, texts)[0]]
    return tuple(sorted((LiveFinding(_item(items, gold, one), _message(one)) for one in found), key=lambda one: one.item))


def _message(finding: AuditFinding) -> str:
    expected = f"; expected: {finding.expected}" if finding.expected else ""
    return f"{CODES[finding.code]}: {finding.detail}{expected}"


def _item(items: Items, gold: Gold, finding: AuditFinding) -> int:
    """Return the block that a finding is about: by the line of gold that it names, else by its text."""
    line = finding.where.removeprefix(_FILE).removeprefix(":")
    if line:
        at = max((number for number, begins in enumerate(gold.lines) if begins <= int(line)), default=0)
        return gold_items(items)[at]
    return next(_named(items, finding.detail), 0)


def _named(items: Items, detail: str) -> Iterator[int]:
    """Yield the blocks that hold the text which a finding begins with."""
    text = detail.partition(_ENDING)[0] if _ENDING in detail else detail.rpartition(" (")[0] or detail
    key = squeeze(text)
    yield from (at for at, item in enumerate(items) if key and key in squeeze(item.leaf.text))


def disagreement(texts: Mapping[str, str]) -> float | None:
    """Return how far outputs for a page differ, 0-1; None of fewer than two.

    It is 1 minus the median word F1 of each two, as bags of words.
    """
    bags = [Counter(words(text)) for _, text in sorted(texts.items())]
    vocabulary = sorted(set().union(*bags))
    counts = np.array([[bag[word] for word in vocabulary] for bag in bags]).reshape(len(bags), len(vocabulary))
    pairs = [2 * np.minimum(one, other).sum() / max(one.sum() + other.sum(), 1) for one, other in combinations(counts, 2)]
    return round(1 - float(median(pairs)), 4) if pairs else None
