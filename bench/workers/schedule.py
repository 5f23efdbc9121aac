"""Who does what next: shares of pages for slots, costliest adapters first, the last ones split."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.model import Adapter, Page

_WORTH_SPLITTING = 4  # pages: fewer cost less than a fresh worker
_BLOCK = 24 << 20  # unpacked bytes of pages handled by all adapters before the next: of two such blocks, in both forms, the cache holds all
_WHOLE = 2 * _BLOCK  # so few are one block: the next would start every adapter anew
_SOON = 16  # pages before the end of a share: an import takes about as long as so many


@dataclass(frozen=True, slots=True)
class Unit:
    """One adapter over some pages, in order. ``whole`` units stay with one worker from beginning to end."""

    adapter: Adapter
    pages: tuple[Page, ...]
    whole: bool = False


@dataclass(slots=True)
class Share:
    """What one slot is at: its owner takes pages from the left, a slot without work from the right."""

    adapter: Adapter
    pages: deque[Page]
    whole: bool = False


def blocks(pages: Iterable[Page], limit: int = _BLOCK) -> list[tuple[Page, ...]]:
    """Cut pages, in order, into blocks of at most ``limit`` unpacked bytes (one page at least)."""
    cut: list[list[Page]] = []
    room = 0
    for page in pages:
        if not cut or room < page.size:
            cut.append([])
            room = limit
        cut[-1].append(page)
        room -= page.size
    return [tuple(block) for block in cut]


def units(pending: Mapping[str, Sequence[Page]], adapters: Sequence[Adapter], costs: Mapping[str, float]) -> list[Unit]:
    """Return the units of a run: pages in order, block by block, and adapters in a block by falling cost.

    A block holds as much as the cache of payloads has room for twice; what fits into that at once is a single block. A unit begins with a
    page of middling size: a worker's first page is sent twice, for its time.
    """
    everything = {id(page): page for adapter in adapters for page in pending[adapter.name]}
    ranked = sorted(adapters, key=lambda adapter: -costs.get(adapter.name, float("inf")))  # unknown first: maybe the longest
    cut = blocks(everything.values(), _WHOLE if sum(page.size for page in everything.values()) <= _WHOLE else _BLOCK)
    place = {id(page): number for number, block in enumerate(cut) for page in block}
    shares: list[dict[str, list[Page]]] = [{} for _ in cut]
    for adapter in ranked:
        for page in pending[adapter.name]:
            shares[place[id(page)]].setdefault(adapter.name, []).append(page)
    return [Unit(adapter, _middling_first(share[adapter.name])) for share in shares for adapter in ranked if adapter.name in share]


def _middling_first(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return pages in order, but for the first of those of the median size, which comes before all."""
    median = sorted(page.size for page in pages)[len(pages) // 2]
    at = next(number for number, page in enumerate(pages) if page.size == median)
    return (pages[at], *pages[:at], *pages[at + 1 :])


class Schedule:
    """Units waiting, and the shares taken."""

    def __init__(self, waiting: Iterable[Unit], first: Sequence[Adapter] = ()) -> None:
        """Start with nothing taken.

        ``waiting`` may be endless: it is read when a slot has nothing to do, or one unit ahead. The libraries of the ``first`` adapters
        are imported before it is read.
        """
        self.first = tuple(first)
        self._waiting = iter(waiting)
        self._ahead: Unit | None = None
        self._told: Unit | None = None
        self._shares: list[Share] = []

    def look_ahead(self, prepare: Callable[[Page, Adapter], object]) -> None:
        """Read the next unit, and have the next page of each share prepared, before a slot waits for them."""
        self._read()
        for share in self._shares:
            if share.pages:
                prepare(share.pages[0], share.adapter)

    def soon(self) -> Adapter | None:
        """Return the adapter of the next unit, once, when a share nears its end."""
        if not any(len(share.pages) <= _SOON for share in self._shares):
            return None
        self._read()
        before, self._told = self._told, self._ahead
        return self._ahead.adapter if self._ahead is not None and self._ahead is not before else None

    def _read(self) -> None:
        """Hold the next unit, if there is one."""
        if self._ahead is None:
            self._ahead = next(self._waiting, None)

    def take(self) -> Share | None:
        """Return the next share: a unit while there are any, then half of the largest rest, at last None."""
        self._shares = [share for share in self._shares if share.pages]
        self._read()
        unit, self._ahead = self._ahead, None
        if unit is not None:
            share = Share(unit.adapter, deque(unit.pages), unit.whole)
        else:
            rich = max((share for share in self._shares if not share.whole), key=lambda share: len(share.pages), default=None)
            if rich is None or len(rich.pages) < _WORTH_SPLITTING:
                return None
            half = [rich.pages.pop() for _ in range(len(rich.pages) // 2)]
            share = Share(rich.adapter, deque(reversed(half)))
        self._shares.append(share)
        return share
