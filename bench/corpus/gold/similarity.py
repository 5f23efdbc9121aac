"""How alike two texts are, for the audit: never a score."""

import zlib
from collections.abc import Mapping
from itertools import combinations

from bench.corpus.gold.presence import windows, words

SKETCH = 128  # smallest hashes kept of a text; the error of the estimated Jaccard index is about 1/sqrt(128) = 0.09
_COMMON = 64  # a hash in more pages than this says nothing about two of them


def sketch(text: str) -> frozenset[int]:
    """Return the bottom-k sketch of a text's word windows (Broder 1997), 128 hashes of CRC-32."""
    hashes = {zlib.crc32(" ".join(run).encode()) for run in windows(words(text))}
    return frozenset(sorted(hashes)[:SKETCH])


def alike(sketches: Mapping[str, frozenset[int]], threshold: float) -> list[tuple[float, str, str]]:
    """Return ``(similarity, one, other)`` of all pairs that reach ``threshold``, most alike first."""
    holders: dict[int, list[str]] = {}
    for key in sorted(sketches):
        for value in sketches[key]:
            holders.setdefault(value, []).append(key)
    pairs = {pair for keys in holders.values() if len(keys) <= _COMMON for pair in combinations(keys, 2)}
    scored = ((jaccard(sketches[one], sketches[two]), one, two) for one, two in pairs)
    return sorted((item for item in scored if item[0] >= threshold), key=lambda item: (-item[0], item[1:]))


def jaccard(one: frozenset[int], two: frozenset[int]) -> float:
    """Estimate the Jaccard index of two texts: the share of smallest hashes that both sketches have."""
    union = sorted(one | two)[:SKETCH]
    return sum(value in one and value in two for value in union) / len(union) if union else 0.0


def overlap(one: Mapping[str, int], two: Mapping[str, int]) -> float:
    """Return the F1 of two bags of words, given as counts; two empty bags are equal (1.0)."""
    total = sum(one.values()) + sum(two.values())
    common = sum(min(count, two.get(word, 0)) for word, count in one.items())
    return 2 * common / total if total else 1.0
