"""Align an output with gold that is optional in parts: required words first, then optional ones.

Of all alignments (common subsequences of gold and output) those that match the most *required* words are taken, and of these one that
matches the most *optional* words. Two things follow, whatever the ties: what is matched of required words is what would be matched if
the gold had no optional blocks, so that adding an optional block never lowers a score; and both counts are unique.

How it is computed, exactly: with m the longest match of the required words alone and n that of all words, an alignment of n pairs,
m of them required, is one. The usual one often is (certificate). Else the paths that match m required words are enclosed between the
earliest and the latest of them; where the two meet, the problem falls apart, and only parts with optional words inside are left
to a weighted alignment, row by row in numpy and by Hirschberg's division in memory.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from bench.scoring.text import lcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CELLS = 1 << 22  # of a weighted table held at once: 32 MB


def counts(gold: str, optional: bytes, required: str, text: str) -> tuple[int, int]:
    """Return how many required and how many optional words of the gold are matched.

    ``gold`` and ``text`` are codes (see :mod:`bench.scoring.text.lcs`), ``optional`` has a 1 for each optional word of gold and a 0 for
    each other, ``required`` is the code of the others.
    """
    matched = lcs.length(required, text)
    if len(required) == len(gold):
        return matched, 0
    spare = lcs.length(gold, text) - matched
    if not spare or not matched or _required(lcs.blocks(gold, text), optional) == matched:
        return matched, spare
    return matched, sum(size for _, _, size in _exact(gold, optional, required, text)) - matched


def blocks(gold: str, optional: bytes, required: str, text: str) -> list[tuple[int, int, int]]:
    """Return the alignment as ascending runs (start in gold, in text, length), as for :func:`counts`."""
    usual = lcs.blocks(gold, text)
    if len(required) == len(gold) or _required(usual, optional) == lcs.length(required, text):
        return usual if len(required) == len(gold) else lcs.tidy(usual, gold, text, optional)
    return lcs.tidy(_exact(gold, optional, required, text), gold, text, optional)


def _required(runs: Sequence[tuple[int, int, int]], optional: bytes) -> int:
    """Count the matched words that are required."""
    return sum(size - sum(optional[i : i + size]) for i, _, size in runs)


def _exact(gold: str, optional: bytes, required: str, text: str) -> list[tuple[int, int, int]]:
    """Align where the usual alignment gave a required word up for optional ones."""
    place = [at for at, free in enumerate(optional) if not free]
    late, low, high = _enclosure(required, text)
    fixed = [i for i, _ in late]
    matched: list[tuple[int, int]] = []
    done = 0  # pairs of ``late`` dealt with
    for start, end in _parts(optional, low, high):
        matched += [(place[i], j) for i, j in late[done : bisect_left(fixed, start, done)]]
        gold_start = place[start - 1] + 1 if start else 0
        gold_end = place[end] if end < len(place) else len(gold)
        text_start, text_end = int(low[start]), int(high[end])
        weights = [1 if free else len(gold) for free in optional[gold_start:gold_end]]
        inner = _weighted(gold[gold_start:gold_end], weights, text[text_start:text_end])
        matched += [(gold_start + i, text_start + j) for i, j in inner]
        done = bisect_left(fixed, end, done)
    matched += [(place[i], j) for i, j in late[done:]]
    return lcs.merge(matched)


def _enclosure(required: str, text: str) -> tuple[list[tuple[int, int]], NDArray[Any], NDArray[Any]]:
    """Return one alignment of the required words, and the range of offsets of each of their gaps.

    Every best alignment passes gap 0..n between the offsets of text that the second and the third array hold for it.
    """
    import numpy as np

    late = lcs.earliest(required, text)  # reads little of gold: has read much of text
    turned = lcs.earliest(required[::-1], text[::-1])
    early = [(len(required) - 1 - i, len(text) - 1 - j) for i, j in reversed(turned)]
    gaps = np.arange(len(required) + 1)
    high = np.array([*(j for _, j in late), len(text)])[np.searchsorted([i for i, _ in late], gaps)]
    low = np.array([0, *(j + 1 for _, j in early)])[np.searchsorted([i for i, _ in early], gaps)]
    return late, low, high


def _parts(optional: bytes, low: NDArray[Any], high: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Yield ranges of required words, between gaps passed at one offset, where optional words have room."""
    import numpy as np

    free = np.frombuffer(optional, np.uint8)
    gap = np.cumsum(free == 0)[free == 1]  # required words before each optional one
    fixed = np.flatnonzero(low == high)
    last = -1
    for row in np.unique(gap[low[gap] < high[gap]]).tolist():
        if row <= last:
            continue
        after = int(np.searchsorted(fixed, row))
        last = int(fixed[after]) if after < len(fixed) else len(low) - 1
        yield int(fixed[after - 1]) if after else 0, last


def _weighted(gold: str, weights: Sequence[int], text: str) -> list[tuple[int, int]]:
    """Return an alignment of the greatest total weight, each matched word of gold counting its weight."""
    if len(gold) * len(text) > CELLS and len(gold) > 1:
        middle = len(gold) // 2
        above = _last(gold[:middle], weights[:middle], text)
        below = _last(gold[middle:][::-1], weights[middle:][::-1], text[::-1])[::-1]
        cut = int((above + below).argmax())
        rest = _weighted(gold[middle:], weights[middle:], text[cut:])
        return _weighted(gold[:middle], weights[:middle], text[:cut]) + [(i + middle, j + cut) for i, j in rest]
    table = [row.tolist() for row in _rows(gold, weights, text)]
    matched = []
    i, j = len(gold), len(text)
    while i and j:
        if table[i][j] == table[i - 1][j]:
            i -= 1
        elif table[i][j] == table[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            matched.append((i, j))
    return matched[::-1]


def _last(gold: str, weights: Sequence[int], text: str) -> NDArray[Any]:
    """Return the last row of the table alone, shape ``(len(text) + 1,)``."""
    *_, row = _rows(gold, weights, text)
    return row


def _rows(gold: str, weights: Sequence[int], text: str) -> Iterator[NDArray[Any]]:
    """Yield the greatest weights of gold so far with each prefix of text: int64, (len(text) + 1,)."""
    import numpy as np

    where: dict[str, list[int]] = {}
    for place, char in enumerate(text):
        where.setdefault(char, []).append(place)
    at = {char: np.array(places) for char, places in where.items()}
    row = np.zeros(len(text) + 1, np.int64)
    yield row
    for char, weight in zip(gold, weights, strict=True):
        places = at.get(char)
        if places is not None:
            best = row.copy()
            best[places + 1] = np.maximum(row[places + 1], row[places] + weight)
            row = np.maximum.accumulate(best)
        yield row
