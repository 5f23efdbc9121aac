"""Protocols ``shingles`` and ``shingles-allpages``: multisets of word 4-grams.

Scrapinghub counts the first, newspaper4k the second. Texts are read as codes, one character for each token
(:mod:`bench.scoring.text.reader`), so that a 4-gram is four characters, mostly one integer, and numpy counts all of a text at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import harmonic, ratio
from bench.scoring.protocols.steps import Step, bag
from bench.scoring.text.reader import RUN, Reader, by_runs

SIZE = 4  # tokens a shingle
SURROGATES = 0xD800  # the first character that UTF-16 does not write as one unit of its own number
LAST = b"\xff" * 4 * SIZE  # four characters behind all others, in either encoding


def grams(text: str) -> list[str]:
    """Return the shingles of a text in order: 4-grams; one short shingle for 1-3 tokens; none for none."""
    tokens = RUN.findall(text)
    return [" ".join(tokens[i : i + SIZE]) for i in range(max(len(tokens) - SIZE + 1, min(len(tokens), 1)))]


@dataclass(frozen=True, slots=True, eq=False)
class _ShinglesGold:
    """Gold as a code, and its 4-grams, sorted; ``earlier`` counts the equal ones before each."""

    reader: Reader
    code: str
    grams: NDArray[Any]
    earlier: NDArray[np.int64]


def prepare(gold: Gold) -> _ShinglesGold:
    """Read a gold text; sort its 4-grams."""
    reader, code = by_runs(gold.text)
    listed = _sorted_grams(code, len(reader.known))
    place = np.arange(len(listed))
    first = place.copy()
    first[1:] *= listed[1:] != listed[:-1]
    return _ShinglesGold(reader, code, listed, place - np.maximum.accumulate(first))


def row(gold: _ShinglesGold, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over shingles (a short text is one) and whether both token lists are equal."""
    return rows(gold, [text])[0]


def rows(gold: _ShinglesGold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each text; extractors often return the same one."""
    coded = gold.reader.code_all(texts)
    counted = {code: _row(gold, code) for code in dict.fromkeys(coded)}
    return [counted[code] for code in coded]


def _row(gold: _ShinglesGold, code: str) -> tuple[float, ...]:
    """Return the row of a text given as a code."""
    equal, wanted, returned = code == gold.code, _count(gold.code), _count(code)
    matched = wanted if equal else _matched(gold, code)
    return float(matched), float(returned - matched), float(wanted - matched), float(equal)


def _count(code: str) -> int:
    """Return how many shingles there are, a short one for 1-3 tokens."""
    return max(len(code) - SIZE + 1, min(len(code), 1))


def row_long(gold: _ShinglesGold, text: str) -> tuple[float, ...]:
    """Return tp, fp, fn over whole 4-grams only: a text under four tokens has none."""
    code = gold.reader.code(text)
    matched = _matched(gold, code)
    wanted, returned = (max(len(side) - SIZE + 1, 0) for side in (gold.code, code))
    return float(matched), float(returned - matched), float(wanted - matched)


def _matched(gold: _ShinglesGold, code: str) -> int:
    """Return the sum over 4-grams of the smaller count."""
    if code in gold.code or gold.code in code:  # so it is for half of the rows of article-extraction-benchmark
        return max(min(len(code), len(gold.code)) - SIZE + 1, 0)
    listed = _sorted_grams(code, len(gold.reader.known), LAST)  # where ``clip`` ends is nothing of gold's
    nth = listed.searchsorted(gold.grams) + gold.earlier
    return int(np.count_nonzero(listed.take(nth, mode="clip") == gold.grams))


def _sorted_grams(code: str, known: int, after: bytes = b"") -> NDArray[Any]:
    """Return each four characters in a row, and in ``after``, sorted.

    They are integers, or strings where gold has over 55,294 distinct words: up to there a word's character is one unit of UTF-16, below the
    surrogates. ``known`` counts what stands between parts too.
    """
    encoding, unit, kind = ("utf-16-le", 2, "<u8") if known <= SURROGATES else ("utf-32-le", 4, "<U4")
    units = code.encode(encoding, "surrogatepass") + after
    listed = np.ndarray(max(len(units) // unit - SIZE + 1, 0), kind, units, strides=(unit,)).copy()
    listed.sort()
    return listed


def _page_ratio(hits: NDArray[Any], misses: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Return hits / (hits + misses): 1 where neither side has a miss, 0 where the denominator is 0."""
    return np.where((misses == 0) & (others == 0), 1.0, ratio(hits, hits + misses, 0.0))


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (p where tp+fp>0, pages with tp+fp>0, r where tp+fn>0, pages with tp+fn>0, equal, 1)."""
    tp, fp, fn = (np.asarray(rows[..., i], float) for i in range(3))
    returned, wanted = tp + fp > 0, tp + fn > 0
    precision, recall = _page_ratio(tp, fp, fn) * returned, _page_ratio(tp, fn, fp) * wanted
    return np.stack([precision, returned, recall, wanted, rows[..., 3], np.ones_like(tp)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map sums to f1 (harmonic mean of the means), precision, recall, accuracy; NaN where no page counts."""
    precision, recall, accuracy = (ratio(totals[..., i], totals[..., i + 1]) for i in (0, 2, 4))
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


def explain(gold: Gold, text: str) -> list[Step]:
    """Return shingles with their counts."""
    return bag(grams(gold.text), grams(text))


def explain_long(gold: Gold, text: str) -> list[Step]:
    """Return whole 4-grams with their counts."""
    return bag(*([gram for gram in grams(side) if gram.count(" ") == SIZE - 1] for side in (gold.text, text)))


SCORER = Scorer(
    name="shingles",
    columns=("tp", "fp", "fn", "equal"),
    metrics=("f1", "precision", "recall", "accuracy"),
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
    explain=explain,
)

ALLPAGES = Scorer(
    name="shingles-allpages",
    columns=("tp", "fp", "fn"),
    metrics=("f1", "precision", "recall", "overlap"),
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
    explain=explain_long,
)
