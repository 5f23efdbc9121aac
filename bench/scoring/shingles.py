"""Protocols ``shingles`` and ``shingles-allpages``: multisets of word 4-grams, as scrapinghub and newspaper4k count them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold

SIZE = 4  # tokens a shingle
LARGEST_RADIX = 55_108  # 55,108 ** 4 < 2 ** 63: four token numbers fit one int64
TOKEN = re.compile(r"\w+")


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
    """Gold as numbers: each distinct token has one, each distinct shingle is a sorted ``codes`` entry with its count."""

    numbers: Mapping[str, int]
    ids: NDArray[np.int64]  # (tokens,)
    codes: NDArray[np.int64]  # (distinct shingles,), ascending
    counts: NDArray[np.int64]  # (distinct shingles,)
    pairs: NDArray[np.int64] | None  # sorted distinct codes of gold's token pairs, where four numbers do not fit one int64


def prepare(gold: Gold) -> Prepared:
    """Give each token of a gold text a number; count its shingles."""
    tokens = tokenise(gold.text)
    numbers = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    ids = np.fromiter(map(numbers.__getitem__, tokens), np.int64, len(tokens))
    pairs = None
    if len(numbers) > LARGEST_RADIX:
        pairs = np.unique(_pair_codes(ids, len(numbers)))
    codes, counts = np.unique(_codes(ids, len(numbers), pairs), return_counts=True)
    return Prepared(numbers, ids, codes, counts, pairs)


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over shingles (a short text is one shingle) and whether both token lists are equal."""
    ids = _numbered(prepared, text)
    equal = bool(np.array_equal(ids, prepared.ids))
    expected, found = _shingle_count(len(prepared.ids)), _shingle_count(len(ids))
    short = min(len(ids), len(prepared.ids)) < SIZE
    matched = expected * equal if short else _matched(prepared, ids)
    return float(matched), float(found - matched), float(expected - matched), float(equal)


def row_long(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over whole 4-grams only: a text under four tokens has none."""
    ids = _numbered(prepared, text)
    expected, found = max(0, len(prepared.ids) - SIZE + 1), max(0, len(ids) - SIZE + 1)
    matched = _matched(prepared, ids) if expected and found else 0
    return float(matched), float(found - matched), float(expected - matched)


def _shingle_count(tokens: int) -> int:
    """How many shingles so many tokens make."""
    return tokens - SIZE + 1 if tokens >= SIZE else min(tokens, 1)


def _numbered(prepared: Prepared, text: str) -> NDArray[np.int64]:
    """Return the output's tokens by gold's numbers, -1 for a token gold does not have: shape (tokens,)."""
    number = prepared.numbers.get
    return np.array([number(token, -1) for token in TOKEN.findall(text)], np.int64)


def _matched(prepared: Prepared, ids: NDArray[np.int64]) -> int:
    """Return the sum over shingles of the smaller count; both texts have at least four tokens."""
    codes = _codes(ids, len(prepared.numbers), prepared.pairs)
    at = prepared.codes.searchsorted(codes)
    at[at == len(prepared.codes)] = 0
    hits = at[prepared.codes[at] == codes]
    return int(np.minimum(np.bincount(hits, minlength=len(prepared.codes)), prepared.counts).sum())


def _codes(ids: NDArray[np.int64], radix: int, pairs: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return one number a 4-gram, equal exactly for equal 4-grams; 4-grams with a token (or pair) unknown to gold are left out."""
    if len(ids) < SIZE:
        return np.empty(0, np.int64)
    if pairs is not None:
        known = _pair_codes(ids, radix)
        at = np.minimum(pairs.searchsorted(known), len(pairs) - 1)
        ranks = np.where((known >= 0) & (pairs[at] == known), at, -1)
        both = (ranks[:-2] >= 0) & (ranks[2:] >= 0)
        return (ranks[:-2] * len(pairs) + ranks[2:])[both]
    codes = _pair_codes(ids, radix)
    both = (codes[:-2] >= 0) & (codes[2:] >= 0)
    return (codes[:-2] * (radix * radix) + codes[2:])[both]


def _pair_codes(ids: NDArray[np.int64], radix: int) -> NDArray[np.int64]:
    """Return one number a pair of neighbours, -1 or less where either is unknown: shape (tokens - 1,)."""
    left, right = ids[:-1], ids[1:]
    return np.where((left < 0) | (right < 0), -1, left * radix + right)


def _ratio(hits: NDArray[Any], misses: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Return hits / (hits + misses): 1 where nothing is wrong on either side, 0 where the denominator is 0."""
    total = hits + misses
    plain = np.divide(hits, total, out=np.zeros_like(total), where=total > 0)
    return np.where((misses == 0) & (others == 0), 1.0, plain)


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (p where tp+fp>0, pages with tp+fp>0, r where tp+fn>0, pages with tp+fn>0, equal, 1)."""
    tp, fp, fn = (np.asarray(rows[..., i], float) for i in range(3))
    returned, wanted = tp + fp > 0, tp + fn > 0
    precision, recall = _ratio(tp, fp, fn) * returned, _ratio(tp, fn, fp) * wanted
    return np.stack([precision, returned, recall, wanted, rows[..., 3], np.ones_like(tp)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, accuracy; F1 is the harmonic mean of the two means. NaN where no page counts."""
    precision, recall, accuracy = (_share(totals[..., a], totals[..., b]) for a, b in ((0, 1), (2, 3), (4, 5)))
    return np.stack([_harmonic(precision, recall), precision, recall, accuracy], axis=-1)


def parts_all(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (p, r, tp/(tp+fp+fn), 1): every page counts."""
    tp, fp, fn = (np.asarray(rows[..., i], float) for i in range(3))
    union = tp + fp + fn
    overlap = np.divide(tp, union, out=np.zeros_like(union), where=union > 0)
    return np.stack([_ratio(tp, fp, fn), _ratio(tp, fn, fp), overlap, np.ones_like(tp)], axis=-1)


def finish_all(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, overlap over all pages."""
    precision, recall, overlap = (_share(totals[..., i], totals[..., 3]) for i in range(3))
    return np.stack([_harmonic(precision, recall), precision, recall, overlap], axis=-1)


def _share(top: NDArray[Any], bottom: NDArray[Any]) -> NDArray[Any]:
    """Return top / bottom, NaN where bottom is 0."""
    blank = np.full(np.shape(bottom), np.nan, np.result_type(top, np.float32))
    return np.asarray(np.divide(top, bottom, out=blank, where=bottom > 0))


def _harmonic(precision: NDArray[Any], recall: NDArray[Any]) -> NDArray[Any]:
    """Return the harmonic mean, 0 where both are 0."""
    total = np.asarray(precision + recall)
    return np.asarray(np.divide(2 * precision * recall, total, out=np.array(total), where=total != 0))


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
