"""Protocol ``words``: WCXB's bag of lower-cased words, with the rates of snippets that must and must not be in the output."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bench.model import Rules, Scorer
from bench.scoring.protocols.means import averaged, ratio
from bench.scoring.text.vocabulary import Vocabulary, tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.model import Gold


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Gold as a numbered vocabulary with counts, and its snippets in lower case."""

    vocabulary: Vocabulary
    counts: NDArray[np.int64]
    must_have: tuple[str, ...]
    must_not: tuple[str, ...]


def prepare(gold: Gold) -> Prepared:
    """Count the words of gold."""
    vocabulary = Vocabulary.of(gold.text, fold=True)
    counts = np.bincount(vocabulary.ids, minlength=vocabulary.size)
    return Prepared(vocabulary, counts, _lower(gold.must_have), _lower(gold.must_not))


def _lower(snippets: tuple[str, ...]) -> tuple[str, ...]:
    """Return snippets as they are compared."""
    return tuple(snippet.lower() for snippet in snippets)


def row(prepared: Prepared, text: str) -> tuple[float, ...]:
    """Return words in common, words returned, words wanted; snippets found and listed, to have and not to have."""
    return rows(prepared, [text])[0]


def rows(prepared: Prepared, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each text; many at once cost less than one by one."""
    ids, sizes = prepared.vocabulary.number_all(texts)
    counts = tally(ids, np.repeat(np.arange(len(texts)), sizes), len(texts), prepared.vocabulary.size)
    common = np.minimum(counts, prepared.counts).sum(axis=1)
    wanted = len(prepared.vocabulary.ids)
    found = zip(common.tolist(), sizes.tolist(), map(partial(_snippets, prepared), texts), strict=True)
    return [tuple(map(float, (in_common, size, wanted, *snippets))) for in_common, size, snippets in found]


def _snippets(prepared: Prepared, text: str) -> tuple[int, int, int, int]:
    """Return snippets found and listed, to have and not to have."""
    lowered = text.lower() if prepared.must_have or prepared.must_not else ""
    kept, leaked = (sum(snippet in lowered for snippet in listed) for listed in (prepared.must_have, prepared.must_not))
    return kept, len(prepared.must_have), leaked, len(prepared.must_not)


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (P, R, F, with, without, with where listed, listed, without where listed, listed, 1)."""
    common, returned, wanted, kept, have, leaked, must_not = (np.asarray(rows[..., i], float) for i in range(7))
    both = ((returned == 0) & (wanted == 0)).astype(float)
    precision, recall = ratio(common, returned, 0.0) + both, ratio(common, wanted, 0.0) + both
    f1 = ratio(2 * precision * recall, precision + recall, 0.0)
    shares = [
        ratio(kept, have, 1.0),
        ratio(leaked, must_not, 1.0),
        ratio(kept, have, 0.0),
        have > 0,
        ratio(leaked, must_not, 0.0),
        must_not > 0,
    ]
    return np.stack([precision, recall, f1, *shares, np.ones_like(common)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, with, without, with_listed, without_listed."""
    means = averaged(totals)
    listed = [ratio(totals[..., 5], totals[..., 6]), ratio(totals[..., 7], totals[..., 8])]
    return np.stack([means[..., 2], means[..., 0], means[..., 1], means[..., 3], means[..., 4], *listed], axis=-1)


SCORER = Scorer(
    name="words",
    version=1,
    columns=("common", "returned", "wanted", "with_found", "with_listed", "without_found", "without_listed"),
    metrics=("f1", "precision", "recall", "with", "without", "with_listed", "without_listed"),
    headline="f1",
    rules=Rules(
        source="WCXB (Web Content Extraction Benchmark), Foley 2026",
        tokens=r"every \w+ match of the lower-cased text; snippets lower-cased, white space as it is",
        empty="gold and output without words: 1, 1, 1; only one of them: 0, 0, 0. A page that lists no snippets counts 1 for `with` "
        "and, as in the source, 1 for `without` too; `with_listed` and `without_listed` leave such pages out",
        failed="an empty output: 0, 0, 0, no snippet found",
        averaging="mean over pages of P, R, F and of both snippet rates (`without`: lower is better)",
    ),
    prepare=prepare,
    row=row,
    rows=rows,
    parts=parts,
    finish=finish,
    lower_is_better=("without", "without_listed"),
)
