"""Trends: each metric over runs, commits and versions, with breaks where like does not meet like."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from bench.store.history import COSTS, HistoryEntry


@dataclass(frozen=True, slots=True)
class TrendStep:
    """One run's figure in a trend."""

    entry: HistoryEntry
    change: float  # against the run before: NaN for the first, and where ``broken`` says why it cannot be told
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """One metric of one adapter over time, oldest first. ``protocol`` is without its version."""

    corpus: str
    track: str
    adapter: str
    protocol: str
    metric: str
    steps: tuple[TrendStep, ...]


def trends(
    entries: Sequence[HistoryEntry], *, adapter: str = "", corpus: str = "", protocol: str = "", metrics: Sequence[str] = ()
) -> tuple[Trend, ...]:
    """Return the trends of the entries that match what is given.

    They are sorted by corpus, track, adapter, protocol and metric. An adapter called ``name@version`` belongs to the trend of ``name``.
    """
    chosen = [entry for entry in entries if _matches(entry, adapter, corpus, protocol, metrics)]
    ordered = sorted(chosen, key=lambda entry: (_place(entry), entry.created, entry.run, _numbers(entry.version), entry.adapter))
    return tuple(Trend(*place, _steps(list(group))) for place, group in groupby(ordered, _place))


def _place(entry: HistoryEntry) -> tuple[str, str, str, str, str]:
    """Return the trend an entry belongs to."""
    return entry.corpus, entry.track, _name(entry), entry.protocol.partition("@")[0], entry.metric


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, so that 1.12 stands after 1.6."""
    return tuple(map(int, re.findall(r"[0-9]+", version)))


def _name(entry: HistoryEntry) -> str:
    """Return the adapter's name without the version that it may be pinned to."""
    head, at, version = entry.adapter.rpartition("@")
    return head if at and version == entry.version else entry.adapter


def _matches(entry: HistoryEntry, adapter: str, corpus: str, protocol: str, metrics: Sequence[str]) -> bool:
    """Whether an entry is asked for; "" and an empty sequence ask for all."""
    wanted = ((adapter, _name(entry)), (corpus, entry.corpus), (protocol, entry.protocol.partition("@")[0]))
    return all(want in {"", have} for want, have in wanted) and (not metrics or entry.metric in metrics)


def _steps(entries: Sequence[HistoryEntry]) -> tuple[TrendStep, ...]:
    """Return the figures with their changes."""
    pairs = [(before, after, _break(before, after)) for before, after in pairwise(entries)]
    later = (TrendStep(after, math.nan if broken else after.value - before.value, broken) for before, after, broken in pairs)
    return TrendStep(entries[0], math.nan), *later


def _break(before: HistoryEntry, after: HistoryEntry) -> str:
    """Return why two figures cannot be compared, "" where they can."""
    if before.digest != after.digest:
        return "another corpus"
    if before.protocol != after.protocol:
        return f"{after.protocol} after {before.protocol}"
    if before.settings != after.settings:
        return "other settings"
    return "another machine" if after.protocol in COSTS and before.machine != after.machine else ""
