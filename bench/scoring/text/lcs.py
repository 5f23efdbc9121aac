"""Longest common subsequences of token sequences: exact lengths and alignments, in bounded memory.

Tokens are given as *codes*: strings with one character for each token, since every engine here is fastest on strings. A token that the
other side lacks can match nothing and is left out of its code, which is what keeps an output of a million words harmless against a gold of
a thousand. Lengths come from rapidfuzz (Hyyrö's algorithm, 64 cells a machine word); alignments from rapidfuzz while its table stays
under 64 MB, else from rows kept in big integers (n bits a row), recomputed block by block from about sqrt(rows) checkpoints.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from math import isqrt

TABLE_BITS = 64 * 8 * 2**20  # largest table of rows held at once: 64 MB
BANDED = 1 << 22  # cells above which narrow bands are tried first: below, a whole table costs under 1 ms
ANCHORS = (12, 4, 1)  # tokens of the stretches by which long texts are aligned
SHARES = (31 / 32, 7 / 8)  # of the upper bound, tried as lower bounds: the band that each allows must be under half the table


def alphabet(tokens: Sequence[str], first: int = 0) -> dict[str, str]:
    """Give each distinct token a character of its own, ``first`` or later.

    ValueError beyond the 1,114,112 there are.

    Frequent tokens come first: rapidfuzz looks the first 256 characters up in a table, others in a hash map.
    """
    counts = Counter(tokens)
    return dict(zip(sorted(counts, key=counts.__getitem__, reverse=True), map(chr, range(first, first + len(counts))), strict=True))


def codes(tokens: Sequence[str], known: Mapping[str, str]) -> str:
    """Return the characters of those ``tokens`` that ``known`` holds, in order."""
    return "".join(map(known.get, tokens, repeat("")))


def length(a: str, b: str) -> int:
    """Return the length of a longest common subsequence of two codes."""
    from rapidfuzz.distance import LCSseq

    if a in b:
        return len(a)
    if len(a) * len(b) > BANDED:
        bound = _overlap(a, b)
        for cutoff in (max(1, int(bound * share)) for share in SHARES):
            band = len(a) + len(b) - 2 * cutoff
            common = LCSseq.similarity(a, b, score_cutoff=cutoff) if band < max(len(a), len(b)) / 2 else 0
            if common:
                return int(common)
    return int(LCSseq.similarity(a, b))


def blocks(a: str, b: str) -> list[tuple[int, int, int]]:
    """Return one longest common subsequence as ascending runs ``(start in a, start in b, length)``.

    Among the longest ones, a run goes on for as long as both sides do: first forwards, then backwards, so that a word that
    also stands elsewhere is not torn out of its sentence.
    """
    if a in b:
        return [(0, b.index(a), len(a))] if a else []
    if len(a) * len(b) <= TABLE_BITS:
        return tidy(_table_blocks(a, b), a, b)
    start = _common_prefix(a, b)
    end = _common_prefix(a[start:][::-1], b[start:][::-1])
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    inner = _table_blocks(inner_a, inner_b) if len(inner_a) * len(inner_b) <= TABLE_BITS else merge(earliest(inner_a, inner_b))
    runs = [(0, 0, start), *((i + start, j + start, n) for i, j, n in inner), (len(a) - end, len(b) - end, end)]
    return tidy([run for run in runs if run[2]], a, b)


def anchored(a: str, b: str) -> list[tuple[int, int, int]]:
    """Return a common subsequence in near-linear time, which need not be a longest one.

    Stretches of :data:`ANCHORS` tokens that stand once on either side are matched first, those in the longest ascending series; what lies
    between two of them is aligned exactly where its table is small, and else by shorter stretches, or left unmatched.
    """
    return tidy(merge([(i + step, j + step) for i, j, size in _anchored(a, b, ANCHORS) for step in range(size)]), a, b)


def _anchored(a: str, b: str, sizes: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return runs, anchored by stretches of these sizes, the first one first."""
    if len(a) * len(b) <= BANDED:
        return blocks(a, b)
    if not sizes:
        return []
    runs: list[tuple[int, int, int]] = []
    i = j = 0
    for next_i, next_j, size in [*_series(a, b, sizes[0]), (len(a), len(b), 0)]:
        runs += [(i + x, j + y, length_) for x, y, length_ in _anchored(a[i:next_i], b[j:next_j], sizes[1:])]
        runs += [(next_i, next_j, size)] if size else []
        i, j = next_i + size, next_j + size
    return runs


def _series(a: str, b: str, size: int) -> list[tuple[int, int, int]]:
    """Return the longest ascending series of stretches that stand once on either side, as runs."""
    alone, there = _once(a, size), _once(b, size)
    places = [(i, there[stretch]) for stretch, i in alone.items() if stretch in there]
    tails: list[int] = []  # the least last place in b of a series of each length, and by whom it is reached
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(places):
        length_ = bisect_left(tails, j)
        before.append(ends[length_ - 1] if length_ else -1)
        tails[length_ : length_ + 1], ends[length_ : length_ + 1] = [j], [at]
    at, chain = (ends[-1] if ends else -1), list[tuple[int, int]]()
    while at >= 0:
        chain.append(places[at])
        at = before[at]
    runs: list[tuple[int, int, int]] = []
    for i, j in reversed(chain):
        done_i, done_j = (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) if runs else (0, 0)
        skip = max(done_i - i, done_j - j, 0)  # stretches overlap
        if skip < size and i - done_i == j - done_j and runs and skip:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + size - skip)
        elif not skip:
            runs.append((i, j, size))
    return runs


def _once(tokens: str, size: int) -> dict[str, int]:
    """Return the stretches of ``size`` tokens that stand once, in order, and where."""
    found: dict[str, int] = {}
    for at in range(len(tokens) - size + 1):
        stretch = tokens[at : at + size]
        found[stretch] = -1 if stretch in found else at
    return {stretch: at for stretch, at in found.items() if at >= 0}


def pairs(a: str, b: str) -> list[tuple[int, int]]:
    """Return the matched positions of :func:`blocks`, one pair for each token."""
    return [(i + step, j + step) for i, j, size in blocks(a, b) for step in range(size)]


def tidy(runs: Sequence[tuple[int, int, int]], a: str, b: str, kinds: bytes = b"") -> list[tuple[int, int, int]]:
    """Let each run of an alignment go on as far as it can at its neighbour's cost: forwards, then back.

    The number of pairs stays, that of runs can only fall. With ``kinds``, one byte for each token of ``a``, a token gives up its partner
    only to one of its kind.
    """
    forwards = _extended(runs, a, b, kinds)
    turned = [(len(a) - i - size, len(b) - j - size, size) for i, j, size in reversed(forwards)]
    backwards = _extended(turned, a[::-1], b[::-1], kinds[::-1])
    return [(len(a) - i - size, len(b) - j - size, size) for i, j, size in reversed(backwards)]


def merge(matched: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Join ascending pairs to runs."""
    runs: list[tuple[int, int, int]] = []
    for i, j in matched:
        if runs and runs[-1][0] + runs[-1][2] == i and runs[-1][1] + runs[-1][2] == j:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((i, j, 1))
    return runs


def masks(a: str) -> dict[str, int]:
    """Return for each character of ``a`` the integer whose bit i says that it stands at i."""
    places: dict[str, list[int]] = {}
    for place, char in enumerate(a):
        places.setdefault(char, []).append(place)
    return {char: _bits(at) for char, at in places.items()}


def rows(equal: Iterable[int], width: int, row: int) -> Iterator[int]:
    """Yield one row for each token of ``b``, given where it stands in ``a`` (bits) and the row before.

    Bit i of a row is 0 where the common subsequence of ``a[:i + 1]`` with what was read of ``b`` is longer than that of ``a[:i]``
    (Hyyrö 2004, "Bit-parallel LCS-length computation revisited").
    """
    full = (1 << width) - 1
    for same in equal:
        hit = row & same
        if hit:
            row = ((row + hit) | (row - hit)) & full
        yield row


def row_blocks(equal: Sequence[int], width: int) -> Iterator[tuple[int, list[int]]]:
    """Yield ``(first token, rows)`` in blocks, last first; two held of a table over :data:`TABLE_BITS`."""
    top = (1 << width) - 1
    if width * len(equal) <= TABLE_BITS:
        yield 0, list(rows(equal, width, top))
        return
    size = isqrt(len(equal)) + 1
    before = [top]
    for place, row in enumerate(rows(equal, width, top), 1):
        if place % size == 0:
            before.append(row)
    for block in range((len(equal) - 1) // size, -1, -1):
        start = block * size
        yield start, list(rows(equal[start : start + size], width, before[block]))


def _overlap(a: str, b: str) -> int:
    """Return how many characters two codes share as bags: an upper bound of the length."""
    return (Counter(a) & Counter(b)).total()


def _common_prefix(a: str, b: str) -> int:
    """Return the length of the common prefix, by bisection over slices."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _table_blocks(a: str, b: str) -> list[tuple[int, int, int]]:
    """Align by rapidfuzz, whose table takes one bit a cell."""
    from rapidfuzz.distance import LCSseq

    if not a or not b:
        return []
    return [(block.a, block.b, block.size) for block in LCSseq.opcodes(a, b).as_matching_blocks() if block.size]


def earliest(a: str, b: str) -> list[tuple[int, int]]:
    """Return the longest common subsequence that keeps to the beginning of ``a``, as ascending pairs.

    After any match, no longest one can have read less of ``a`` for as much of ``b``. Rows are big integers, gone back over from the ends:
    skip in ``a`` while nothing is lost, then match if equal, else skip in ``b``.
    """
    where = masks(a)
    matched: list[tuple[int, int]] = []
    i = len(a)
    for start, held in row_blocks([where.get(char, 0) for char in b], len(a)):
        for offset in range(len(held) - 1, -1, -1):
            if i and held[offset] >> (i - 1) & 1:  # within a run nothing is skipped
                i = (~held[offset] & ((1 << i) - 1)).bit_length()
            if not i:
                break
            if a[i - 1] == b[start + offset]:
                i -= 1
                matched.append((i, start + offset))
    matched.reverse()
    return matched


def _bits(places: Sequence[int]) -> int:
    """Return the integer with these bits set; through bytes, as shifts would be quadratic in width."""
    held = bytearray(places[-1] // 8 + 1)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")


def _extended(runs: Sequence[tuple[int, int, int]], a: str, b: str, kinds: bytes) -> list[tuple[int, int, int]]:
    """Extend each run forwards: an equal next pair has a partner in the next run, which gives it up."""
    kept: list[tuple[int, int, int]] = []
    for start_i, start_j, length_ in runs:
        i, j, size = start_i, start_j, length_
        while size and kept:
            head_i, head_j, head = kept[-1]
            next_i, next_j = head_i + head, head_j + head
            if a[next_i] != b[next_j] or (kinds and kinds[next_i] != kinds[i]):
                break
            kept[-1] = (head_i, head_j, head + 1)
            i, j, size = i + 1, j + 1, size - 1
        if size:
            kept.append((i, j, size))
    return kept
