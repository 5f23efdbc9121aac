"""How much memory a worker gains a page: the slope of resident memory over pages served."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETTLED = 5  # pages before caches and arenas are filled
_ENOUGH = 20  # points for a slope


def per_thousand(points: Sequence[tuple[int, int, int]]) -> float | None:
    """Return MB (10^6 bytes) gained per 1,000 pages by least squares within workers, None with fewer than 20 points.

    ``points`` are (worker, pages it had served, resident bytes). Workers may start at different heights: each is centred on its
    own mean before the slopes are pooled.
    """
    lives: dict[int, list[tuple[int, int]]] = {}
    for worker, pages, resident in points:
        if pages > _SETTLED:
            lives.setdefault(worker, []).append((pages, resident))
    if sum(map(len, lives.values())) < _ENOUGH:
        return None
    above = below = 0.0
    for life in lives.values():
        mean_pages = sum(pages for pages, _ in life) / len(life)
        mean_resident = sum(resident for _, resident in life) / len(life)
        above += sum((pages - mean_pages) * (resident - mean_resident) for pages, resident in life)
        below += sum((pages - mean_pages) ** 2 for pages, _ in life)
    return round(above / below * 1000 / 1e6, 3) if below else None
