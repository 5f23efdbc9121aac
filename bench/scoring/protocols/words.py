"""Protocol ``words``: WCXB's bag of lower-cased words, and its rates of snippets."""

from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, ratio
from bench.scoring.protocols.steps import Step, bag
from bench.scoring.text.reader import RUN, Reader, by_runs, count_runs, runs


class _WordsGold:
    """Gold in lower case, its words counted when first asked for.

    The first output alone is held against it line by line; from the second on, a reader saves tokenising what the gold or an earlier
    output held.
    """

    __slots__ = ("_coded", "_is_first", "_reader", "must_have", "must_not", "text")

    def __init__(self, gold: Gold) -> None:
        """Count nothing yet."""
        self.text = gold.text.lower()
        self.must_have, self.must_not = (tuple(snippet.lower() for snippet in listed) for listed in (gold.must_have, gold.must_not))
        self._is_first = True
        self._reader: Reader | None = None
        self._coded: Counter[str] = Counter()

    def counted(self, lowered: str, *, alone: bool) -> tuple[int, int, int]:
        """Return words in common, returned and wanted; ``alone`` says that no other output is known to come."""
        if self._is_first and alone:
            self._is_first = False
            return _by_line(self.text, lowered)
        if self._reader is None:
            self._reader, code = by_runs(self.text)
            self._coded, self._is_first = Counter(code), False
        return _common(self._coded, self._reader.code(lowered))


def _by_line(wanted: str, returned: str) -> tuple[int, int, int]:
    """Return what :func:`_common` does of two texts.

    No word spans two lines, so those that both have are in common as they are, and the words of the others alone are held against each
    other: min(n + a, n + b) is n + min(a, b).
    """
    left, both, new = Counter(filter(None, wanted.split("\n"))), list[str](), list[str]()
    for line in filter(None, returned.split("\n")):
        if left[line] > 0:
            left[line] -= 1
            both.append(line)
        else:
            new.append(line)
    shared = count_runs("\n".join(both))
    common, there, asked = _common(Counter(runs("\n".join(left.elements()))), runs("\n".join(new)))
    return shared + common, shared + there, shared + asked


def _common(wanted: Counter[str], words: Sequence[str]) -> tuple[int, int, int]:
    """Return how many words are in common, how many there are, how many are wanted."""
    counts = Counter(words)
    return sum(map(min, counts.values(), map(wanted.get, counts, repeat(0)))), len(words), wanted.total()


def prepare(gold: Gold) -> _WordsGold:
    """Return gold whose words are counted when the first output comes."""
    return _WordsGold(gold)


def rows(gold: _WordsGold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return for each text words in common, returned, wanted; then snippets.

    These are found and listed, those to have and those not to have.
    """
    made = []
    for lowered in map(str.lower, texts):
        kept, leaked = (sum(snippet in lowered for snippet in listed) for listed in (gold.must_have, gold.must_not))
        counted = gold.counted(lowered, alone=len(texts) == 1)
        made.append(tuple(map(float, (*counted, kept, len(gold.must_have), leaked, len(gold.must_not)))))
    return made


def row(gold: _WordsGold, text: str) -> tuple[float, ...]:
    """Return the row of one text."""
    return rows(gold, [text])[0]


def parts(rows: NDArray[Any]) -> NDArray[Any]:
    """Map rows to (P, R, F, with, without, with where listed, listed, without where listed, listed, 1)."""
    common, returned, wanted, kept, have, leaked, must_not = (np.asarray(rows[..., i], float) for i in range(7))
    both = ((returned == 0) & (wanted == 0)).astype(float)
    precision, recall = ratio(common, returned, 0.0) + both, ratio(common, wanted, 0.0) + both
    f1 = ratio(2 * precision * recall, precision + recall, 0.0)
    shares = [ratio(kept, have, 1.0), ratio(leaked, must_not, 1.0)]
    listed = [ratio(kept, have, 0.0), have > 0, ratio(leaked, must_not, 0.0), must_not > 0]
    return np.stack([precision, recall, f1, *shares, *listed, np.ones_like(common)], axis=-1)


def finish(totals: NDArray[Any]) -> NDArray[Any]:
    """Map summed parts to f1, precision, recall, with, without, with_listed, without_listed."""
    listed = ratio(totals[..., [5, 7]], totals[..., [6, 8]])
    return np.concatenate([averaged(totals)[..., [2, 0, 1, 3, 4]], listed], axis=-1)


def explain(gold: Gold, text: str) -> list[Step]:
    """Return snippets, then words with their counts."""
    lowered, kinds = text.lower(), (("snippet to have", 1, gold.must_have), ("snippet not to have", 0, gold.must_not))
    snippets = [Step(kind, snippet, wanted, int(snippet.lower() in lowered)) for kind, wanted, listed in kinds for snippet in listed]
    return snippets + bag(RUN.findall(gold.text.lower()), RUN.findall(lowered))


SCORER = Scorer(
    name="words",
    columns=("common", "returned", "wanted", "with_found", "with_listed", "without_found", "without_listed"),
    metrics=("f1", "precision", "recall", "with", "without", "with_listed", "without_listed"),
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
    explain=explain,
    lower_is_better=("without", "without_listed"),
)
