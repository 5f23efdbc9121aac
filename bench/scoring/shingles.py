"""Protocols ``shingles`` and ``shingles-allpages``: multisets of word 4-grams, as scrapinghub and newspaper4k count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer
from bench.scoring.means import harmonic, ratio
from bench.scoring.vocabulary import TOKEN, Finder, Vocabulary

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold

SIZE = 4  # tokens a shingle
LARGEST_RADIX = 55_108  # 55,108 ** 4 < 2 ** 63: four token numbers fit one int64


def tokenise(text: str) -> list[str]:
    r"""Return every ``\w+`` match, case kept."""
    return TOKEN.findall(text)


def grams(tokens: list[str]) -> list[tuple[str, ...]]:
    """Return the shingles of a text in order: its 4-grams; one short shingle for 1-3 tokens; none for none."""
    if len(tokens) < SIZE:
        return [tuple(tokens)] if tokens else []
    return list(zip(*(tokens[i:] for i in range(SIZE)), strict=False))


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Gold as numbers: its vocabulary, and each distinct 4-gram as a code with its count."""

    vocabulary: Vocabulary
    pairs: NDArray[np.int64] | None  # sorted codes of gold's token pairs, where four numbers do not fit one int64
    finder: Finder | None  # of 4-gram codes; None for fewer than four tokens
    counts: NDArray[np.int64]


def prepare(gold: Gold) -> Prepared:
    """Give each token of a gold text a number; count its 4-grams."""
    vocabulary = Vocabulary.of(gold.text)
    pairs = np.unique(_pair_codes(vocabulary.ids, vocabulary.size)) if vocabulary.size > LARGEST_RADIX else None
    codes, counts = np.unique(_codes(vocabulary.ids, vocabulary.size, pairs), return_counts=True)
    return Prepared(vocabulary, pairs, Finder.of(codes.view(np.uint64)) if len(codes) else None, counts)


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over shingles (a short text is one shingle) and whether both token lists are equal."""
    ids, gold = prepared.vocabulary.number(text), prepared.vocabulary.ids
    equal = len(ids) == len(gold) and bool((ids == gold).all())
    expected, found = _shingle_count(len(gold)), _shingle_count(len(ids))
    short = min(len(ids), len(gold)) < SIZE
    matched = expected * equal if short else _matched(prepared, ids)
    return float(matched), float(found - matched), float(expected - matched), float(equal)


def row_long(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over whole 4-grams only: a text under four tokens has none."""
    ids, gold = prepared.vocabulary.number(text), prepared.vocabulary.ids
    matched = _matched(prepared, ids)
    return float(matched), float(max(0, len(ids) - SIZE + 1) - matched), float(max(0, len(gold) - SIZE + 1) - matched)


def _shingle_count(tokens: int) -> int:
    """Return how many shingles so many tokens make."""
    return tokens - SIZE + 1 if tokens >= SIZE else min(tokens, 1)


def _matched(prepared: Prepared, ids: NDArray[np.int64]) -> int:
    """Return the sum over 4-grams of the smaller count."""
    if prepared.finder is None:
        return 0
    codes = _codes(ids, prepared.vocabulary.size, prepared.pairs)
    at = prepared.finder.find(codes.view(np.uint64))
    counts = np.bincount(at + 1, minlength=len(prepared.counts) + 1)[1:]
    return int(np.minimum(counts, prepared.counts).sum())


def _codes(ids: NDArray[np.int64], radix: int, pairs: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return one number a 4-gram, equal exactly for equal 4-grams; 4-grams with a token (or pair) unknown to gold are left out."""
    if len(ids) < SIZE:
        return np.empty(0, np.int64)
    codes, radix = _pair_codes(ids, radix), radix * radix
    if pairs is not None:
        at = np.minimum(pairs.searchsorted(codes), len(pairs) - 1)
        codes, radix = np.where((codes >= 0) & (pairs[at] == codes), at, -1), len(pairs)
    left, right = codes[:-2], codes[2:]
    return (left * radix + right)[(left >= 0) & (right >= 0)]


def _pair_codes(ids: NDArray[np.int64], radix: int) -> NDArray[np.int64]:
    """Return one number a pair of neighbours, less than 0 where either is unknown: shape (tokens - 1,)."""
    codes = ids[:-1] * radix + ids[1:]
    codes[(ids[:-1] < 0) | (ids[1:] < 0)] = -1
    return codes


def _page_ratio(hits: NDArray[Any], misses: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Return hits / (hits + misses): 1 where nothing is wrong on either side, 0 where the denominator is 0."""
    return np.where((misses == 0) & (others == 0), 1.0, ratio(hits, hits + misses, 0.0))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (p where tp+fp>0, pages with tp+fp>0, r where tp+fn>0, pages with tp+fn>0, equal, 1)."""
    tp, fp, fn = (np.asarray(rows[..., i], float) for i in range(3))
    returned, wanted = tp + fp > 0, tp + fn > 0
    precision, recall = _page_ratio(tp, fp, fn) * returned, _page_ratio(tp, fn, fp) * wanted
    return np.stack([precision, returned, recall, wanted, rows[..., 3], np.ones_like(tp)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, accuracy; F1 is the harmonic mean of the two means.

    NaN where no page counts, but F1 is 0 where one of the two is.
    """
    precision, recall, accuracy = (ratio(totals[..., a], totals[..., b]) for a, b in ((0, 1), (2, 3), (4, 5)))
    return np.stack([harmonic(precision, recall), precision, recall, accuracy], axis=-1)


def parts_all(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (p, r, tp/(tp+fp+fn), 1): every page counts."""
    tp, fp, fn = (np.asarray(rows[..., i], float) for i in range(3))
    union = tp + fp + fn
    return np.stack([_page_ratio(tp, fp, fn), _page_ratio(tp, fn, fp), ratio(tp, union, 0.0), np.ones_like(tp)], axis=-1)


def finish_all(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, overlap over all pages."""
    precision, recall, overlap = (ratio(totals[..., i], totals[..., 3]) for i in range(3))
    return np.stack([harmonic(precision, recall), precision, recall, overlap], axis=-1)


SCORER = Scorer(
    name="shingles",
    version=1,
    columns=("tp", "fp", "fn", "equal"),
    metrics=("f1", "precision", "recall", "accuracy"),
    headline="f1",
    rules=Rules(
        source="scrapinghub/article-extraction-benchmark, evaluate.py",
        tokens=r"every \w+ match, case kept; multiset of 4-grams; 1-3 tokens make one short shingle",
        empty="both empty: p = r = 1 on the page; a page with an empty output leaves the mean of P, one with empty gold that of R",
        failed="an empty output: it leaves P (read coverage beside it), r = 0, not equal",
        averaging="P and R are means over pages; F1 is the harmonic mean of those means; accuracy is the share of pages with equal tokens",
    ),
    prepare=prepare,
    row=row,
    parts=parts,
    finish=finish,
)

ALLPAGES = Scorer(
    name="shingles-allpages",
    version=1,
    columns=("tp", "fp", "fn"),
    metrics=("f1", "precision", "recall", "overlap"),
    headline="f1",
    rules=Rules(
        source="AndyTheFactory/newspaper4k, tests/evaluation",
        tokens=r"every \w+ match, case kept; multiset of 4-grams; a text under four tokens has none",
        empty="p = r = 1 where neither side has a shingle that the other lacks, else p = 0 for an empty output, r = 0 for empty gold",
        failed="an empty output: p = r = 0",
        averaging="P, R and overlap (tp / (tp + fp + fn)) are means over all pages; F1 is the harmonic mean of P and R",
    ),
    prepare=prepare,
    row=row_long,
    parts=parts_all,
    finish=finish_all,
)
