"""Protocol ``aligned``, our own and the default: words aligned in order, with optional gold neutral.

The words (``bench.scoring.text.tokens``) of all blocks of a gold, optional ones too, are aligned with those of the output so that the most
required words are matched and then the most optional ones (``bench.scoring.text.neutral``). Optional words count for neither side: they
are no part of what is asked for, and output words matched to them are taken off the output. With r required words, n output
words, m required and o optional words matched:

    precision = m / (n - o)        recall = m / r        f1 = harmonic mean

Adding an optional block to a gold can never lower anyone's score: m stays, and o can only grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.model import Gold, Rules, Scorer
from bench.scoring.protocols.means import averaged, paged
from bench.scoring.protocols.steps import Step
from bench.scoring.text import alignment, neutral, tokens
from bench.scoring.text.reader import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

COLUMNS = ("f1", "precision", "recall", "matched", "required", "output", "optional_matched", "optional")


def row(gold: alignment.AlignedGold, text: str) -> tuple[float, ...]:
    """Score one output: the values of :data:`COLUMNS`, counts in words."""
    return rows(gold, [text])[0]


def rows(gold: alignment.AlignedGold, texts: Sequence[str]) -> list[tuple[float, ...]]:
    """Return the row of each text; texts of the same words, as extractors often return, are aligned once."""
    coded = gold.reader.code_all(texts)
    aligned = {code: _row(gold, code) for code in dict.fromkeys(coded)}
    return [aligned[code] for code in coded]


def _row(gold: alignment.AlignedGold, code: str) -> tuple[float, ...]:
    """Return the row of a text given as a code."""
    matched, free = neutral.counts(gold.code, gold.optional, gold.required, code.replace(FOREIGN, ""))
    required = len(gold.required)
    counts = (matched, required, len(code), free, len(gold.code) - required)
    return (*measures(matched, len(code) - free, required), *map(float, counts))


def measures(matched: int, output: int, required: int) -> tuple[float, float, float]:
    """Return F1, precision and recall of counts of words: 1 without words on both sides, 0 on one."""
    if not output or not required:
        return (float(output == required),) * 3
    return 2 * matched / (output + required), matched / output, matched / required


def derive(counts: NDArray[Any]) -> NDArray[Any]:
    """Return F1, precision and recall (..., 3) of the counts in :data:`COLUMNS` (..., 5).

    They are those of :func:`measures` to the bit.
    """
    import numpy as np

    matched, required, output, free, _ = np.moveaxis(counts, -1, 0)
    output = output - free
    both = (output > 0) & (required > 0)
    above, below = np.stack([2 * matched, matched, matched], axis=-1), np.stack([output + required, output, required], axis=-1)
    return np.where(both[..., None], above / np.where(both[..., None], below, 1), (output == required)[..., None])


def explain(gold: Gold, text: str) -> list[Step]:
    """Return the very alignment that was scored."""
    from bench.scoring.text.diff import diff

    made = diff(gold, text)
    texts = (made.gold[slice(*run.gold)] or made.text[slice(*run.text)] for run in made.runs)
    return [Step(run.kind, " ".join(words.split()), run.gold_words, run.text_words) for run, words in zip(made.runs, texts, strict=True)]


SCORER = Scorer(
    name="aligned",
    columns=COLUMNS,
    metrics=("f1", "precision", "recall"),
    rules=Rules(
        source="boilerbench",
        tokens="words by Unicode word boundaries (UAX 29), Han, Hiragana and Katakana by character, NFC, case kept; no punctuation",
        empty="no required words and no output words beyond optional ones: 1, 1, 1; only one of them without: 0, 0, 0",
        failed="as an empty output",
        averaging="mean over pages of P, of R and of F1",
    ),
    prepare=alignment.prepare,
    row=row,
    rows=rows,
    parts=paged(3),
    finish=averaged,
    variant=tokens.VARIANT,
    explain=explain,
)
