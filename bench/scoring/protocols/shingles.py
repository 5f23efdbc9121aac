"""Protocols ``shingles`` and ``shingles-allpages``: multisets of word 4-grams, as scrapinghub and newspaper4k count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer
from bench.scoring.protocols.means import harmonic, ratio
from bench.scoring.text.vocabulary import TOKEN, Finder, Vocabulary, tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold
    from bench.scoring.text.vocabulary import Longs

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
    pairs: Longs | None  # sorted codes of gold's token pairs, where four numbers do not fit one int64
    finder: Finder | None  # of 4-gram codes; None for fewer than four tokens
    counts: Longs


def prepare(gold: Gold) -> Prepared:
    """Give each token of a gold text a number; count its 4-grams."""
    vocabulary = Vocabulary.of(gold.text)
    ids, size = vocabulary.ids, vocabulary.size
    pairs = np.unique(_joined(ids[:-1], ids[1:], size)) if size > LARGEST_RADIX else None
    codes, counts = np.unique(_codes(ids, size, pairs), return_counts=True)
    return Prepared(vocabulary, pairs, Finder.of(codes.view(np.uint64)) if len(codes) else None, counts)


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over shingles (a short text is one shingle) and whether both token lists are equal."""
    return rows(prepared, [text])[0]


def rows(prepared: Prepared, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each text; many at once cost a third of one by one."""
    gold = prepared.vocabulary.ids
    ids, sizes = prepared.vocabulary.number_all(texts)
    equal = np.array([np.array_equal(own, gold) for own in np.split(ids, np.cumsum(sizes)[:-1])])
    expected, found = _shingle_counts(np.array(len(gold))), _shingle_counts(sizes)
    matched = np.where((sizes < SIZE) | (len(gold) < SIZE), expected * equal, _matched(prepared, ids, sizes))
    return _floats(matched, found - matched, expected - matched, equal)


def row_long(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over whole 4-grams only: a text under four tokens has none."""
    return rows_long(prepared, [text])[0]


def rows_long(prepared: Prepared, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the same for each text."""
    ids, sizes = prepared.vocabulary.number_all(texts)
    matched = _matched(prepared, ids, sizes)
    expected = max(0, len(prepared.vocabulary.ids) - SIZE + 1)
    return _floats(matched, np.maximum(0, sizes - SIZE + 1) - matched, expected - matched)


def _floats(*columns: NDArray[Any]) -> list[tuple[float, ...]]:
    """Return columns as rows."""
    return list(zip(*(column.astype(float).tolist() for column in columns), strict=True))


def _shingle_counts(tokens: Longs) -> Longs:
    """Return how many shingles so many tokens make."""
    return np.where(tokens >= SIZE, tokens - SIZE + 1, np.minimum(tokens, 1))


def _matched(prepared: Prepared, ids: Longs, sizes: Longs) -> Longs:
    """Return the sum over 4-grams of the smaller count for each text: shape (texts,)."""
    codes = _codes(ids, prepared.vocabulary.size, prepared.pairs)
    if prepared.finder is None or not len(codes):
        return np.zeros(len(sizes), np.int64)
    across = (np.cumsum(sizes)[:-1, None] - np.arange(1, SIZE)).ravel()  # 4-grams that begin in one text and end in another
    codes[across[(across >= 0) & (across < len(codes))]] = -1
    known = (codes >= 0).nonzero()[0]
    at = prepared.finder.find(codes.take(known).view(np.uint64))
    owners = np.repeat(np.arange(len(sizes)), sizes).take(known)
    counts = np.minimum(tally(at, owners, len(sizes), len(prepared.counts)), prepared.counts)
    return np.asarray(counts.sum(axis=1), np.int64)


def _codes(ids: Longs, radix: int, pairs: Longs | None) -> Longs:
    """Return one number a 4-gram, equal exactly for equal 4-grams; -1 for those with a token (or pair) unknown to gold."""
    codes, radix = _joined(ids[:-1], ids[1:], radix), radix * radix
    if pairs is not None:
        at = np.minimum(pairs.searchsorted(codes), len(pairs) - 1)
        codes, radix = np.where((codes >= 0) & (pairs[at] == codes), at, -1), len(pairs)
    return _joined(codes[:-2], codes[2:], radix)


def _joined(left: Longs, right: Longs, radix: int) -> Longs:
    """Return one number for two neighbours, -1 where either is unknown."""
    codes = left * radix + right
    codes[(left < 0) | (right < 0)] = -1
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
    rows=rows,
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
    rows=rows_long,
    parts=parts_all,
    finish=finish_all,
)
