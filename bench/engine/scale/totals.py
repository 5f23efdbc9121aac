"""What came of pages extracted without gold: counts, costs and agreement, as sums that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import nan
from typing import TYPE_CHECKING

from bench.model import Extraction, Page, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.corpus.warc.records import Lost

    Sums = Mapping[str, tuple[float, int]]  # "first\tsecond", sorted -> (sum of F1, pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What came of some pages."""

    files: int = 0
    pages: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)  # records that are no pages, by reason
    faults: Mapping[str, int] = field(default_factory=dict)  # damage, that lost records or not
    size: int = 0  # bytes of the pages
    seconds: float = 0.0
    statuses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # how pages ended, by adapter
    spent: Mapping[str, int] = field(default_factory=dict)  # nanoseconds by adapter
    timed: Mapping[str, int] = field(default_factory=dict)  # pages that those were spent on
    agreement: Sums = field(default_factory=dict)
    unprotected: Mapping[str, str] = field(default_factory=dict)  # what workers were not kept from, and why

    def plus(self, other: Totals) -> Totals:
        """Return both together."""
        names = {**self.statuses, **other.statuses}
        return Totals(
            files=self.files + other.files,
            pages=self.pages + other.pages,
            left_out=dict(Counter(self.left_out) + Counter(other.left_out)),
            faults=dict(Counter(self.faults) + Counter(other.faults)),
            size=self.size + other.size,
            seconds=self.seconds + other.seconds,
            statuses={name: dict(Counter(self.statuses.get(name, {})) + Counter(other.statuses.get(name, {}))) for name in names},
            spent={name: self.spent.get(name, 0) + other.spent.get(name, 0) for name in names},
            timed=dict(Counter(self.timed) + Counter(other.timed)),
            agreement=added(self.agreement, other.agreement),
            unprotected={**self.unprotected, **other.unprotected},
        )

    def failed(self, name: str) -> dict[str, int]:
        """Return how often an adapter broke, by status, sorted."""
        return {status: count for status, count in sorted(self.statuses.get(name, {}).items()) if Status(status).failed}

    def tried(self, name: str) -> int:
        """Return how many pages an adapter was tried on."""
        return sum(count for status, count in self.statuses.get(name, {}).items() if status != Status.SKIPPED)

    def millis(self, name: str) -> float:
        """Return the mean wall time of an adapter's pages in milliseconds, NaN where none was timed."""
        timed = self.timed.get(name, 0)
        return self.spent.get(name, 0) / 1e6 / timed if timed else nan

    def agreed(self, first: str, second: str) -> float | None:
        """Return the mean F1 of two adapters, 1 of one with itself, None where they were never compared."""
        value, count = self.agreement.get("\t".join(sorted((first, second))), (0.0, 0))
        return 1.0 if first == second else value / count if count else None


def of_batch(pages: Sequence[Page], extractions: Sequence[Extraction]) -> Totals:
    """Return what came of some pages of a file."""
    statuses: dict[str, Counter[str]] = {}
    spent: Counter[str] = Counter()
    timed: Counter[str] = Counter()
    texts: dict[str, dict[str, str]] = {}
    for extraction in extractions:
        statuses.setdefault(extraction.adapter, Counter())[extraction.status.value] += 1
        spent[extraction.adapter] += extraction.wall_ns
        timed[extraction.adapter] += extraction.wall_ns > 0
        if extraction.status is not Status.SKIPPED:
            texts.setdefault(extraction.page_id, {})[extraction.adapter] = extraction.text
    sums: Sums = {}
    for page in texts.values():
        sums = added(sums, agreement(page))
    size = sum(page.size for page in pages)
    counts = {name: dict(ends) for name, ends in statuses.items()}
    return Totals(pages=len(pages), size=size, statuses=counts, spent=dict(spent), timed=dict(timed), agreement=sums)


def with_lost(totals: Totals, lost: Mapping[Lost, int]) -> Totals:
    """Return totals with what a file holds beside pages: by reason, and what of that is damage."""
    left_out = {one.reason: count for one, count in lost.items() if not one.whole}
    return replace(totals, left_out=left_out, faults={one.reason: count for one, count in lost.items() if one.fault})


def from_data(value: Mapping[str, Any]) -> Totals:
    """Return totals from the JSON of their fields, in which null stands for nothing counted."""
    sums = {key: (total, count) for key, (total, count) in (value["agreement"] or {}).items()}
    held = {name: value.get(name) or {} for name in ("statuses", "spent", "left_out", "faults")}
    made = Totals(**{**value, **held, "agreement": sums})
    return made if "timed" in value else replace(made, timed={name: made.tried(name) for name in made.statuses})  # of before it was counted


def agreement(texts: Mapping[str, str]) -> Sums:
    """Return the agreement of every two adapters tried on a page; two empty texts say nothing."""
    if len(texts) < 2:
        return {}
    from bench.scoring.text.tokens import words

    bags = {name: Counter(words(text)) for name, text in sorted(texts.items())}
    pairs = [pair for pair in combinations(bags, 2) if any(bags[name] for name in pair)]
    return {f"{first}\t{second}": (_f1(bags[first], bags[second]), 1) for first, second in pairs}


def _f1(first: Counter[str], second: Counter[str]) -> float:
    """Return 2 |A & B| / (|A| + |B|) over bags of words (Dice 1945), one of which at least is not empty."""
    return 2 * (first & second).total() / (first.total() + second.total())


def added(first: Sums, second: Sums) -> Sums:
    """Return the sums of two sets of pages together."""
    nothing = (0.0, 0)
    sums = {key: (before[0] + value, before[1] + count) for key, (value, count) in second.items() for before in [first.get(key, nothing)]}
    return {**first, **sums}
