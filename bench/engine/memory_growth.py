"""How much memory a worker gains a page, whatever single large pages or its first ones take."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Points = Sequence[tuple[int, int]]  # pages served, resident bytes

_SETTLED = 5  # pages before imports are done and the first arenas are there
_PARTS = 8  # of a worker's life: a leak shows in most of them, warming up or one large page in one or two
_ENOUGH = 4  # pages in each part


def per_thousand(points: Sequence[tuple[int, int, int]]) -> float | None:
    """Return MB (10^6 bytes) gained per 1,000 pages, None where no worker lived for 37 pages.

    ``points`` are (worker, pages it had served, resident bytes). Each life is cut into eight parts; the figure is the median slope from
    the middle of one part to that of the next. A least-squares line would take one step of 40 MB in 100 pages for a leak of 300 MB.
    """
    lives: dict[int, list[tuple[int, int]]] = {}
    for worker, pages, resident in points:
        if pages > _SETTLED:
            lives.setdefault(worker, []).append((pages, resident))
    slopes = [slope for life in lives.values() if len(life) >= _PARTS * _ENOUGH for slope in _slopes(life)]
    return round(median(slopes) * 1000 / 1e6, 3) if slopes else None


def _slopes(life: Points) -> Iterator[float]:
    """Yield bytes a page between the middles of neighbouring parts of a life."""
    cuts = [len(life) * part // _PARTS for part in range(_PARTS + 1)]
    middles = [(median(pages for pages, _ in part), median(size for _, size in part)) for part in (life[a:b] for a, b in pairwise(cuts))]
    yield from ((size - size_before) / (pages - before) for (before, size_before), (pages, size) in pairwise(middles))
