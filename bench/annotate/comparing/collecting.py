"""Readings of the same pages by two or more readers, collected from a corpus."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus.gold import readings, signing
from bench.corpus.gold.signing import Act, Signature
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Page

GOLD = "gold"  # the reader of gold that nobody signed


@dataclass(frozen=True, slots=True)
class PageReadings:
    """One page, and what each reader says its content is; two readers or more."""

    page: Page
    by_reader: Mapping[str, Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Collected:
    """All pages that two readers or more have finished, and how many pages have fewer, by reason."""

    pages: tuple[PageReadings, ...]
    left_out: Mapping[str, int]


def collect(corpus: Corpus, folder: Path) -> Collected:
    """Return the gold of a corpus and the second readings in ``folder``.

    Gold counts as the reading of who cleaned it, but not where differences were settled: that is no reading of one person. Drafts count
    for nothing. Raises CorpusError where no page was read twice.
    """
    names, signed = readings.readers(folder), signing.marks(folder)
    found: list[PageReadings] = []
    left_out = Counter[str]()
    for page in corpus.pages:
        seconds = {name: held for name in names if (held := readings.read(folder, name, page.id)) is not None}
        finished = {name: held.blocks for name, held in seconds.items() if held.finished}
        author = _author(signed.get(page.id, ()))
        gold = corpus.gold.get(page.id)
        if author is not None and gold is not None and _finished(gold):
            finished = {GOLD if author in finished else author: gold.blocks or (), **finished}
        if len(finished) > 1:
            found.append(PageReadings(page, finished))
        elif seconds:
            left_out["pages with a second reading that have no two finished ones"] += 1
        else:
            left_out["pages that were read once at most"] += 1
    if not found:
        raise CorpusError(
            f"no page of {corpus.name} was read by two readers",
            f"gold and finished second readings in {folder / readings.FOLDER}",
            f"boilerbench annotate {folder} --reader NAME",
        )
    return Collected(tuple(found), dict(left_out))


def collect_against(corpus: Corpus, other: Corpus, names: tuple[str, str]) -> Collected:
    """Return the gold of two corpora of the same pages as two readings, by ``names``.

    Pages go by id and bytes. Raises CorpusError where there is none in common.
    """
    theirs = {page.id: page for page in other.pages}
    found: list[PageReadings] = []
    left_out = Counter[str]()
    for page in corpus.pages:
        twin = theirs.get(page.id)
        golds = corpus.gold.get(page.id), other.gold.get(page.id)
        if twin is None or twin.sha256 != page.sha256:
            left_out[f"pages that {names[1]} has not, or with other bytes"] += 1
        elif not all(gold is not None and _finished(gold) for gold in golds):
            left_out["pages without finished gold on both sides"] += 1
        else:
            found.append(PageReadings(page, {name: (gold.blocks if gold else None) or () for name, gold in zip(names, golds, strict=True)}))
    if not found:
        what = f"{names[0]} and {names[1]} have finished gold of no page in common"
        raise CorpusError(what, "two corpora with the same pages, under the same names")
    return Collected(tuple(found), dict(left_out))


def _finished(gold: Gold) -> bool:
    return not gold.draft and gold.blocks is not None and (gold.blank or bool(gold.text))


def _author(marks: Sequence[Signature]) -> str | None:
    """Return whose reading the gold of a page is; None where differences were settled in it."""
    last = next((mark for mark in reversed(marks) if mark.act is not Act.SECOND), None)
    if last is None:
        return GOLD
    return None if last.act is Act.ADJUDICATED else last.by
