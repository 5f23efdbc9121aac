"""Which pages are timed: a fixed, seeded sample, balanced over sizes, as the bytes that workers get."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.workers.payloads import Payloads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.model import Adapter, Page

BUCKETS = (8, 32, 128, 512)  # upper bounds in KiB; pages above the last are a bucket of their own


@dataclass(frozen=True, slots=True)
class Item:
    """One page ready to be sent: its frame's header fields and body.

    ``size`` are bytes as captured, ``bucket`` names their range.
    """

    page_id: str
    header: Mapping[str, Any]
    body: bytes
    size: int
    bucket: str


def bucket_of(size: int) -> str:
    """Return the name of the bucket a page of ``size`` bytes falls into: "<8k", "8-32k" ... ">512k"."""
    edges = [bound for bound in BUCKETS if size < bound << 10]
    if not edges:
        return f">{BUCKETS[-1]}k"
    place = BUCKETS.index(edges[0])
    return f"{BUCKETS[place - 1]}-{edges[0]}k" if place else f"<{edges[0]}k"


def buckets() -> tuple[str, ...]:
    """Return the names of all buckets, smallest pages first."""
    return (*(bucket_of((bound << 10) - 1) for bound in BUCKETS), bucket_of(BUCKETS[-1] << 10))


def ordered(pages: Sequence[Page], seed: int = 0) -> list[Page]:
    """Return the pages in an order any beginning of which is balanced over sizes.

    One page of each quarter comes in turn, drawn by seed.
    """
    by_size = sorted(pages, key=lambda page: (page.size, page.corpus, page.id))
    edges = [round(len(by_size) * quarter / 4) for quarter in range(5)]
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    quarters = [rng.sample(by_size[low:high], high - low) for low, high in pairwise(edges)]
    return [page for page in chain.from_iterable(zip_longest(*quarters)) if page is not None]


def sample(pages: Sequence[Page], adapters: Sequence[Adapter], count: int, seed: int = 0) -> list[Page]:
    """Return at most ``count`` pages that every adapter takes, balanced over sizes."""
    return ordered([page for page in pages if all(is_accepted(page, adapter) for adapter in adapters)], seed)[:count]


def items(pages: Sequence[Page], adapter: Adapter) -> list[Item]:
    """Return the pages as ``adapter`` gets them."""
    payloads = Payloads()
    return [Item(page.id, *payloads(page, adapter), page.size, bucket_of(page.size)) for page in pages]
