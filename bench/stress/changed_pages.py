"""The pages of a corpus after each change at each dose, and which of them keep their gold."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.model import Corpus, Gold, Kind
from bench.stress.changes import change
from bench.stress.editing.source import PageSource, stream
from bench.stress.editing.steps import taken
from bench.stress.editing.writing import read
from bench.stress.gold_check import GoldCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bench.model import Page
    from bench.stress.editing.writing import SourceText

Variant = tuple[str, float]  # a change and a dose


@dataclass(frozen=True, slots=True)
class ChangedCorpus:
    """A corpus and its changed pages.

    ``same`` maps (change, dose) to page id -> the id under which the page stands in ``pages`` or, where it is as it was, in the corpus
    itself; a page whose gold the change would break is absent. ``why`` counts, by change, what was not changed or left out at the highest
    dose.
    """

    corpus: Corpus
    pages: Corpus
    same: Mapping[Variant, Mapping[str, str]]
    why: Mapping[str, Mapping[str, int]]


def changed(
    corpus: Corpus, changes: Sequence[str], doses: Sequence[float], seed: int, progress: Callable[[int], None] | None = None
) -> ChangedCorpus:
    """Return the HTML pages of a corpus under each change at each dose above 0.

    A page that a dose leaves as a lower one made it stands once. Text dumps have no markup to change and are left out, pages that cannot
    be parsed stay as they are; ``why`` counts both. ``progress`` is told after each page how many are done.
    """
    made: list[Page] = []
    gold: dict[str, Gold] = {}
    same: dict[Variant, dict[str, str]] = {(name, dose): {} for name in changes for dose in doses}
    counts: dict[str, Counter[str]] = {name: Counter() for name in changes}
    for done, page in enumerate(corpus.pages, 1):
        if page.kind is Kind.HTML:
            own = corpus.gold.get(page.id)
            source, check = read(page), GoldCheck(page, own)
            for name in changes:
                for dose, version, outcome in _versions(page, source, check, (name, doses, seed)):
                    if dose == doses[-1]:
                        counts[name][outcome] += 1
                    if version is None:
                        continue
                    same[name, dose][page.id] = version.id
                    if version.id != page.id and version.id not in gold:
                        made.append(version)
                        gold[version.id] = replace(own, page_id=version.id) if own else Gold(version.id, None)
        if progress:
            progress(done)
    digest = hashlib.sha256("\0".join((corpus.digest, *(f"{page.id}\0{page.sha256}" for page in made))).encode()).hexdigest()
    name = f"{corpus.name}-changed"
    pages = tuple(replace(page, corpus=name) for page in made)
    other = replace(corpus, name=name, digest=digest, pages=pages, gold=gold, faults={}, sampling={}, selection={})
    return ChangedCorpus(replace(corpus, sampling={}), other, same, {name: dict(count) for name, count in counts.items()})


def _versions(
    page: Page, source: SourceText | None, check: GoldCheck, asked: tuple[str, Sequence[float], int]
) -> Iterator[tuple[float, Page | None, str]]:
    """Yield, for each dose, the page after one change and what happened; None where its gold would break."""
    name, doses, seed = asked
    if source is None:
        yield from ((dose, page, "unparsable") for dose in doses)
        return
    steps = list(change(name)(PageSource(source.markup, page.lang, stream(seed, page.id, name))))
    before, last = -1, page
    kept = True
    for dose in doses:
        now = taken(steps, dose)
        if len(now) != before:
            before, last = len(now), source.written(f"{name}@{dose:g}/{page.id}", now) if now else page
            kept = last is page or check.keeps(last)
        yield dose, last if kept else None, "gold would break" if not kept else "changed" if now else "nothing to change"
